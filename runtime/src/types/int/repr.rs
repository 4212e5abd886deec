//! `IntObj`: an int that does not fit the word, or an instance of a subclass of `int`.
//!
//! Sign and magnitude; the magnitude is little-endian 64-bit limbs behind the struct. An exact
//! `int` on the heap is canonical: it never fits the word, and its top limb is not zero.
//! Arithmetic is in `types/int/arith.rs`; large products and quotients go to malachite.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Header, HeapObject, LayoutId, ShapeId};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::value::Value;

/// `header.flags`: the number is negative.
pub const NEGATIVE: u16 = 1;

/// An int on the heap.
///
/// ```text
/// | header 8 | number of limbs 8 | limbs 8 * n ... |
/// ```
#[repr(C)]
pub struct IntObj {
    pub(crate) hdr: Header,
    len: usize,
}

// SAFETY: `IntObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for IntObj {
    const LAYOUT: LayoutId = layouts::INT;
}

impl IntObj {
    /// Byte size of struct and limbs; the `attrs` word of a subclass instance lies there.
    pub(crate) fn payload_size(&self) -> usize {
        size_of::<IntObj>() + self.len * 8
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.hdr.flags.get() & NEGATIVE != 0
    }

    /// The magnitude, least significant limb first; empty for zero (only in subclasses).
    pub fn limbs(&self) -> &[u64] {
        // SAFETY: `len` limbs lie behind the struct, written before the object was published.
        unsafe {
            let first =
                std::ptr::from_ref(self).cast::<u8>().add(size_of::<IntObj>()).cast::<u64>();
            std::slice::from_raw_parts(first, self.len)
        }
    }

    /// The number, if it fits (possible for subclasses of `int`, and for 63- and 64-bit numbers).
    pub fn to_i64(&self) -> Option<i64> {
        match *self.limbs() {
            [] => Some(0),
            [m] if !self.is_negative() => i64::try_from(m).ok(),
            [m] if m <= 1 << 63 => Some((m as i64).wrapping_neg()),
            _ => None,
        }
    }
}

impl Ctx {
    /// An int of exact type `int`.
    #[inline(always)]
    pub fn int(&mut self, n: i64) -> PyResult<Value> {
        match Value::try_small(n) {
            Some(v) => Ok(v),
            None => self.int_from_limbs(n < 0, &[n.unsigned_abs()]),
        }
    }

    /// An int of exact type `int` from a 128-bit number.
    pub fn int_i128(&mut self, n: i128) -> PyResult<Value> {
        match i64::try_from(n) {
            Ok(small) => self.int(small),
            Err(_) => {
                let m = n.unsigned_abs();
                self.int_from_limbs(n < 0, &[m as u64, (m >> 64) as u64])
            }
        }
    }

    /// An int of exact type `int` from an unsigned number.
    pub fn int_u64(&mut self, n: u64) -> PyResult<Value> {
        match i64::try_from(n) {
            Ok(small) => self.int(small),
            Err(_) => self.int_from_limbs(false, &[n]),
        }
    }

    /// An int of exact type `int` from sign and magnitude; leading zero limbs are dropped and the
    /// result is a small int when it fits.
    pub fn int_from_limbs(&mut self, negative: bool, limbs: &[u64]) -> PyResult<Value> {
        let len = limbs.iter().rposition(|&l| l != 0).map_or(0, |i| i + 1);
        let limbs = &limbs[..len];
        let small = match *limbs {
            [] => Some(0),
            [m] if m < 1 << 62 => Some(if negative { -(m as i64) } else { m as i64 }),
            [m] if m == 1 << 62 && negative => Some(-(1 << 62)),
            _ => None,
        };
        match small.and_then(Value::try_small) {
            Some(v) => Ok(v),
            None => Ok(self.int_object(ShapeId::from(TypeId::INT), 0, negative, limbs)?.into()),
        }
    }

    /// An int object with the shape of `int` or a subclass, `extra` bytes behind the limbs.
    pub fn int_object(
        &mut self,
        shape: ShapeId,
        extra: usize,
        negative: bool,
        limbs: &[u64],
    ) -> PyResult<Gc<IntObj>> {
        let at = self.alloc_raw(size_of::<IntObj>() + size_of_val(limbs) + extra)?;
        let hdr = Header::new(shape, layouts::INT);
        hdr.flags.set(if negative { NEGATIVE } else { 0 });
        // SAFETY: `alloc_raw` gave that many zeroed bytes that nothing else uses.
        unsafe {
            at.cast::<IntObj>().write(IntObj { hdr, len: limbs.len() });
            let first = at.as_ptr().add(size_of::<IntObj>()).cast::<u64>();
            std::ptr::copy_nonoverlapping(limbs.as_ptr(), first, limbs.len());
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }
}

impl Value {
    /// Whether this is exactly an `int` (not a `bool`, not a subclass).
    #[inline(always)]
    pub fn is_int_exact(self) -> bool {
        self.is_small() || self.has_shape(ShapeId::from(TypeId::INT))
    }

    /// Whether this is an `int`, a `bool` or an instance of a subclass.
    #[inline]
    pub fn is_int(self) -> bool {
        self.is_small() || self.as_bool().is_some() || self.cast::<IntObj>().is_some()
    }

    /// The number as `i64`, if this is an `int` (`bool` and subclasses included) that fits.
    #[inline]
    pub fn as_i64(self) -> Option<i64> {
        match self.as_small() {
            Some(n) => Some(n),
            None => match self.as_bool() {
                Some(b) => Some(b as i64),
                None => self.cast::<IntObj>()?.to_i64(),
            },
        }
    }
}
