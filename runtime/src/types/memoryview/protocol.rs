//! The slots of `memoryview`.
#![forbid(unsafe_code)]

use super::methods::{GETSET, METHODS, this};
use super::repr::{ItemFormat, MemoryViewObj, Window};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::{Subscript, resolve_index};
use crate::raise;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// `memoryview`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a new memoryview object which references the given object.",
    signature: "(object)",
    slots: SlotTable {
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(richcompare),
        iter: Some(iter),
        new: Some(new),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let released = v.cast::<MemoryViewObj>().is_some_and(|m| m.base.get().is_none());
    let what = if released { "released memory" } else { "memory" };
    Ok(cx.str(&format!("<{what} at {:#x}>", v.bits()))?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    // What was asked once is known also when the view is released.
    if let Some(m) = v.cast::<MemoryViewObj>()
        && m.hash.get() != 0
    {
        return Ok(m.hash.get());
    }
    let m = this(cx, v)?;
    if !m.readonly.get() {
        raise!(cx, ValueError, "cannot hash writable memoryview object");
    }
    if !matches!(m.item.get().code, b'B' | b'b' | b'c') {
        raise!(cx, ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    }
    let content = cx.memory_bytes(m)?;
    let h = cx.hash_bytes(&content);
    m.hash.set(h);
    Ok(h)
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) || !cx.is_bytes_like(a) || !cx.is_bytes_like(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let released = |v: Value| v.cast::<MemoryViewObj>().is_some_and(|m| m.base.get().is_none());
    if released(a) || released(b) {
        return Ok(Value::bool(a.is(b) == (op == CmpOp::Eq)));
    }
    let (x, y) = (cx.view_of(a)?, cx.view_of(b)?);
    let shape = |m: Gc<MemoryViewObj>| -> Vec<i64> {
        match m.dims.get() {
            Some(dims) => dims.items().iter().filter_map(|d| d.as_small()).collect(),
            None => vec![m.len.get() as i64],
        }
    };
    let same = shape(x) == shape(y) && same_items(cx, x, y)?;
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

fn same_items(cx: &mut Ctx, x: Gc<MemoryViewObj>, y: Gc<MemoryViewObj>) -> PyResult<bool> {
    let plain = |f: ItemFormat| matches!(f.code, b'B' | b'c');
    if x.item.get() == y.item.get() && plain(x.item.get()) {
        return Ok(cx.memory_bytes(x)? == cx.memory_bytes(y)?);
    }
    for i in 0..x.len.get() {
        let (a, b) = (cx.view_item(x, i)?, cx.view_item(y, i)?);
        if !cx.eq(a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    this(cx, v)?;
    cx.seq_iter(TypeId::MEMORY_ITER, v, 0)
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature { name: "memoryview", params: &["object"], pos_only: 0, pos_max: 1, required: 1 };
    let [object] = args.bind::<1>(cx, &SIGNATURE)?;
    Ok(cx.view_of(object.unwrap_or(Value::NONE))?.into())
}

fn len(cx: &mut Ctx, v: Value) -> PyResult<usize> {
    let m = this(cx, v)?;
    match m.dims.get() {
        None => Ok(m.len.get()),
        Some(dims) => match dims.get(0).and_then(Value::as_small) {
            Some(n) => Ok(n as usize),
            None => raise!(cx, TypeError, "0-dim memory has no length"),
        },
    }
}

/// The place of an item of a view with more dimensions, or of the only item of one with none.
fn multi_index(cx: &mut Ctx, dims: Gc<TupleObj>, key: Value) -> PyResult<usize> {
    let Some(key) = key.cast::<TupleObj>().filter(|k| k.len() == dims.len()) else {
        if dims.is_empty() {
            raise!(cx, TypeError, "invalid indexing of 0-dim memory");
        }
        raise!(cx, NotImplementedError, "multi-dimensional sub-views are not implemented");
    };
    let mut at = 0;
    for (d, (&k, &n)) in key.items().iter().zip(dims.items()).enumerate() {
        let n = n.as_small().unwrap_or(0) as usize;
        match resolve_index(cx.index_i64(k)?, n) {
            Some(i) => at = at * n + i,
            None => raise!(cx, IndexError, "index out of bounds on dimension {}", d + 1),
        }
    }
    Ok(at)
}

fn key_error(cx: &mut Ctx, key: Value) -> PyResult<()> {
    if key.is_small() || cx.has_index(key) || key.cast::<crate::types::slice::SliceObj>().is_some()
    {
        return Ok(());
    }
    raise!(cx, TypeError, "memoryview: invalid slice key")
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    if let Some(dims) = m.dims.get() {
        let at = multi_index(cx, dims, key)?;
        return cx.view_item(m, at);
    }
    if key.is(Value::ELLIPSIS) {
        return Ok(v);
    }
    key_error(cx, key)?;
    match cx.subscript(key, m.len.get(), "memoryview")? {
        Subscript::Index(i) => match resolve_index(i, m.len.get()) {
            Some(i) => cx.view_item(m, i),
            None => raise!(cx, IndexError, "index out of bounds on dimension 1"),
        },
        Subscript::Slice(range) => {
            let base = cx.view_base(m)?;
            let first =
                if range.len == 0 { m.offset.get() } else { m.item_offset(range.start as usize) };
            let window = Window {
                offset: first,
                len: range.len,
                stride: m.stride.get() * range.step as isize,
                item: m.item.get(),
            };
            Ok(cx.memory_view(base, window, m.readonly.get(), None)?.into())
        }
    }
}

fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let m = this(cx, v)?;
    if m.readonly.get() {
        raise!(cx, TypeError, "cannot modify read-only memory");
    }
    let Some(to) = to else { raise!(cx, TypeError, "cannot delete memory") };
    if let Some(dims) = m.dims.get() {
        let at = multi_index(cx, dims, key)?;
        return cx.set_view_item(m, at, to);
    }
    key_error(cx, key)?;
    match cx.subscript(key, m.len.get(), "memoryview")? {
        Subscript::Index(i) => match resolve_index(i, m.len.get()) {
            Some(i) => cx.set_view_item(m, i, to),
            None => raise!(cx, IndexError, "index out of bounds on dimension 1"),
        },
        Subscript::Slice(_) => {
            let target = getitem(cx, v, key)?;
            let (target, source) = (this(cx, target)?, cx.view_of(to)?);
            let code = |m: Gc<MemoryViewObj>| m.item.get().code;
            if source.len.get() != target.len.get() || code(source) != code(target) {
                raise!(
                    cx,
                    ValueError,
                    "memoryview assignment: lvalue and rvalue have different structures"
                );
            }
            let data = cx.memory_bytes(source)?;
            cx.memory_write(target, 0, &data)?;
            Ok(())
        }
    }
}
