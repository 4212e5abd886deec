//! The methods of `list`.

#![forbid(unsafe_code)]

use super::ListObj;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::ops::subscript::resolve_index;
use crate::value::Value;
use crate::{raise, this};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::new("append", NativeCode::O(append))
        .sig("($self, object, /)")
        .doc("Append object to the end of the list."),
    MethodDef::new("extend", NativeCode::O(extend))
        .sig("($self, iterable, /)")
        .doc("Extend list by appending elements from the iterable."),
    MethodDef::new("insert", NativeCode::Fast(insert))
        .sig("($self, index, object, /)")
        .doc("Insert object before index."),
    MethodDef::new("pop", NativeCode::Fast(pop))
        .sig("($self, index=-1, /)")
        .doc("Remove and return item at index (default last)."),
    MethodDef::new("remove", NativeCode::O(remove))
        .sig("($self, value, /)")
        .doc("Remove first occurrence of value."),
    MethodDef::new("clear", NativeCode::NoArgs(clear))
        .sig("($self, /)")
        .doc("Remove all items from list."),
    MethodDef::new("index", NativeCode::Fast(index))
        .sig("($self, value, start=0, stop=sys.maxsize, /)")
        .doc("Return first index of value."),
    MethodDef::new("count", NativeCode::O(count))
        .sig("($self, value, /)")
        .doc("Return number of occurrences of value."),
    MethodDef::new("sort", NativeCode::FastKw(sort))
        .sig("($self, /, *, key=None, reverse=False)")
        .doc("Sort the list in ascending order and return None."),
    MethodDef::new("reverse", NativeCode::NoArgs(reverse))
        .sig("($self, /)")
        .doc("Reverse *IN PLACE*."),
    MethodDef::new("copy", NativeCode::NoArgs(copy))
        .sig("($self, /)")
        .doc("Return a shallow copy of the list."),
    MethodDef::new("__reversed__", NativeCode::NoArgs(reversed)).sig("($self, /)"),
    MethodDef::new("__sizeof__", NativeCode::NoArgs(sizeof)).sig("($self, /)"),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(|cx, cls, item| cx.generic_alias(cls, item)),
    ),
];

fn append(cx: &mut Ctx, v: Value, item: Value) -> PyResult<Value> {
    cx.list_append(this!(v, ListObj), item)?;
    Ok(Value::NONE)
}

fn extend(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    cx.list_extend(this!(v, ListObj), items)?;
    Ok(Value::NONE)
}

fn insert(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "insert", args.len(), 2, 2)?;
    let list = this!(v, ListObj);
    let i = cx.index_i64(args[0])?;
    let len = list.len() as i64;
    let at = if i < 0 { (i + len).max(0) } else { i.min(len) };
    cx.list_insert(list, at as usize, args[1])?;
    Ok(Value::NONE)
}

fn pop(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let list = this!(v, ListObj);
    if args.is_empty() {
        return match list.pop() {
            Some(item) => Ok(item),
            None => raise!(cx, IndexError, "pop from empty list"),
        };
    }
    check_positional(cx, "pop", args.len(), 0, 1)?;
    let i = cx.index_i64(args[0])?;
    if list.is_empty() {
        raise!(cx, IndexError, "pop from empty list");
    }
    match resolve_index(i, list.len()).and_then(|i| Some((i, list.get(i)?))) {
        Some((i, item)) => {
            list.remove_at(i);
            Ok(item)
        }
        None => raise!(cx, IndexError, "pop index out of range"),
    }
}

/// The first index in `from..to` of an item equal to `wanted`; the list may change meanwhile.
fn find(
    cx: &mut Ctx,
    list: crate::heap::Gc<ListObj>,
    wanted: Value,
    from: usize,
    to: usize,
) -> PyResult<Option<usize>> {
    let mut i = from;
    while i < to {
        let Some(item) = list.get(i) else { break };
        if cx.eq(item, wanted)? {
            return Ok(Some(i));
        }
        i += 1;
        if i.is_multiple_of(4096) {
            cx.poll()?;
        }
    }
    Ok(None)
}

fn remove(cx: &mut Ctx, v: Value, wanted: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    match find(cx, list, wanted, 0, usize::MAX)? {
        Some(i) => {
            if i < list.len() {
                list.remove_range(i, i + 1);
            }
            Ok(Value::NONE)
        }
        None => raise!(cx, ValueError, "list.remove(x): x not in list"),
    }
}

fn clear(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, ListObj).clear();
    Ok(Value::NONE)
}

fn index(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "index", args.len(), 1, 3)?;
    let list = this!(v, ListObj);
    let (start, stop) = cx.search_bounds(args, list.len())?;
    match find(cx, list, args[0], start, stop)? {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "list.index(x): x not in list"),
    }
}

fn count(cx: &mut Ctx, v: Value, wanted: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    let (mut i, mut n) = (0, 0);
    while let Some(item) = list.get(i) {
        n += cx.eq(item, wanted)? as usize;
        i += 1;
    }
    Ok(Value::len(n))
}

fn sort(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "sort",
        params: &["key", "reverse"],
        pos_only: 0,
        pos_max: 0,
        required: 0,
    };
    let [key, reverse] = args.bind(cx, &SIGNATURE)?;
    let reverse = match reverse {
        Some(r) => cx.truth(r)?,
        None => false,
    };
    cx.list_sort(this!(v, ListObj), key.filter(|k| !k.is_none()), reverse)?;
    Ok(Value::NONE)
}

fn reverse(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, ListObj).reverse();
    Ok(Value::NONE)
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.list_range(this!(v, ListObj), 0, usize::MAX)?.into())
}

fn reversed(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let last = this!(v, ListObj).len() as i64 - 1;
    cx.seq_iter(TypeId::LIST_REVERSE_ITER, v, last)
}

fn sizeof(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(Value::len(40 + 8 * this!(v, ListObj).capacity()))
}
