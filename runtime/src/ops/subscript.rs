//! `a[k]`, `a[k] = v`, `del a[k]` and `len(a)`, and how sequences read indices and slices.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::list::ListObj;
use crate::types::slice::SliceObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// A subscript of a sequence, resolved.
pub enum Subscript {
    /// One item: the index as given (negative counts from the end).
    Index(i64),
    /// A slice of a sequence with the given length.
    Slice(SliceRange),
}

/// The items that a slice selects from a sequence of known length.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct SliceRange {
    /// Index of the first item.
    pub start: i64,
    /// Where the slice ends, exclusive.
    pub stop: i64,
    /// Distance between items, never 0.
    pub step: i64,
    /// Number of items.
    pub len: usize,
}

impl SliceRange {
    /// The indices in order.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..self.len as i64).map(move |i| (self.start + i * self.step) as usize)
    }

    /// The index of item number `i` of the slice.
    pub fn at(self, i: usize) -> usize {
        (self.start + i as i64 * self.step) as usize
    }
}

/// The numbers in a slice, before it is known what it is a slice of.
#[derive(Copy, Clone)]
pub struct SliceBounds {
    /// Where it starts, from the end if negative.
    pub start: Option<i64>,
    /// Where it ends, exclusive, from the end if negative.
    pub stop: Option<i64>,
    /// Distance between items, never 0.
    pub step: i64,
}

impl SliceBounds {
    /// What these select from a sequence of `len` items.
    #[inline]
    pub fn within(self, len: usize) -> SliceRange {
        adjust(self.start, self.stop, self.step, len)
    }
}

/// The place that an index means in a sequence of this length.
#[inline]
pub fn resolve_index(i: i64, len: usize) -> Option<usize> {
    let i = if i < 0 { i + len as i64 } else { i };
    if i >= 0 && (i as usize) < len { Some(i as usize) } else { None }
}

impl Ctx {
    /// `v[key]`.
    #[inline]
    pub fn getitem(&mut self, v: Value, key: Value) -> PyResult<Value> {
        if let Some(i) = key.as_small() {
            if v.has_shape(TypeId::LIST.shape()) {
                if let Some(list) = v.cast::<ListObj>()
                    && let Some(item) = resolve_index(i, list.len()).and_then(|i| list.get(i))
                {
                    return Ok(item);
                }
            } else if v.has_shape(TypeId::TUPLE.shape())
                && let Some(tuple) = v.cast::<TupleObj>()
                && let Some(item) = resolve_index(i, tuple.len()).and_then(|i| tuple.get(i))
            {
                return Ok(item);
            }
        }
        let ty = self.type_of(v);
        match ty.slots.getitem.get() {
            Some(getitem) => getitem(self, v, key),
            None => self.class_getitem(v, ty, key),
        }
    }

    fn class_getitem(&mut self, v: Value, ty: Gc<TypeObj>, key: Value) -> PyResult<Value> {
        if let Some(class) = v.cast::<TypeObj>() {
            if class.ptr_eq(self.ty(TypeId::TYPE)) {
                return self.generic_alias(v, key);
            }
            let name = self.names.__class_getitem__;
            if let Some(method) = self.getattr_opt(v, name)?
                && !method.is_none()
            {
                return self.call(method, &[key]);
            }
            raise!(self, TypeError, "type '{}' is not subscriptable", class.shown_name());
        }
        raise!(self, TypeError, "'{}' object is not subscriptable", ty.shown_name())
    }

    /// `v[key] = to`.
    #[inline]
    pub fn setitem(&mut self, v: Value, key: Value, to: Value) -> PyResult<()> {
        if let Some(i) = key.as_small()
            && v.has_shape(TypeId::LIST.shape())
            && let Some(list) = v.cast::<ListObj>()
            && resolve_index(i, list.len()).is_some_and(|i| list.set(i, to))
        {
            return Ok(());
        }
        let ty = self.type_of(v);
        match ty.slots.setitem.get() {
            Some(setitem) => setitem(self, v, key, Some(to)),
            None => raise!(
                self,
                TypeError,
                "'{}' object does not support item assignment",
                ty.shown_name()
            ),
        }
    }

    /// `del v[key]`.
    pub fn delitem(&mut self, v: Value, key: Value) -> PyResult<()> {
        let ty = self.type_of(v);
        match ty.slots.setitem.get() {
            Some(setitem) => setitem(self, v, key, None),
            None => {
                raise!(
                    self,
                    TypeError,
                    "'{}' object doesn't support item deletion",
                    ty.shown_name()
                )
            }
        }
    }

    /// `len(v)`.
    #[inline]
    pub fn len(&mut self, v: Value) -> PyResult<usize> {
        let ty = self.type_of(v);
        match ty.slots.len.get() {
            Some(len) => len(self, v),
            None => raise!(self, TypeError, "object of type '{}' has no len()", ty.shown_name()),
        }
    }

    /// Reads the subscript of a sequence of `len` items called `kind` in messages.
    pub fn subscript(&mut self, key: Value, len: usize, kind: &str) -> PyResult<Subscript> {
        if let Some(i) = key.as_small() {
            return Ok(Subscript::Index(i));
        }
        if let Some(slice) = key.cast::<SliceObj>() {
            return Ok(Subscript::Slice(self.slice_range(slice, len)?));
        }
        if !self.has_index(key) {
            let got = self.type_name(key);
            raise!(self, TypeError, "{kind} indices must be integers or slices, not {got}");
        }
        Ok(Subscript::Index(self.subscript_i64(key)?))
    }

    /// An index as a machine word; `IndexError` if it is larger.
    pub fn subscript_i64(&mut self, key: Value) -> PyResult<i64> {
        let n = self.index(key)?;
        match n.as_i64() {
            Some(i) => Ok(i),
            None => {
                let got = self.type_name(key);
                raise!(self, IndexError, "cannot fit '{got}' into an index-sized integer")
            }
        }
    }

    /// A bound of a slice: an int clamped to the machine's range; the absent word for `None`.
    #[inline]
    pub fn slice_bound(&mut self, v: Value) -> PyResult<Option<i64>> {
        if v.is_none() {
            return Ok(None);
        }
        if let Some(i) = v.as_small() {
            return Ok(Some(i));
        }
        if !self.has_index(v) {
            raise!(
                self,
                TypeError,
                "slice indices must be integers or None or have an __index__ method"
            );
        }
        self.index_clamped(v).map(Some)
    }

    /// What a slice object selects from a sequence of `len` items.
    #[inline]
    pub fn slice_range(&mut self, slice: Gc<SliceObj>, len: usize) -> PyResult<SliceRange> {
        Ok(self.slice_bounds(slice)?.within(len))
    }

    /// The numbers in a slice object; asks `__index__` of each part once.
    #[inline]
    pub fn slice_bounds(&mut self, slice: Gc<SliceObj>) -> PyResult<SliceBounds> {
        let step = self.slice_bound(slice.step.get())?.unwrap_or(1).max(-i64::MAX);
        if step == 0 {
            raise!(self, ValueError, "slice step cannot be zero");
        }
        let start = self.slice_bound(slice.start.get())?;
        let stop = self.slice_bound(slice.stop.get())?;
        Ok(SliceBounds { start, stop, step })
    }

    /// `v[from:to]` for exact lists and tuples, any object otherwise (`BINARY_SLICE`).
    pub fn get_slice(&mut self, v: Value, from: Value, to: Value) -> PyResult<Value> {
        let slice = self.slice(from, to, Value::NONE)?;
        self.getitem(v, slice.into())
    }

    /// `v[from:to] = items` (`STORE_SLICE`).
    pub fn set_slice(&mut self, v: Value, from: Value, to: Value, items: Value) -> PyResult<()> {
        let slice = self.slice(from, to, Value::NONE)?;
        self.setitem(v, slice.into(), items)
    }

    /// Whether the type says that it matches sequence patterns.
    pub fn matches_sequence(&mut self, v: Value) -> bool {
        self.type_of(v).has(TypeFlags::SEQUENCE)
    }

    /// Whether the type says that it matches mapping patterns.
    pub fn matches_mapping(&mut self, v: Value) -> bool {
        self.type_of(v).has(TypeFlags::MAPPING)
    }
}

/// Clips the bounds of a slice to a sequence (CPython's `PySlice_AdjustIndices`).
#[inline]
pub fn adjust(start: Option<i64>, stop: Option<i64>, step: i64, len: usize) -> SliceRange {
    let n = len as i64;
    let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
    let clip = |bound: Option<i64>, default: i64| match bound {
        None => default,
        Some(i) if i < 0 => (i.saturating_add(n)).max(low),
        Some(i) => i.min(high),
    };
    let (first, last) = if step < 0 { (high, low) } else { (low, high) };
    let start = clip(start, first);
    let stop = clip(stop, last);
    let len = match () {
        // Divisions are slow, and these are nearly all.
        () if step == 1 => (stop - start).max(0),
        () if step == -1 => (start - stop).max(0),
        () if step < 0 && stop < start => (start - stop - 1) / -step + 1,
        () if step > 0 && start < stop => (stop - start - 1) / step + 1,
        () => 0,
    };
    SliceRange { start, stop, step, len: len as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_clipped_as_in_cpython() {
        let all: Vec<usize> = adjust(None, None, -2, 5).indices().collect();
        assert_eq!(all, [4, 2, 0]);
        assert_eq!(
            adjust(Some(-3), Some(i64::MAX), 1, 5),
            SliceRange { start: 2, stop: 5, step: 1, len: 3 }
        );
        assert_eq!(adjust(Some(3), Some(1), 1, 5).len, 0);
        assert_eq!(adjust(Some(i64::MIN), None, 1, 2).start, 0);
    }
}
