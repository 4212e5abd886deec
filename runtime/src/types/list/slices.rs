//! Slices and repetition of lists.

#![forbid(unsafe_code)]

use super::ListObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::exact::Tuple;
use crate::ops::subscript::{SliceBounds, SliceRange};
use crate::raise;
use crate::value::Value;

impl ListObj {
    /// Replaces as many items from `at` on, which are there, by those of a slice of a list; false, with
    /// nothing done, where items would be overwritten before they were read.
    #[inline]
    pub fn overwrite_by_slice(&self, at: usize, source: &ListObj, s: SliceRange) -> bool {
        let (Some(to), Some(from)) = (self.buffer(), source.buffer()) else { return s.len == 0 };
        let start = s.start as usize;
        match s.step {
            _ if s.len == 0 => {}
            1 => to.copy_from(at, &from, start, s.len),
            -1 if to.ptr_eq(from) && start + 1 == at + s.len => to.reverse_range(at, s.len),
            _ if to.ptr_eq(from) => return false,
            _ => (0..s.len).for_each(|i| to.set(at + i, from.get(s.at(i)))),
        }
        true
    }
}

impl Ctx {
    /// A new list of the items `[from, to)`, as far as there are any.
    pub fn list_range(
        &mut self,
        list: Gc<ListObj>,
        from: usize,
        to: usize,
    ) -> PyResult<Gc<ListObj>> {
        let n = to.min(list.len()).saturating_sub(from);
        let out = self.list_with_capacity(n)?;
        out.fill_from(&list, from, n);
        Ok(out)
    }

    /// A new list with the items of a slice.
    pub fn list_slice(&mut self, list: Gc<ListObj>, s: SliceRange) -> PyResult<Gc<ListObj>> {
        if s.step == 1 {
            return self.list_range(list, s.start as usize, s.start as usize + s.len);
        }
        let out = self.list_with_capacity(s.len)?;
        self.list_extend_with(out, s.len, |i| list.get(s.at(i)).unwrap_or(Value::NONE))?;
        Ok(out)
    }

    /// Appends the items of `from` (as they are now) `n` times to `to`.
    pub(super) fn list_repeat_into(
        &mut self,
        to: Gc<ListObj>,
        from: Gc<ListObj>,
        n: usize,
    ) -> PyResult<()> {
        let len = from.len();
        let Some(total) = len.checked_mul(n).filter(|&t| t < 1 << 48) else {
            return Err(self.raise_memory());
        };
        if len == 1 {
            let item = from.get(0).unwrap_or(Value::NONE);
            return self.list_extend_with(to, total, |_| item);
        }
        self.list_reserve(to, total)?;
        for _ in 0..n {
            self.list_extend_from(to, from, 0, len)?;
        }
        Ok(())
    }

    /// `del list[slice]`.
    pub(super) fn list_delete_slice(&mut self, list: Gc<ListObj>, s: SliceRange) {
        if s.len == 0 {
            return;
        }
        // Read the indices upwards, whatever the direction.
        let (first, step) = if s.step < 0 {
            (s.at(s.len - 1), -s.step as usize)
        } else {
            (s.at(0), s.step as usize)
        };
        if step == 1 {
            return list.remove_range(first, first + s.len);
        }
        let (mut to, mut gone) = (first, 0);
        for from in first..list.len() {
            if gone < s.len && from == first + gone * step {
                gone += 1;
                continue;
            }
            if let Some(item) = list.get(from) {
                list.set(to, item);
            }
            to += 1;
        }
        list.truncate(to);
    }

    /// `list[bounds] = items`.
    pub(super) fn list_assign_slice(
        &mut self,
        list: Gc<ListObj>,
        bounds: SliceBounds,
        items: Value,
    ) -> PyResult<()> {
        if let Some(tuple) = items.exact::<Tuple>() {
            return self.list_assign_range(list, bounds.within(list.len()), tuple.items());
        }
        let items = self.assigned_items(items)?;
        // Only now, since collecting the items may have changed the list.
        self.list_assign_range(list, bounds.within(list.len()), &items)
    }

    /// `list[s] = items`, the slice resolved.
    pub fn list_assign_range(
        &mut self,
        list: Gc<ListObj>,
        s: SliceRange,
        items: &[Value],
    ) -> PyResult<()> {
        if s.step == 1 {
            return self.list_replace(list, s.start as usize, s.start as usize + s.len, items);
        }
        if items.len() != s.len {
            let n = items.len();
            raise!(
                self,
                ValueError,
                "attempt to assign sequence of size {n} to extended slice of size {}",
                s.len
            );
        }
        for (i, &item) in s.indices().zip(items.iter()) {
            list.set(i, item);
        }
        Ok(())
    }

    fn assigned_items(&mut self, items: Value) -> PyResult<GcVec> {
        let ty = self.type_of(items);
        if ty.slots.iter.get().is_none() && !crate::ops::iter::is_sequence(ty) {
            raise!(self, TypeError, "must assign iterable to extended slice");
        }
        self.collect(items)
    }

    /// Puts `items` in place of `[from, to)`.
    pub fn list_replace(
        &mut self,
        list: Gc<ListObj>,
        from: usize,
        to: usize,
        items: &[Value],
    ) -> PyResult<()> {
        self.list_resize_range(list, from, to, items.len())?;
        list.overwrite(from, items);
        Ok(())
    }

    /// `list[from:to] = source`, for another list and a range within the list.
    pub fn list_replace_by_list(
        &mut self,
        list: Gc<ListObj>,
        from: usize,
        to: usize,
        source: Gc<ListObj>,
    ) -> PyResult<()> {
        self.list_resize_range(list, from, to, source.len())?;
        list.overwrite_from(from, &source);
        Ok(())
    }

    /// Makes `[from, to)` a range of `new` slots, to be overwritten at once.
    fn list_resize_range(
        &mut self,
        list: Gc<ListObj>,
        from: usize,
        to: usize,
        new: usize,
    ) -> PyResult<()> {
        let old = to - from;
        if new == old {
            return Ok(());
        }
        if new < old {
            list.remove_range(from + new, to);
        } else {
            let more = new - old;
            let len = list.len();
            self.list_reserve(list, more)?;
            list.shift(to, to + more, len + more);
        }
        Ok(())
    }
}
