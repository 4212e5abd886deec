//! The methods of `array.array`.

#![forbid(unsafe_code)]

use super::repr::ArrayObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::{SliceRange, resolve_index};
use crate::stdlib::types as ty;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

/// What pickles rebuild arrays with.
pub(super) const RECONSTRUCTOR: MethodDef =
    MethodDef::new("_array_reconstructor", NativeCode::Fast(reconstruct));

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::new(
        "append",
        NativeCode::O(|cx, v, item| {
            cx.array_push(this!(v, ArrayObj), item)?;
            Ok(Value::NONE)
        }),
    )
    .sig("($self, v, /)"),
    MethodDef::new(
        "extend",
        NativeCode::O(|cx, v, items| {
            extend(cx, this!(v, ArrayObj), items)?;
            Ok(Value::NONE)
        }),
    )
    .sig("($self, bb, /)"),
    MethodDef::new("fromlist", NativeCode::O(from_list)).sig("($self, list, /)"),
    MethodDef::new(
        "tolist",
        NativeCode::NoArgs(|cx, v| Ok(list_of(cx, this!(v, ArrayObj))?.into())),
    )
    .sig("($self, /)"),
    MethodDef::new(
        "frombytes",
        NativeCode::O(|cx, v, data| {
            extend_bytes(cx, this!(v, ArrayObj), data)?;
            Ok(Value::NONE)
        }),
    )
    .sig("($self, buffer, /)"),
    MethodDef::new(
        "tobytes",
        NativeCode::NoArgs(|cx, v| {
            let bytes = this!(v, ArrayObj).to_vec();
            Ok(cx.bytes(&bytes)?.into())
        }),
    )
    .sig("($self, /)"),
    MethodDef::new("fromunicode", NativeCode::O(from_unicode)).sig("($self, ustr, /)"),
    MethodDef::new("tounicode", NativeCode::NoArgs(|cx, v| text_of(cx, this!(v, ArrayObj))))
        .sig("($self, /)"),
    MethodDef::new("fromfile", NativeCode::Fast(from_file)).sig("($self, f, n, /)"),
    MethodDef::new(
        "tofile",
        NativeCode::O(|cx, v, file| {
            let bytes = this!(v, ArrayObj).to_vec();
            let (bytes, write) = (cx.bytes(&bytes)?, cx.intern("write")?);
            cx.call_method(file, write, &[bytes.into()])?;
            Ok(Value::NONE)
        }),
    )
    .sig("($self, f, /)"),
    MethodDef::new("insert", NativeCode::Fast(insert)).sig("($self, i, v, /)"),
    MethodDef::new("pop", NativeCode::Fast(pop)).sig("($self, i=-1, /)"),
    MethodDef::new(
        "remove",
        NativeCode::O(|cx, v, item| {
            let a = this!(v, ArrayObj);
            match find(cx, a, item, 0, usize::MAX)? {
                Some(i) if i < a.len() => {
                    a.remove_range(i, i + 1);
                    Ok(Value::NONE)
                }
                _ => raise!(cx, ValueError, "array.remove(x): x not in array"),
            }
        }),
    )
    .sig("($self, v, /)"),
    MethodDef::new("index", NativeCode::Fast(index))
        .sig("($self, v, start=0, stop=sys.maxsize, /)"),
    MethodDef::new(
        "count",
        NativeCode::O(|cx, v, item| {
            let a = this!(v, ArrayObj);
            let (mut i, mut n) = (0, 0);
            while let Some(at) = find(cx, a, item, i, usize::MAX)? {
                n += 1;
                i = at + 1;
            }
            Ok(Value::len(n))
        }),
    )
    .sig("($self, v, /)"),
    MethodDef::new(
        "reverse",
        NativeCode::NoArgs(|_, v| {
            let a = this!(v, ArrayObj);
            let size = a.size.get() as usize;
            let bytes = a.to_vec();
            let reversed: Vec<u8> = bytes.chunks(size).rev().flatten().copied().collect();
            a.write_bytes(0, &reversed);
            Ok(Value::NONE)
        }),
    )
    .sig("($self, /)"),
    MethodDef::new(
        "byteswap",
        NativeCode::NoArgs(|_, v| {
            let a = this!(v, ArrayObj);
            let mut bytes = a.to_vec();
            bytes.chunks_mut(a.size.get() as usize).for_each(<[u8]>::reverse);
            a.write_bytes(0, &bytes);
            Ok(Value::NONE)
        }),
    )
    .sig("($self, /)"),
    MethodDef::new(
        "buffer_info",
        NativeCode::NoArgs(|cx, v| {
            let a = this!(v, ArrayObj);
            let at = a.buffer.get().map_or(0, |b| b.addr());
            let at = cx.int(at as i64)?;
            Ok(cx.tuple(&[at, Value::len(a.len())])?.into())
        }),
    )
    .sig("($self, /)"),
    MethodDef::new("__copy__", NativeCode::NoArgs(copy)).sig("($self, /)"),
    MethodDef::new("__deepcopy__", NativeCode::O(|cx, v, _| copy(cx, v))).sig("($self, unused, /)"),
    MethodDef::new("__reduce_ex__", NativeCode::O(reduce)).sig("($self, value, /)"),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(crate::types::generic_alias::class_getitem),
    ),
];

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let (class, bytes) = (cx.ty(ty::ARRAY), a.to_vec());
    Ok(cx.array_from(class, a.code.get(), &bytes)?.into())
}

/// All items as a list.
pub(super) fn list_of(cx: &mut Ctx, a: Gc<ArrayObj>) -> PyResult<Gc<ListObj>> {
    let list = cx.list_with_capacity(a.len())?;
    let mut i = 0;
    while i < a.len() {
        let item = cx.array_get(a, i)?;
        cx.list_append(list, item)?;
        i += 1;
    }
    Ok(list)
}

/// The items of an array of characters as a string.
pub(super) fn text_of(cx: &mut Ctx, a: Gc<ArrayObj>) -> PyResult<Value> {
    if !matches!(a.code.get(), b'u' | b'w') {
        raise!(
            cx,
            ValueError,
            "tounicode() may only be called on unicode type arrays ('u' or 'w')"
        );
    }
    let points: Vec<u32> =
        a.to_vec().chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
    if let Some(point) = points.iter().find(|&&p| p > 0x10_ffff) {
        raise!(cx, ValueError, "character U+{point:x} is not in range [U+0000; U+10ffff]");
    }
    Ok(cx.str_from_points(&points)?.into())
}

/// Appends the items of an iterable; an array must be of the same kind.
pub(super) fn extend(cx: &mut Ctx, a: Gc<ArrayObj>, items: Value) -> PyResult<()> {
    match items.cast::<ArrayObj>() {
        Some(other) if other.code.get() == a.code.get() => {
            cx.array_splice(a, a.len(), 0, &other.to_vec())
        }
        Some(_) => raise!(cx, TypeError, "can only extend with array of same kind"),
        None => extend_by_items(cx, a, items),
    }
}

/// Appends the items of an iterable one by one, converted.
pub(super) fn extend_by_items(cx: &mut Ctx, a: Gc<ArrayObj>, items: Value) -> PyResult<()> {
    cx.for_each(items, &mut |cx, item| cx.array_push(a, item))
}

/// Appends items from their bytes.
pub(super) fn extend_bytes(cx: &mut Ctx, a: Gc<ArrayObj>, data: Value) -> PyResult<()> {
    let bytes = cx.expect_buffer(data)?.to_vec();
    if bytes.len() % a.size.get() as usize != 0 {
        raise!(cx, ValueError, "bytes length not a multiple of item size");
    }
    cx.array_splice(a, a.len(), 0, &bytes)
}

fn from_list(cx: &mut Ctx, v: Value, list: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let Some(list) = list.cast::<ListObj>() else { raise!(cx, TypeError, "arg must be list") };
    let (before, n, mut i) = (a.len(), list.len(), 0);
    while let Some(item) = list.get(i) {
        let done = match cx.array_push(a, item) {
            Ok(()) if list.len() == n => Ok(()),
            Ok(()) => Err(cx
                .raise(crate::exceptions::Exc::RuntimeError, "list changed size during iteration")),
            Err(raised) => Err(raised),
        };
        if let Err(raised) = done {
            // All or nothing.
            a.remove_range(before, a.len().max(before));
            return Err(raised);
        }
        i += 1;
    }
    Ok(Value::NONE)
}

fn from_unicode(cx: &mut Ctx, v: Value, text: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    if !matches!(a.code.get(), b'u' | b'w') {
        raise!(
            cx,
            ValueError,
            "fromunicode() may only be called on unicode type arrays ('u' or 'w')"
        );
    }
    let Some(text) = text.cast::<StrObj>() else {
        let got = cx.type_name(text);
        raise!(cx, TypeError, "fromunicode() argument must be str, not {got}")
    };
    let bytes: Vec<u8> = text.code_points().flat_map(u32::to_le_bytes).collect();
    cx.array_splice(a, a.len(), 0, &bytes)?;
    Ok(Value::NONE)
}

fn from_file(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("fromfile", args.len(), 2, 2)?;
    let a = this!(v, ArrayObj);
    let n = cx.index_i64(args[1])?;
    if n < 0 {
        raise!(cx, ValueError, "negative count");
    }
    let Some(wanted) = n.checked_mul(i64::from(a.size.get())) else {
        return Err(cx.raise_memory());
    };
    let (read, wanted_value) = (cx.intern("read")?, cx.int(wanted)?);
    let data = cx.call_method(args[0], read, &[wanted_value])?;
    let got = cx.expect_buffer(data)?.len() as i64;
    extend_bytes(cx, a, data)?;
    if got < wanted {
        return Err(cx.raise(crate::exceptions::Exc::EOFError, "read() didn't return enough bytes"));
    }
    Ok(Value::NONE)
}

fn insert(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("insert", args.len(), 2, 2)?;
    let a = this!(v, ArrayObj);
    let i = cx.index_i64(args[0])?;
    let raw = cx.array_pack(a.code.get(), args[1])?;
    let len = a.len() as i64;
    let at = if i < 0 { (i + len).max(0) } else { i.min(len) };
    cx.array_splice(a, at as usize, 0, &raw[..a.size.get() as usize])?;
    Ok(Value::NONE)
}

fn pop(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("pop", args.len(), 0, 1)?;
    let a = this!(v, ArrayObj);
    let i = match args.first() {
        Some(&i) => cx.index_i64(i)?,
        None => -1,
    };
    if a.is_empty() {
        raise!(cx, IndexError, "pop from empty array");
    }
    let Some(i) = resolve_index(i, a.len()) else {
        raise!(cx, IndexError, "pop index out of range")
    };
    let item = cx.array_get(a, i)?;
    a.remove_range(i, i + 1);
    Ok(item)
}

/// The first place of an equal item in a range.
pub(super) fn find(
    cx: &mut Ctx,
    a: Gc<ArrayObj>,
    item: Value,
    from: usize,
    to: usize,
) -> PyResult<Option<usize>> {
    let mut i = from;
    while i < a.len().min(to) {
        let own = cx.array_get(a, i)?;
        if cx.eq(own, item)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn index(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("index", args.len(), 1, 3)?;
    let a = this!(v, ArrayObj);
    let (from, to) = cx.search_bounds(args, a.len())?;
    match find(cx, a, args[0], from, to)? {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "array.index(x): x not in array"),
    }
}

/// Assigns to, or deletes, a slice.
pub(super) fn set_slice(
    cx: &mut Ctx,
    a: Gc<ArrayObj>,
    range: SliceRange,
    to: Option<Value>,
) -> PyResult<()> {
    let size = a.size.get() as usize;
    let places: Vec<usize> = range.indices().collect();
    let new = match to {
        None => Vec::new(),
        Some(to) => match to.cast::<ArrayObj>() {
            Some(other) if other.code.get() == a.code.get() => other.to_vec(),
            Some(_) => raise!(cx, TypeError, "bad argument type for built-in operation"),
            None => {
                let got = cx.type_name(to);
                raise!(cx, TypeError, "can only assign array (not \"{got}\") to array slice")
            }
        },
    };
    if range.step == 1 {
        let at = (range.start.max(0) as usize).min(a.len());
        return cx.array_splice(a, at, places.len(), &new);
    }
    if to.is_none() {
        let mut descending = places;
        descending.sort_unstable_by(|x, y| y.cmp(x));
        descending.into_iter().for_each(|i| a.remove_range(i, i + 1));
        return Ok(());
    }
    if new.len() / size != places.len() {
        let (have, need) = (new.len() / size, places.len());
        raise!(
            cx,
            ValueError,
            "attempt to assign array of size {have} to extended slice of size {need}"
        );
    }
    for (i, item) in places.into_iter().zip(new.chunks(size)) {
        a.write_bytes(i * size, item);
    }
    Ok(())
}

fn reduce(cx: &mut Ctx, v: Value, protocol: Value) -> PyResult<Value> {
    let a = this!(v, ArrayObj);
    let class = cx.type_of(v);
    let code = cx.char_str(u32::from(a.code.get()))?;
    let state = match cx.instance_dict(v)? {
        Some(dict) => dict.into(),
        None => Value::NONE,
    };
    if cx.index_i64(protocol)? < 3 {
        let items: Value = match a.code.get() {
            b'u' | b'w' => text_of(cx, a)?,
            _ => list_of(cx, a)?.into(),
        };
        let args = cx.tuple(&[code.into(), items])?;
        return Ok(cx.tuple(&[class.into(), args.into(), state])?.into());
    }
    let module = (cx.hooks.import)(cx, "array")?;
    let name = cx.intern("_array_reconstructor")?;
    let rebuild = cx.getattr(module, name)?;
    let bytes = a.to_vec();
    let bytes = cx.bytes(&bytes)?;
    let format = Value::small(machine_format(a.code.get(), a.size.get()));
    let args = cx.tuple(&[class.into(), code.into(), format, bytes.into()])?;
    Ok(cx.tuple(&[rebuild, args.into(), state])?.into())
}

/// CPython's number of the item format, for pickles that other machines read.
fn machine_format(code: u8, size: u8) -> i32 {
    match (code, size) {
        (b'f', _) => 14,
        (b'd', _) => 16,
        (b'u' | b'w', _) => 20,
        (b'b', _) => 1,
        (b'B', _) => 0,
        (b'h', _) => 4,
        (b'H', _) => 2,
        (b'i', _) => 8,
        (b'I', _) => 6,
        (b'l' | b'q', _) => 12,
        _ => 10,
    }
}

fn reconstruct(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_array_reconstructor", args.len(), 4, 4)?;
    let Some(class) = args[0].cast::<TypeObj>().filter(|c| c.is_subtype(cx.ty(ty::ARRAY))) else {
        raise!(
            cx,
            TypeError,
            "first argument must be a type object that is a subtype of array.array"
        )
    };
    let code = match args[1]
        .cast::<StrObj>()
        .filter(|s| s.len() == 1)
        .and_then(|s| u8::try_from(s.at(0)).ok())
    {
        Some(code) if super::item_size(code).is_some() => code,
        _ => raise!(cx, ValueError, "second argument must be a valid type code"),
    };
    let format = cx.index_i64(args[2])?;
    if !(0..=21).contains(&format) {
        raise!(cx, ValueError, "third argument must be a valid machine format code.");
    }
    let Some(bytes) = args[3].cast::<crate::types::bytes::BytesObj>() else {
        let got = cx.type_name(args[3]);
        raise!(cx, TypeError, "fourth argument should be bytes, not {got}")
    };
    let size = super::item_size(code).unwrap_or(1) as i64;
    if format != i64::from(machine_format(code, size as u8)) {
        raise!(cx, ValueError, "arrays of other machines' formats are not supported here");
    }
    if bytes.len() as i64 % size != 0 {
        raise!(cx, ValueError, "bytes length not a multiple of item size");
    }
    Ok(cx.array_from(class, code, bytes.as_slice())?.into())
}
