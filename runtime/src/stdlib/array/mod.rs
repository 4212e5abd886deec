//! `array`: compact arrays of machine values.

#![deny(unsafe_code)]

mod methods;
mod repr;

pub use repr::{ArrayObj, BUFFER_OFFSET, CODE_OFFSET, LEN_OFFSET, TYPECODES, item_size};

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_obj::TypeObj;
use crate::ops::buffer::BufferSource;
use crate::ops::subscript::{Subscript, resolve_index};
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::module::ModuleObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    functions: &[methods::RECONSTRUCTOR],
    init: Some(init),
};

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr),
        richcompare: Some(richcompare),
        iter: Some(|cx, v| cx.seq_iter(ty::ARRAY_ITER, v, 0)),
        len: Some(|_, v| Ok(this!(v, ArrayObj).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        iconcat: Some(iconcat),
        irepeat: Some(irepeat),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    getset: &[
        GetSetDef::readonly("typecode", |cx, v| {
            Ok(cx.char_str(u32::from(this!(v, ArrayObj).code.get()))?.into())
        }),
        GetSetDef::readonly("itemsize", |_, v| {
            Ok(Value::small(i32::from(this!(v, ArrayObj).size.get())))
        }),
    ],
    ..TypeSpec::EMPTY
};

static BUFFER: BufferSource = BufferSource {
    read: |_, v| Ok(this!(v, ArrayObj).to_vec()),
    len: |_, v| Ok(this!(v, ArrayObj).byte_len()),
    write: Some(|_, v, at, data| {
        this!(v, ArrayObj).write_bytes(at, data);
        Ok(())
    }),
    item: |_, v| {
        let a = this!(v, ArrayObj);
        (char::from(a.code.get()), a.size.get() as usize)
    },
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    cx.register_buffer_source(crate::object::layouts::ARRAY, &BUFFER);
    let class = cx.ty(ty::ARRAY);
    cx.module_set(module, "array", class.into())?;
    cx.module_set(module, "ArrayType", class.into())?;
    let codes = cx.str(TYPECODES)?;
    cx.module_set(module, "typecodes", codes.into())?;
    let key = cx.intern("_collections_abc")?;
    let modules = cx.modules.get().expect("a context that imports has modules");
    match cx.dict_get_str(modules, key) {
        Some(abc) => register(cx, abc),
        None => Ok(()),
    }
}

/// As the C module does at its import, for `isinstance(array, MutableSequence)`; here when both modules are there:
/// making the abstract classes takes longer than most programs with an array do.
pub fn register(cx: &mut Ctx, abc: Value) -> PyResult<()> {
    let (name, register) = (cx.intern("MutableSequence")?, cx.intern("register")?);
    // The module may still be running, and registers array when it is done.
    let Some(sequence) = cx.getattr_opt(abc, name)? else { return Ok(()) };
    let class = cx.ty(ty::ARRAY);
    cx.call_method(sequence, register, &[class.into()])?;
    Ok(())
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    if cls.ptr_eq(cx.ty(ty::ARRAY)) {
        args.no_keywords(cx, "array.array")?;
    }
    let args = Args::positional(args.pos);
    let [code, initial] =
        args.bind(cx, &Signature::positional("array", &["typecode", "initializer"], 1))?;
    let code = code.expect("a required argument is bound");
    let letter = match code.cast::<StrObj>() {
        Some(s) if s.len() == 1 => s.at(0),
        Some(s) => {
            let n = s.len();
            raise!(
                cx,
                TypeError,
                "array() argument 1 must be a unicode character, not a string of length {n}"
            )
        }
        None => {
            let got = cx.type_name(code);
            raise!(cx, TypeError, "array() argument 1 must be a unicode character, not {got}")
        }
    };
    let code = match u8::try_from(letter).ok().filter(|&c| item_size(c).is_some()) {
        Some(code) => code,
        None => raise!(
            cx,
            ValueError,
            "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)"
        ),
    };
    if code == b'u' {
        cx.warn_deprecated("The 'u' type code is deprecated and will be removed in Python 3.16")?;
    }
    let Some(initial) = initial else { return Ok(cx.array_from(cls, code, &[])?.into()) };
    if initial.cast::<StrObj>().is_some() && !matches!(code, b'u' | b'w') {
        let shown = char::from(code);
        raise!(cx, TypeError, "cannot use a str to initialize an array with typecode '{shown}'")
    }
    if let Some(other) = initial.cast::<ArrayObj>()
        && matches!(other.code.get(), b'u' | b'w')
        && !matches!(code, b'u' | b'w')
    {
        let shown = char::from(code);
        raise!(
            cx,
            TypeError,
            "cannot use a unicode array to initialize an array with typecode '{shown}'"
        )
    }
    let a = cx.array_from(cls, code, &[])?;
    if initial.cast::<BytesObj>().is_some() || initial.cast::<ByteArrayObj>().is_some() {
        methods::extend_bytes(cx, a, initial)?;
    } else if initial.cast::<ArrayObj>().is_some_and(|other| other.code.get() == code) {
        methods::extend(cx, a, initial)?;
    } else {
        methods::extend_by_items(cx, a, initial)?;
    }
    Ok(a.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let (name, code) = (cx.type_of(v).name_str(), char::from(a.code.get()));
    if a.is_empty() {
        return Ok(cx.str(&format!("{name}('{code}')"))?.into());
    }
    let items: Value = match a.code.get() {
        b'u' | b'w' => methods::text_of(cx, a)?,
        _ => methods::list_of(cx, a)?.into(),
    };
    let items = cx.repr(items)?;
    let mut out = crate::types::str::build::TextBuf::new();
    out.push_str(&format!("{name}('{code}', "));
    out.push_obj(items);
    out.push_str(")");
    Ok(out.finish(cx)?.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<ArrayObj>(), b.cast::<ArrayObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if x.len() != y.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    for i in 0..x.len().min(y.len()) {
        let (p, q) = (cx.array_get(x, i)?, cx.array_get(y, i)?);
        if !cx.eq(p, q)? {
            return match op {
                CmpOp::Eq => Ok(Value::FALSE),
                CmpOp::Ne => Ok(Value::TRUE),
                _ => cx.compare(p, q, op),
            };
        }
    }
    Ok(Value::bool(op.eval(x.len().cmp(&y.len()))))
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    if let Some(i) = key.as_small() {
        return match resolve_index(i, a.len()) {
            Some(i) => cx.array_get(a, i),
            None => raise!(cx, IndexError, "array index out of range"),
        };
    }
    match subscript(cx, key, a.len())? {
        Subscript::Index(i) => match resolve_index(i, a.len()) {
            Some(i) => cx.array_get(a, i),
            None => raise!(cx, IndexError, "array index out of range"),
        },
        Subscript::Slice(range) => {
            let mut picked = Vec::new();
            for i in range.indices() {
                picked.extend(a.bytes_of(i, i + 1));
            }
            let class = cx.ty(ty::ARRAY);
            Ok(cx.array_from(class, a.code.get(), &picked)?.into())
        }
    }
}

fn subscript(cx: &mut Ctx, key: Value, len: usize) -> PyResult<Subscript> {
    if !cx.has_index(key) && key.cast::<crate::types::slice::SliceObj>().is_none() {
        raise!(cx, TypeError, "array indices must be integers");
    }
    cx.subscript(key, len, "array")
}

fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let a = this!(v, ArrayObj);
    if let (Some(i), Some(to)) = (key.as_small(), to) {
        return match resolve_index(i, a.len()) {
            Some(i) => cx.array_set(a, i, to),
            None => raise!(cx, IndexError, "array assignment index out of range"),
        };
    }
    match subscript(cx, key, a.len())? {
        Subscript::Index(i) => match (resolve_index(i, a.len()), to) {
            (Some(i), Some(to)) => cx.array_set(a, i, to),
            (Some(i), None) => {
                a.remove_range(i, i + 1);
                Ok(())
            }
            (None, _) => raise!(cx, IndexError, "array assignment index out of range"),
        },
        Subscript::Slice(range) => methods::set_slice(cx, a, range, to),
    }
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    Ok(methods::find(cx, this!(v, ArrayObj), item, 0, usize::MAX)?.is_some())
}

fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let x = this!(a, ArrayObj);
    let Some(y) = b.cast::<ArrayObj>() else {
        let got = cx.type_name(b);
        raise!(cx, TypeError, "can only append array (not \"{got}\") to array")
    };
    if x.code.get() != y.code.get() {
        raise!(cx, TypeError, "bad argument type for built-in operation");
    }
    let mut all = x.to_vec();
    all.extend(y.to_vec());
    let class = cx.ty(ty::ARRAY);
    Ok(cx.array_from(class, x.code.get(), &all)?.into())
}

fn iconcat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if b.cast::<ArrayObj>().is_none() {
        let got = cx.type_name(b);
        raise!(cx, TypeError, "can only extend with array (not \"{got}\")");
    }
    methods::extend(cx, this!(a, ArrayObj), b)?;
    Ok(a)
}

fn repeated(cx: &mut Ctx, a: Gc<ArrayObj>, n: Value) -> PyResult<Vec<u8>> {
    let n = cx.repeat_count(n)?;
    let once = a.to_vec();
    let mut all = Vec::new();
    let total = once.len().checked_mul(n);
    match total.filter(|&t| t < 1 << 46 && all.try_reserve_exact(t).is_ok()) {
        Some(_) => {
            for _ in 0..n {
                all.extend_from_slice(&once);
            }
            Ok(all)
        }
        None => Err(cx.raise_memory()),
    }
}

fn repeat(cx: &mut Ctx, v: Value, n: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let all = repeated(cx, a, n)?;
    let class = cx.ty(ty::ARRAY);
    Ok(cx.array_from(class, a.code.get(), &all)?.into())
}

fn irepeat(cx: &mut Ctx, v: Value, n: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let all = repeated(cx, a, n)?;
    cx.array_splice(a, 0, a.len(), &all)?;
    Ok(v)
}
