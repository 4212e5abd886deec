//! The methods and attributes of `memoryview`.
#![forbid(unsafe_code)]

use super::repr::{ItemFormat, MemoryViewObj, Window};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode};
use crate::raise;
use crate::types::bytes::methods::hex_text;
use crate::value::Value;

use NativeCode::{Fast, FastKw, NoArgs, O};

/// The receiver, which must not have been released.
pub(super) fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<MemoryViewObj>> {
    let Some(m) = v.cast::<MemoryViewObj>() else {
        raise!(cx, TypeError, "a 'memoryview' object is required");
    };
    cx.view_base(m)?;
    Ok(m)
}

pub(super) static METHODS: &[MethodDef] = &[
    MethodDef::new("tobytes", FastKw(tobytes)).sig("($self, /, order='C')"),
    MethodDef::new("tolist", NoArgs(tolist)).sig("($self, /)"),
    MethodDef::new("hex", FastKw(hex)),
    MethodDef::new("cast", FastKw(cast)),
    MethodDef::new("release", NoArgs(release)).sig("($self, /)"),
    MethodDef::new("toreadonly", NoArgs(toreadonly)).sig("($self, /)"),
    MethodDef::new("count", O(count)).sig("($self, value, /)"),
    MethodDef::new("index", Fast(index)),
    MethodDef::new("__enter__", NoArgs(|cx, v| this(cx, v).map(Value::from))),
    MethodDef::new("__exit__", Fast(|cx, v, _| release(cx, v))),
    MethodDef::new("__buffer__", O(dunder_buffer)),
    MethodDef::new("__release_buffer__", O(|_, _, _| Ok(Value::NONE))),
    MethodDef::class("__class_getitem__", O(|cx, class, item| cx.generic_alias(class, item))),
    MethodDef::class(
        "_from_flags",
        Fast(|cx, _, args| {
            cx.check_arity("_from_flags", args.len(), 2, 2)?;
            Ok(cx.view_of(args[0])?.into())
        }),
    ),
];

pub(super) static GETSET: &[GetSetDef] = &[
    GetSetDef::readonly("obj", |cx, v| {
        let m = this(cx, v)?;
        cx.view_base(m)
    }),
    GetSetDef::readonly("nbytes", |cx, v| Ok(Value::len(this(cx, v)?.byte_len()))),
    GetSetDef::readonly("itemsize", |cx, v| Ok(Value::small(this(cx, v)?.item.get().size.into()))),
    GetSetDef::readonly("format", |cx, v| {
        let item = this(cx, v)?.item.get();
        let prefix = if item.at_sign { "@" } else { "" };
        Ok(cx.str(&format!("{prefix}{}", char::from(item.code)))?.into())
    }),
    GetSetDef::readonly("ndim", |cx, v| {
        let m = this(cx, v)?;
        Ok(Value::len(m.dims.get().map_or(1, |d| d.len())))
    }),
    GetSetDef::readonly("shape", |cx, v| {
        let m = this(cx, v)?;
        match m.dims.get() {
            Some(dims) => Ok(dims.into()),
            None => Ok(cx.tuple(&[Value::len(m.len.get())])?.into()),
        }
    }),
    GetSetDef::readonly("strides", strides),
    GetSetDef::readonly("suboffsets", |cx, v| {
        this(cx, v)?;
        Ok(cx.tuple(&[])?.into())
    }),
    GetSetDef::readonly("readonly", |cx, v| Ok(Value::bool(this(cx, v)?.readonly.get()))),
    GetSetDef::readonly("c_contiguous", |cx, v| Ok(Value::bool(this(cx, v)?.is_contiguous()))),
    GetSetDef::readonly("f_contiguous", |cx, v| {
        let m = this(cx, v)?;
        Ok(Value::bool(m.is_contiguous() && m.dims.get().is_none_or(|d| d.len() < 2)))
    }),
    GetSetDef::readonly("contiguous", |cx, v| Ok(Value::bool(this(cx, v)?.is_contiguous()))),
];

fn strides(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let Some(dims) = m.dims.get() else {
        let stride = cx.int(m.stride.get() as i64)?;
        return Ok(cx.tuple(&[stride])?.into());
    };
    let at = |d: usize| {
        let rest = (d + 1..dims.len()).filter_map(|i| dims.get(i)?.as_small()).product::<i64>();
        Value::len(rest as usize * m.item.get().size as usize)
    };
    Ok(cx.tuple_with(dims.len(), at)?.into())
}

fn tobytes(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature { name: "tobytes", params: &["order"], pos_only: 0, pos_max: 1, required: 0 };
    let m = this(cx, self_)?;
    if let [Some(order)] = args.bind::<1>(cx, &SIGNATURE)?
        && !order.is_none()
    {
        let order = cx.expect_str(order, "tobytes() argument 'order'")?;
        if !["C", "F", "A"].iter().any(|o| order.eq_str(o)) {
            raise!(cx, ValueError, "order must be 'C', 'F' or 'A'");
        }
    }
    let content = cx.memory_bytes(m)?;
    Ok(cx.bytes_small(&content)?.into())
}

fn tolist(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let m = this(cx, self_)?;
    cx.view_to_list(m)
}

fn hex(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let m = this(cx, self_)?;
    let content = cx.memory_bytes(m)?;
    hex_text(cx, &content, args)
}

fn cast(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "cast",
        params: &["format", "shape"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let m = this(cx, self_)?;
    let [format, shape] = args.bind::<2>(cx, &SIGNATURE)?;
    let item = cx.item_format(format.unwrap_or(Value::NONE))?;
    if !m.is_contiguous() {
        raise!(cx, TypeError, "memoryview: casts are restricted to C-contiguous views");
    }
    let is_byte = |i: ItemFormat| matches!(i.code, b'B' | b'b' | b'c');
    if !is_byte(item) && !is_byte(m.item.get()) {
        raise!(cx, TypeError, "memoryview: cannot cast between two non-byte formats");
    }
    let (bytes, size) = (m.byte_len(), item.size as usize);
    if bytes % size != 0 {
        raise!(cx, TypeError, "memoryview: length is not a multiple of itemsize");
    }
    let dims = match shape {
        Some(v) if !v.is_none() => {
            let dims = cx.to_tuple(v)?;
            let mut product = 1i64;
            for &d in dims.items() {
                let d = cx.index_i64(d)?;
                if d < 1 {
                    raise!(
                        cx,
                        ValueError,
                        "memoryview.cast(): elements of shape must be integers > 0"
                    );
                }
                product = product.saturating_mul(d);
            }
            if product.saturating_mul(size as i64) != bytes as i64 {
                raise!(cx, TypeError, "memoryview: product(shape) * itemsize != buffer size");
            }
            (dims.len() != 1).then_some(dims)
        }
        _ => None,
    };
    let base = cx.view_base(m)?;
    let window = Window { offset: m.offset.get(), len: bytes / size, stride: size as isize, item };
    Ok(cx.memory_view(base, window, m.readonly.get(), dims)?.into())
}

fn release(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    match self_.cast::<MemoryViewObj>() {
        Some(m) => {
            m.base.set(None);
            Ok(Value::NONE)
        }
        None => raise!(cx, TypeError, "a 'memoryview' object is required"),
    }
}

fn toreadonly(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let copy = cx.view_of(self_)?;
    copy.readonly.set(true);
    Ok(copy.into())
}

fn count(cx: &mut Ctx, self_: Value, wanted: Value) -> PyResult<Value> {
    let m = this(cx, self_)?;
    let mut n = 0;
    for i in 0..m.len.get() {
        let item = cx.view_item(m, i)?;
        n += usize::from(cx.eq(item, wanted)?);
    }
    Ok(Value::len(n))
}

fn index(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("index", args.len(), 1, 3)?;
    let m = this(cx, self_)?;
    let (from, to) = cx.find_bounds(args.get(1).copied(), args.get(2).copied(), m.len.get())?;
    for i in from..to {
        let item = cx.view_item(m, i)?;
        if cx.eq(item, args[0])? {
            return Ok(Value::len(i));
        }
    }
    raise!(cx, ValueError, "memoryview.index(x): x not found")
}

/// `__buffer__` of the builtin buffer types.
pub fn dunder_buffer(cx: &mut Ctx, self_: Value, _flags: Value) -> PyResult<Value> {
    Ok(cx.view_of(self_)?.into())
}
