//! `ListObj`: a length and a buffer of values that grows geometrically.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{
    Field, Gc, GcVec, Header, HeapObject, LayoutId, Marker, ShapeId, Trace, ValueArray,
};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::value::Value;
use std::cell::Cell;

/// Python's `list`.
///
/// ```text
/// | header 8 | len 8 | buffer 8 |     buffer: | header 8 | capacity 8 | values ... |
/// ```
/// Slots of the buffer at and beyond `len` are absent words.
#[repr(C)]
pub struct ListObj {
    pub(crate) hdr: Header,
    len: Cell<usize>,
    items: Field<Option<Gc<ValueArray>>>,
}

// SAFETY: `ListObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ListObj {
    const LAYOUT: LayoutId = layouts::LIST;
}

/// Byte offset of the length.
pub const LEN_OFFSET: usize = std::mem::offset_of!(ListObj, len);
/// Byte offset of the buffer pointer.
pub const ITEMS_OFFSET: usize = std::mem::offset_of!(ListObj, items);

impl ListObj {
    /// An empty list struct with this shape, for `alloc`.
    pub fn empty(shape: ShapeId) -> ListObj {
        ListObj {
            hdr: Header::new(shape, layouts::LIST),
            len: Cell::new(0),
            items: Field::new(None),
        }
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `i`, if there is one.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        // SAFETY: the buffer has room for `len` items at least.
        if i < self.len.get() { unsafe { self.items.get()?.get_unchecked(i) } } else { None }
    }

    /// Replaces the item at `i`; false when there is none.
    #[inline(always)]
    pub fn set(&self, i: usize, v: Value) -> bool {
        match self.items.get() {
            Some(items) if i < self.len.get() => {
                // SAFETY: the buffer has room for `len` items at least.
                unsafe { items.set_unchecked(i, Some(v)) };
                true
            }
            _ => false,
        }
    }

    /// Room without a new buffer.
    pub fn capacity(&self) -> usize {
        self.items.get().map_or(0, |a| a.capacity())
    }

    /// Appends when there is room.
    #[inline(always)]
    pub fn try_push(&self, v: Value) -> bool {
        match self.items.get() {
            Some(items) if self.len.get() < items.capacity() => {
                // SAFETY: the index is below the capacity.
                unsafe { items.set_unchecked(self.len.get(), Some(v)) };
                self.len.set(self.len.get() + 1);
                true
            }
            _ => false,
        }
    }

    /// Removes and returns the last item.
    #[inline]
    pub fn pop(&self) -> Option<Value> {
        let last = self.len.get().checked_sub(1)?;
        let items = self.items.get()?;
        let v = items.get(last);
        items.set(last, None);
        self.len.set(last);
        v
    }

    /// Shortens to `len` items.
    pub fn truncate(&self, len: usize) {
        if let Some(items) = self.items.get() {
            for i in len..self.len.get() {
                items.set(i, None);
            }
        }
        self.len.set(self.len.get().min(len));
    }

    /// Removes all items and the buffer.
    pub fn clear(&self) {
        self.len.set(0);
        self.items.set(None);
    }

    /// Moves the items from `from` on to `to`, where there is room, and makes `len` the length.
    pub(super) fn shift(&self, from: usize, to: usize, len: usize) {
        if let Some(items) = self.items.get() {
            items.copy_within(from, to, self.len.get() - from);
        }
        self.len.set(len);
    }

    /// Replaces items, which are there, by values.
    pub(super) fn overwrite(&self, at: usize, values: &[Value]) {
        if let Some(items) = self.items.get() {
            items.copy_from_slice(at, values);
        }
    }

    /// Makes `n` items of another list, which are there, the items of an empty list that has room for them.
    pub(super) fn fill_from(&self, source: &ListObj, from: usize, n: usize) {
        if let (Some(to), Some(items)) = (self.items.get(), source.items.get()) {
            to.copy_from(0, &items, from, n);
            self.len.set(n);
        }
    }

    /// Replaces items, which are there, by all items of another list.
    pub(super) fn overwrite_from(&self, at: usize, source: &ListObj) {
        if let (Some(items), Some(from)) = (self.items.get(), source.items.get()) {
            items.copy_from(at, &from, 0, source.len());
        }
    }

    /// Removes `[from, to)`, which must lie within the list.
    pub fn remove_range(&self, from: usize, to: usize) {
        let (len, n) = (self.len.get(), to - from);
        if let Some(items) = self.items.get() {
            items.copy_within(to, from, len - to);
        }
        self.truncate(len - n);
    }

    /// Removes the item at `i`, which is there.
    pub(super) fn remove_at(&self, i: usize) {
        let last = self.len.get() - 1;
        if let Some(items) = self.items.get() {
            items.copy_within(i + 1, i, last - i);
            items.set(last, None);
        }
        self.len.set(last);
    }

    /// Reverses in place.
    pub fn reverse(&self) {
        if let Some(items) = self.items.get() {
            items.reverse_range(0, self.len.get());
        }
    }

    /// The buffer, if there is one.
    #[inline(always)]
    pub(super) fn buffer(&self) -> Option<Gc<ValueArray>> {
        self.items.get()
    }

    /// Takes all items out (used by `sort`, during which the list looks empty).
    pub fn take(&self) -> (usize, Option<Gc<ValueArray>>) {
        let taken = (self.len.get(), self.items.get());
        self.clear();
        taken
    }

    /// Puts a buffer with `len` items in place.
    pub fn put(&self, len: usize, items: Option<Gc<ValueArray>>) {
        self.items.set(items);
        self.len.set(len);
    }
}

impl Ctx {
    /// A list of exact type `list`.
    pub fn list(&mut self, items: &[Value]) -> PyResult<Gc<ListObj>> {
        let list = self.list_with_capacity(items.len())?;
        for &v in items {
            list.try_push(v);
        }
        Ok(list)
    }

    /// An empty list with room for `n` items.
    pub fn list_with_capacity(&mut self, n: usize) -> PyResult<Gc<ListObj>> {
        let list = self.alloc(ListObj::empty(ShapeId::from(TypeId::LIST)))?;
        if n > 0 {
            let items = self.value_array(n)?;
            self.touch(items.ptr().addr(), n * size_of::<Value>())?;
            list.items.set(Some(items));
        }
        Ok(list)
    }

    /// Makes room for `more` further items.
    pub fn list_reserve(&mut self, list: Gc<ListObj>, more: usize) -> PyResult<()> {
        let Some(need) = list.len().checked_add(more) else { return Err(self.raise_memory()) };
        if need <= list.capacity() {
            return Ok(());
        }
        // Growth as CPython's: about an eighth more, so that memory stays comparable.
        let Some(capacity) = need.checked_add((need >> 3) + 6) else {
            return Err(self.raise_memory());
        };
        let bytes = |items: usize| items * size_of::<Value>();
        if let Some(items) = list.items.get().filter(|i| i.try_grow(&mut self.heap, capacity)) {
            return self.touch(items.ptr().addr() + bytes(list.len()), bytes(more));
        }
        let fresh = self.value_array(capacity & !3)?;
        self.touch(fresh.ptr().addr(), bytes(need))?;
        if let Some(old) = list.items.get() {
            fresh.copy_from(0, &old, 0, list.len());
        }
        list.items.set(Some(fresh));
        Ok(())
    }

    /// `list.append(v)`.
    #[inline(always)]
    pub fn list_append(&mut self, list: Gc<ListObj>, v: Value) -> PyResult<()> {
        if list.try_push(v) { Ok(()) } else { self.list_append_slow(list, v) }
    }

    #[cold]
    #[inline(never)]
    fn list_append_slow(&mut self, list: Gc<ListObj>, v: Value) -> PyResult<()> {
        self.list_reserve(list, 1)?;
        list.try_push(v);
        Ok(())
    }

    /// `list.insert(at, v)` with `at` already within `0..=len`.
    pub fn list_insert(&mut self, list: Gc<ListObj>, at: usize, v: Value) -> PyResult<()> {
        self.list_reserve(list, 1)?;
        let len = list.len();
        if let Some(items) = list.items.get() {
            items.copy_within(at, at + 1, len - at);
            items.set(at, Some(v));
            list.len.set(len + 1);
        }
        Ok(())
    }

    /// Appends `n` values that `item` makes without running Python code or allocating.
    pub fn list_extend_with(
        &mut self,
        list: Gc<ListObj>,
        n: usize,
        mut item: impl FnMut(usize) -> Value,
    ) -> PyResult<()> {
        self.list_reserve(list, n)?;
        let Some(items) = list.items.get() else { return Ok(()) };
        let len = list.len();
        for i in 0..n {
            // SAFETY: there is room for `n` items behind the first `len`.
            unsafe { items.set_unchecked(len + i, Some(item(i))) };
        }
        list.len.set(len + n);
        Ok(())
    }

    /// Appends the items `[from, from + n)` of a list, which are there.
    pub fn list_extend_from(
        &mut self,
        list: Gc<ListObj>,
        source: Gc<ListObj>,
        from: usize,
        n: usize,
    ) -> PyResult<()> {
        self.list_reserve(list, n)?;
        if let (Some(to), Some(items)) = (list.items.get(), source.items.get()) {
            to.copy_from(list.len(), &items, from, n);
            list.len.set(list.len() + n);
        }
        Ok(())
    }

    /// The items of a list as they are now.
    pub fn list_snapshot(&mut self, list: Gc<ListObj>) -> PyResult<GcVec> {
        let mut out = GcVec::new();
        if let Some(items) = list.items.get() {
            out.extend_from_array(self, &items, list.len())?;
        }
        Ok(out)
    }
}

impl Trace for ListObj {
    fn trace(&self, m: &mut Marker) {
        self.items.trace(m);
    }
}
