//! `deque`: a ring buffer.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::deque_methods;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, ShapeId, ValueArray};
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, NextFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::resolve_index;
use crate::types::str::build::TextBuf;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// Items `head, head + 1, ...`, wrapping around at the end of the buffer.
    pub struct DequeObj: DEQUE {
        traced buffer: Option<Gc<ValueArray>>,
        plain head: usize,
        plain len: usize,
        /// The greatest length; negative for none.
        plain maxlen: i64,
        /// Changes whenever items come or go.
        plain state: i64,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    signature: "([iterable[, maxlen]])",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        hash: Some(crate::types::list::unhashable),
        richcompare: Some(richcompare),
        iter: Some(|cx, v| iter_of(cx, v, ty::DEQUE_ITER)),
        len: Some(|_, v| Ok(this!(v, DequeObj).len.get())),
        getitem: Some(item),
        setitem: Some(setitem),
        contains: Some(contains),
        concat: Some(deque_methods::concat),
        repeat: Some(deque_methods::repeat),
        iconcat: Some(deque_methods::iconcat),
        irepeat: Some(deque_methods::irepeat),
        ..SlotTable::EMPTY
    },
    methods: deque_methods::METHODS,
    getset: &[GetSetDef::readonly("maxlen", |cx, v| match this!(v, DequeObj).maxlen.get() {
        n if n < 0 => Ok(Value::NONE),
        n => cx.int(n),
    })],
    finish: Some(crate::types::list::no_hash),
};

/// The iterators: a = deque, x = items given, y = state at the start.
const fn iter_spec(next: NextFn) -> TypeSpec {
    TypeSpec {
        slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
        methods: ITER_METHODS,
        ..TypeSpec::EMPTY
    }
}

const ITER_METHODS: &[MethodDef] = &[MethodDef::new(
    "__length_hint__",
    NativeCode::NoArgs(|_, v| {
        let it = this!(v, RecordObj);
        let len = it.a.get().and_then(|d| d.cast::<DequeObj>()).map_or(0, |d| d.len.get());
        Ok(Value::len(len.saturating_sub(it.x.get() as usize)))
    }),
)];

/// `_deque_iterator`.
pub static ITER_SPEC: TypeSpec = iter_spec(|cx, v| next_of(cx, v, false));
/// `_deque_reverse_iterator`.
pub static REVERSE_ITER_SPEC: TypeSpec = iter_spec(|cx, v| next_of(cx, v, true));

impl DequeObj {
    fn empty(shape: ShapeId) -> DequeObj {
        DequeObj::new(shape, None, 0, 0, -1, 0)
    }

    fn place(&self, i: usize) -> usize {
        let cap = self.buffer.get().map_or(1, |b| b.capacity());
        let at = self.head.get() + i;
        if at >= cap { at - cap } else { at }
    }

    /// The item at `i`.
    pub fn get(&self, i: usize) -> Option<Value> {
        if i < self.len.get() { self.buffer.get()?.get(self.place(i)) } else { None }
    }

    /// Replaces the item at `i`.
    pub fn set(&self, i: usize, v: Value) {
        if let Some(buffer) = self.buffer.get().filter(|_| i < self.len.get()) {
            buffer.set(self.place(i), Some(v));
        }
    }

    fn changed(&self) {
        self.state.set(self.state.get().wrapping_add(1));
    }

    /// Removes and returns the last item.
    pub fn pop_back(&self) -> Option<Value> {
        let last = self.len.get().checked_sub(1)?;
        let item = self.get(last);
        if let Some(buffer) = self.buffer.get() {
            buffer.set(self.place(last), None);
        }
        self.len.set(last);
        self.changed();
        item
    }

    /// Removes and returns the first item.
    pub fn pop_front(&self) -> Option<Value> {
        let item = self.get(0)?;
        if let Some(buffer) = self.buffer.get() {
            buffer.set(self.head.get(), None);
        }
        self.head.set(self.place(1));
        self.len.set(self.len.get() - 1);
        self.changed();
        Some(item)
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.buffer.set(None);
        self.head.set(0);
        self.len.set(0);
        self.changed();
    }

    fn is_over_full(&self) -> bool {
        self.maxlen.get() >= 0 && self.len.get() as i64 > self.maxlen.get()
    }
}

impl Ctx {
    fn deque_grow(&mut self, d: Gc<DequeObj>) -> PyResult<Gc<ValueArray>> {
        let len = d.len.get();
        if let Some(buffer) = d.buffer.get().filter(|b| len < b.capacity()) {
            return Ok(buffer);
        }
        let fresh = self.value_array((len * 2).max(6))?;
        for i in 0..len {
            fresh.set(i, d.get(i));
        }
        d.buffer.set(Some(fresh));
        d.head.set(0);
        Ok(fresh)
    }

    /// `deque.append`.
    pub fn deque_push_back(&mut self, d: Gc<DequeObj>, v: Value) -> PyResult<()> {
        let buffer = self.deque_grow(d)?;
        let len = d.len.get();
        buffer.set(d.place(len), Some(v));
        d.len.set(len + 1);
        d.changed();
        if d.is_over_full() {
            d.pop_front();
        }
        Ok(())
    }

    /// `deque.appendleft`.
    pub fn deque_push_front(&mut self, d: Gc<DequeObj>, v: Value) -> PyResult<()> {
        let buffer = self.deque_grow(d)?;
        let head = d.head.get().checked_sub(1).unwrap_or(buffer.capacity() - 1);
        buffer.set(head, Some(v));
        d.head.set(head);
        d.len.set(d.len.get() + 1);
        d.changed();
        if d.is_over_full() {
            d.pop_back();
        }
        Ok(())
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, DequeObj::empty)?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let [iterable, maxlen] =
        args.bind(cx, &Signature::plain("deque", &["iterable", "maxlen"], 0))?;
    let d = this!(v, DequeObj);
    let maxlen = match maxlen.filter(|m| !m.is_none()) {
        None => -1,
        Some(m) if !m.is_int() => raise!(cx, TypeError, "an integer is required"),
        Some(m) => match cx.index_i64(m)? {
            n if n < 0 => raise!(cx, ValueError, "maxlen must be non-negative"),
            n => n,
        },
    };
    d.maxlen.set(maxlen);
    d.clear();
    match iterable {
        Some(items) => cx.for_each(items, &mut |cx, item| cx.deque_push_back(d, item)),
        None => Ok(()),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let name = cx.type_of(v).name_str();
    let text = cx.repr_guarded(v, "[...]", |cx| {
        let items = cx.collect(v)?;
        let inner = cx.repr_items("[", "]", |i| items.get(i))?;
        let mut out = TextBuf::new();
        out.push_str(&name);
        out.push_str("(");
        out.push_obj(inner);
        if d.maxlen.get() >= 0 {
            out.push_str(&format!(", maxlen={}", d.maxlen.get()));
        }
        out.push_str(")");
        out.finish(cx)
    })?;
    Ok(text.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<DequeObj>(), b.cast::<DequeObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    cx.compare_items(op, || (x.len.get(), y.len.get()), |i| Some((x.get(i)?, y.get(i)?)))
}

pub(super) fn iter_of(cx: &mut Ctx, v: Value, id: TypeId) -> PyResult<Value> {
    let class = cx.ty(id);
    Ok(cx.record(class, &[v], 0, this!(v, DequeObj).state.get())?.into())
}

fn next_of(cx: &mut Ctx, v: Value, reverse: bool) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(d) = it.a.get().and_then(|d| d.cast::<DequeObj>()) else { return Ok(None) };
    if d.state.get() != it.y.get() {
        it.a.set(None);
        raise!(cx, RuntimeError, "deque mutated during iteration");
    }
    let i = it.x.get() as usize;
    it.x.set(i as i64 + 1);
    Ok(if reverse { d.len.get().checked_sub(i + 1).and_then(|i| d.get(i)) } else { d.get(i) })
}

fn index_of(cx: &mut Ctx, d: Gc<DequeObj>, key: Value) -> PyResult<usize> {
    if !cx.has_index(key) {
        let got = cx.type_name(key);
        raise!(cx, TypeError, "sequence index must be integer, not '{got}'");
    }
    let i = cx.subscript_i64(key)?;
    match resolve_index(i, d.len.get()) {
        Some(i) => Ok(i),
        None => raise!(cx, IndexError, "deque index out of range"),
    }
}

/// `deque[key]`.
pub fn item(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let i = index_of(cx, d, key)?;
    Ok(d.get(i).unwrap_or(Value::NONE))
}

fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let d = this!(v, DequeObj);
    let i = index_of(cx, d, key)?;
    match to {
        Some(item) => d.set(i, item),
        None => deque_methods::remove_at(d, i),
    }
    Ok(())
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    Ok(deque_methods::find(cx, this!(v, DequeObj), item, 0, usize::MAX)?.is_some())
}
