//! The iteration protocol: `iter`, `next`, and the loops of native code over any iterable.
//!
//! A `next` slot tells exhaustion by `None`; a `StopIteration` that comes out of one (from a Python
//! function inside `map`, say) ends the iteration too, as in CPython.
//!
//! [`Iteration`] is how native code loops: it reads exact lists, tuples, dicts and ranges directly,
//! with the semantics of their iterators, and asks the iterator of anything else.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{Gc, GcVec};
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::range::RangeObj;
use crate::types::seq_iter::SeqIterObj;
use crate::types::set::SetObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// Items between two polls of the eval breaker.
const POLL_EVERY: usize = 1 << 12;

/// A loop in progress over an iterable.
pub enum Iteration {
    /// An exact list and the next index.
    List(Gc<ListObj>, usize),
    /// An exact tuple and the next index.
    Tuple(Gc<TupleObj>, usize),
    /// An exact dict, the next entry number and the size at the start.
    Dict(Gc<DictObj>, usize, usize),
    /// A range of small ints: next number, step, count left.
    Range(i64, i64, i64),
    /// An exact set or frozenset, the next slot and the size at the start.
    Set(Gc<SetObj>, usize, usize),
    /// Any iterator.
    Iterator(Value),
}

impl Iteration {
    /// The next item; `None` at the end.
    #[inline]
    pub fn next(&mut self, cx: &mut Ctx) -> PyResult<Option<Value>> {
        match self {
            Iteration::List(list, i) => {
                *i += 1;
                Ok(list.get(*i - 1))
            }
            Iteration::Tuple(tuple, i) => {
                *i += 1;
                Ok(tuple.get(*i - 1))
            }
            Iteration::Range(next, step, left) => {
                if *left == 0 {
                    return Ok(None);
                }
                let v = Value::try_small(*next);
                *left -= 1;
                *next += *step;
                Ok(v)
            }
            Iteration::Dict(dict, i, size) => {
                if dict.len() != *size {
                    raise!(cx, RuntimeError, "dictionary changed size during iteration");
                }
                while *i < dict.fill() {
                    *i += 1;
                    if let Some(e) = dict.entry(*i - 1) {
                        return Ok(Some(e.key));
                    }
                }
                Ok(None)
            }
            Iteration::Set(set, i, size) => {
                if set.len() != *size {
                    raise!(cx, RuntimeError, "Set changed size during iteration");
                }
                let Some((key, _, next)) = set.next_item(*i) else { return Ok(None) };
                *i = next;
                Ok(Some(key))
            }
            Iteration::Iterator(it) => cx.next(*it),
        }
    }

    /// How many items are expected, without asking Python code.
    pub fn size_hint(&self) -> usize {
        match self {
            Iteration::List(list, i) => list.len().saturating_sub(*i),
            Iteration::Tuple(tuple, i) => tuple.len().saturating_sub(*i),
            Iteration::Dict(dict, ..) => dict.len(),
            Iteration::Set(set, ..) => set.len(),
            Iteration::Range(_, _, left) => *left as usize,
            Iteration::Iterator(_) => 0,
        }
    }
}

/// Whether the type can be iterated by `__getitem__` alone.
pub fn is_sequence(ty: Gc<TypeObj>) -> bool {
    ty.slots.getitem.get().is_some()
        && !ty.has(TypeFlags::DICT)
        && (ty.has(TypeFlags::HEAP)
            || ty.has(TypeFlags::SEQUENCE)
            || ty.slots.concat.get().is_some())
}

impl Ctx {
    /// `iter(v)`.
    pub fn iter(&mut self, v: Value) -> PyResult<Value> {
        let ty = self.type_of(v);
        match ty.slots.iter.get() {
            Some(iter) => {
                let it = iter(self, v)?;
                if self.is_iterator(it) {
                    return Ok(it);
                }
                let got = self.type_name(it);
                raise!(self, TypeError, "iter() returned non-iterator of type '{got}'")
            }
            None if is_sequence(ty) => {
                Ok(self.alloc(SeqIterObj::new(TypeId::SEQ_ITER.shape(), Some(v), 0))?.into())
            }
            None => raise!(self, TypeError, "'{}' object is not iterable", ty.shown_name()),
        }
    }

    /// Whether the type of `v` has `__next__`.
    pub fn is_iterator(&mut self, v: Value) -> bool {
        self.type_of(v).slots.next.get().is_some()
    }

    /// `next(it)`; `None` at the end. Iterators over iterators may nest as deeply as they like.
    #[inline]
    pub fn next(&mut self, it: Value) -> PyResult<Option<Value>> {
        self.check_stack()?;
        match self.type_of(it).slots.next.get() {
            Some(next) => match next(self, it) {
                Err(_) if self.exception_is(Exc::StopIteration) => {
                    self.clear_exception();
                    Ok(None)
                }
                result => result,
            },
            None => {
                let ty = self.type_name(it);
                raise!(self, TypeError, "'{ty}' object is not an iterator")
            }
        }
    }

    /// Begins a loop over any iterable.
    #[inline]
    pub fn iterate(&mut self, v: Value) -> PyResult<Iteration> {
        if let Some(shape) = v.heap_shape() {
            let direct = match TypeId(shape.0 as u16) {
                _ if shape.0 > u16::MAX as u32 => None,
                TypeId::LIST => v.cast().map(|list| Iteration::List(list, 0)),
                TypeId::TUPLE => v.cast().map(|tuple| Iteration::Tuple(tuple, 0)),
                TypeId::DICT => {
                    v.cast::<DictObj>().map(|dict| Iteration::Dict(dict, 0, dict.len()))
                }
                TypeId::SET | TypeId::FROZENSET => {
                    v.cast::<SetObj>().map(|set| Iteration::Set(set, 0, set.len()))
                }
                TypeId::RANGE => v
                    .cast::<RangeObj>()
                    .and_then(|r| r.small())
                    .map(|(start, step, len)| Iteration::Range(start, step, len)),
                _ => None,
            };
            if let Some(direct) = direct {
                return Ok(direct);
            }
        }
        Ok(Iteration::Iterator(self.iter(v)?))
    }

    /// Calls `body` with each item.
    #[inline]
    pub fn for_each(
        &mut self,
        v: Value,
        body: &mut dyn FnMut(&mut Ctx, Value) -> PyResult<()>,
    ) -> PyResult<()> {
        let mut items = self.iterate(v)?;
        let mut n = 0usize;
        while let Some(item) = items.next(self)? {
            body(self, item)?;
            n = n.wrapping_add(1);
            if n.is_multiple_of(POLL_EVERY) {
                self.poll()?;
            }
        }
        Ok(())
    }

    /// All items, in a vector for Rust code.
    pub fn collect(&mut self, v: Value) -> PyResult<GcVec> {
        if v.has_shape(TypeId::TUPLE.shape())
            && let Some(tuple) = v.cast::<TupleObj>()
        {
            return GcVec::from_slice(self, tuple.items());
        }
        if v.has_shape(TypeId::LIST.shape())
            && let Some(list) = v.cast::<ListObj>()
        {
            return self.list_snapshot(list);
        }
        let mut items = self.iterate(v)?;
        let mut out = GcVec::new();
        let room = self.room_for(v, &items)?;
        out.reserve(self, room)?;
        while let Some(item) = items.next(self)? {
            out.push(self, item)?;
            if out.len().is_multiple_of(POLL_EVERY) {
                self.poll()?;
            }
        }
        Ok(out)
    }

    /// Items to make room for before `items` of `v` are collected.
    fn room_for(&mut self, v: Value, items: &Iteration) -> PyResult<usize> {
        match items {
            // A hint may be a lie; the memory for it is only asked for when it is modest.
            Iteration::Iterator(_) => Ok(self.length_hint(v, 8)?.min(1 << 16)),
            known => Ok(known.size_hint()),
        }
    }

    /// `list(v)`.
    pub fn to_list(&mut self, v: Value) -> PyResult<Gc<ListObj>> {
        let list = self.list(&[])?;
        self.list_extend(list, v)?;
        Ok(list)
    }

    /// `list.extend(v)`.
    pub fn list_extend(&mut self, list: Gc<ListObj>, v: Value) -> PyResult<()> {
        if let Some(tuple) = v.cast::<TupleObj>().filter(|_| v.has_shape(TypeId::TUPLE.shape())) {
            return self.list_extend_with(list, tuple.len(), |i| tuple.items()[i]);
        }
        if let Some(other) = v.cast::<ListObj>().filter(|_| v.has_shape(TypeId::LIST.shape())) {
            // The length is taken first, so that `x.extend(x)` ends.
            return self.list_extend_from(list, other, 0, other.len());
        }
        let mut items = self.iterate(v)?;
        let room = self.room_for(v, &items)?;
        self.list_reserve(list, room)?;
        let mut n = 0usize;
        while let Some(item) = items.next(self)? {
            self.list_append(list, item)?;
            n += 1;
            if n.is_multiple_of(POLL_EVERY) {
                self.poll()?;
            }
        }
        Ok(())
    }

    /// `tuple(v)`.
    pub fn to_tuple(&mut self, v: Value) -> PyResult<Gc<TupleObj>> {
        if v.has_shape(TypeId::TUPLE.shape())
            && let Some(tuple) = v.cast()
        {
            return Ok(tuple);
        }
        if let Some(list) = v.cast::<ListObj>().filter(|_| v.has_shape(TypeId::LIST.shape())) {
            return self.list_to_tuple(list);
        }
        let items = self.collect(v)?;
        self.tuple(&items)
    }

    /// A tuple of a list's items.
    pub fn list_to_tuple(&mut self, list: Gc<ListObj>) -> PyResult<Gc<TupleObj>> {
        self.tuple_with(list.len(), |i| list.get(i).unwrap_or(Value::NONE))
    }

    /// `operator.length_hint(v, default)`.
    pub fn length_hint(&mut self, v: Value, default: usize) -> PyResult<usize> {
        let ty = self.type_of(v);
        if let Some(len) = ty.slots.len.get() {
            match len(self, v) {
                Err(_) if self.exception_is(Exc::TypeError) => self.clear_exception(),
                result => return result,
            }
        }
        let name = self.names.__length_hint__;
        if self.type_lookup(ty, name).is_none() {
            return Ok(default);
        }
        let hint = self.call_method(v, name, &[]);
        match self.catch(Exc::TypeError, hint)? {
            None => Ok(default),
            Some(n) if n.is(Value::NOT_IMPLEMENTED) => Ok(default),
            Some(n) if !n.is_int() => {
                let got = self.type_name(n);
                raise!(self, TypeError, "__length_hint__ must be an integer, not {got}")
            }
            Some(n) => match n.as_i64() {
                Some(n) if n >= 0 => Ok(n as usize),
                Some(_) => raise!(self, ValueError, "__length_hint__() should return >= 0"),
                None => raise!(self, OverflowError, "Python int too large to convert to C ssize_t"),
            },
        }
    }
}
