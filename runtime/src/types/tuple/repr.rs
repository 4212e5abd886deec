//! `TupleObj`: a fixed number of values behind the header.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace, write_barrier};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::value::Value;

/// Python's `tuple`.
///
/// ```text
/// | header 8 | len 8 | items 8 * len ... |
/// ```
#[repr(C)]
pub struct TupleObj {
    pub(crate) hdr: Header,
    len: usize,
}

// SAFETY: `TupleObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for TupleObj {
    const LAYOUT: LayoutId = layouts::TUPLE;
}

/// Byte offset of the first item.
pub const ITEMS_OFFSET: usize = size_of::<TupleObj>();
/// Byte offset of the length.
pub const LEN_OFFSET: usize = std::mem::offset_of!(TupleObj, len);

impl TupleObj {
    /// Byte size of struct and items; the `attrs` word of a subclass instance lies there.
    pub(crate) fn payload_size(&self) -> usize {
        ITEMS_OFFSET + self.len * 8
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it is `()`.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The items. Tuples do not change, so the slice stays right while the tuple lives.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` initialized values lie behind the struct (`tuple_with` wrote them all
        // before anyone else saw the tuple).
        unsafe {
            let first = std::ptr::from_ref(self).cast::<u8>().add(ITEMS_OFFSET).cast::<Value>();
            std::slice::from_raw_parts(first, self.len)
        }
    }

    /// The item at `i`, if there is one.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.items().get(i).copied()
    }
}

impl Ctx {
    /// A tuple of exact type `tuple`.
    pub fn tuple(&mut self, items: &[Value]) -> PyResult<Gc<TupleObj>> {
        if items.is_empty()
            && let Some(empty) = self.singletons.empty_tuple.get()
        {
            return Ok(empty);
        }
        let shape = ShapeId::from(TypeId::TUPLE);
        self.tuple_of_shape(shape, 0, items)
    }

    /// A tuple with the shape of a subclass whose instances have `extra` bytes behind the items.
    pub fn tuple_of_shape(
        &mut self,
        shape: ShapeId,
        extra: usize,
        items: &[Value],
    ) -> PyResult<Gc<TupleObj>> {
        let at = self.alloc_raw(ITEMS_OFFSET + size_of_val(items) + extra)?;
        // SAFETY: `alloc_raw` gave that many zeroed bytes that nothing else uses.
        unsafe {
            at.cast::<TupleObj>()
                .write(TupleObj { hdr: Header::new(shape, layouts::TUPLE), len: items.len() });
            let first = at.as_ptr().add(ITEMS_OFFSET).cast::<Value>();
            if items.len() <= 4 {
                // Most tuples are small: no call of `memcpy`.
                for (i, &item) in items.iter().enumerate() {
                    first.add(i).write_volatile(item);
                }
            } else {
                std::ptr::copy_nonoverlapping(items.as_ptr(), first, items.len());
            }
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }

    /// A tuple of `len` items, made by `item`, which may not run Python code or allocate.
    pub fn tuple_with(
        &mut self,
        len: usize,
        mut item: impl FnMut(usize) -> Value,
    ) -> PyResult<Gc<TupleObj>> {
        if len == 0 {
            return self.tuple(&[]);
        }
        let bytes = match len.checked_mul(8) {
            Some(b) if b < isize::MAX as usize / 2 => b,
            _ => return Err(self.raise_memory()),
        };
        let at = self.alloc_raw(ITEMS_OFFSET + bytes)?;
        self.touch(at.addr().get(), bytes)?;
        // SAFETY: as in `tuple_of_shape`; each item is written.
        unsafe {
            at.cast::<TupleObj>().write(TupleObj {
                hdr: Header::new(ShapeId::from(TypeId::TUPLE), layouts::TUPLE),
                len,
            });
            let first = at.as_ptr().add(ITEMS_OFFSET).cast::<Value>();
            for i in 0..len {
                first.add(i).write(item(i));
            }
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }

    /// A tuple of `len` items, each made by `item`, which may allocate but not run Python code.
    pub fn tuple_built(
        &mut self,
        len: usize,
        mut item: impl FnMut(&mut Ctx, usize) -> PyResult<Value>,
    ) -> PyResult<Gc<TupleObj>> {
        let tuple = self.tuple_with(len, |_| Value::NONE)?;
        for i in 0..len {
            let v = item(self, i)?;
            let slot = (tuple.items().as_ptr() as usize + i * size_of::<Value>()) as *mut Value;
            // SAFETY: `i` is below the length, and nobody but this function knows the tuple.
            unsafe { slot.write_volatile(v) };
            write_barrier(slot as usize);
        }
        Ok(tuple)
    }
}

impl Trace for TupleObj {
    fn trace(&self, m: &mut Marker) {
        for &v in self.items() {
            m.mark_value(v);
        }
    }
}
