//! `Value`: one 64-bit word that is any Python value.
//!
//! | low bits | meaning |
//! |---|---|
//! | `…1`   | small int, 63 bits, `n << 1 \| 1` |
//! | `…10`  | float, self-tagged (see [`float`]) |
//! | `…000` | pointer to a heap object, 16-byte aligned |
//! | `…100` | `None`, `True`, `False`, `Ellipsis`, `NotImplemented` |
//!
//! The zero word is no value: `Option<Value>::None` (an unbound local, an empty slot, `PUSH_NULL`).
//! Identity of small ints, inline floats and singletons is equality of words.

pub mod float;
pub mod small;

use crate::heap::{Gc, Header, HeapObject, ShapeId};
use std::num::NonZeroU64;

/// Any Python value, in one word.
#[repr(transparent)]
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Value(NonZeroU64);

const _: () = assert!(size_of::<Option<Value>>() == 8);

/// Bits of a word that tell a heap pointer (`000`) from an immediate.
pub const TAG_MASK: u64 = 0b111;
/// The bit that marks a small int.
pub const INT_TAG: u64 = 1;
/// The two low bits of an inline float.
pub const FLOAT_TAG: u64 = 0b10;
/// The smallest int that is not a heap object.
pub const SMALL_MIN: i64 = -(1 << 62);
/// The largest int that is not a heap object.
pub const SMALL_MAX: i64 = (1 << 62) - 1;

#[inline(always)]
const fn immediate(word: u64) -> Value {
    match NonZeroU64::new(word) {
        Some(w) => Value(w),
        None => panic!("an immediate is never zero"),
    }
}

impl Value {
    /// Python's `None`.
    pub const NONE: Value = immediate(0x04);
    /// Python's `False`.
    pub const FALSE: Value = immediate(0x0c);
    /// Python's `True`.
    pub const TRUE: Value = immediate(0x14);
    /// Python's `...`.
    pub const ELLIPSIS: Value = immediate(0x1c);
    /// Python's `NotImplemented`.
    pub const NOT_IMPLEMENTED: Value = immediate(0x24);

    /// The raw word.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0.get()
    }

    /// The value with this word, or `None` for the zero word.
    ///
    /// # Safety
    /// A word tagged as a pointer must be the address of a live heap object.
    #[inline(always)]
    pub const unsafe fn from_bits(word: u64) -> Option<Value> {
        match NonZeroU64::new(word) {
            Some(w) => Some(Value(w)),
            None => None,
        }
    }

    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// A small int; `None` when `n` needs a heap object.
    #[inline(always)]
    pub const fn try_small(n: i64) -> Option<Value> {
        if n >= SMALL_MIN && n <= SMALL_MAX { Some(Value::small_unchecked(n)) } else { None }
    }

    /// A small int from anything that certainly fits (lengths, bytes, code points).
    #[inline(always)]
    pub const fn small(n: i32) -> Value {
        Value::small_unchecked(n as i64)
    }

    /// A length or index; sizes of live objects always fit 62 bits.
    #[inline(always)]
    pub const fn len(n: usize) -> Value {
        Value::small_unchecked(n as i64)
    }

    #[inline(always)]
    const fn small_unchecked(n: i64) -> Value {
        immediate(((n as u64) << 1) | INT_TAG)
    }

    /// Whether this is a small int (never a `bool`).
    #[inline(always)]
    pub const fn is_small(self) -> bool {
        self.bits() & INT_TAG != 0
    }

    /// The small int, if it is one.
    #[inline(always)]
    pub const fn as_small(self) -> Option<i64> {
        if self.is_small() { Some((self.bits() as i64) >> 1) } else { None }
    }

    /// Whether both words are small ints.
    #[inline(always)]
    pub const fn both_small(a: Value, b: Value) -> bool {
        a.bits() & b.bits() & INT_TAG != 0
    }

    /// Whether this is a float held in the word itself.
    #[inline(always)]
    pub const fn is_inline_float(self) -> bool {
        self.bits() & 0b11 == FLOAT_TAG
    }

    /// Whether this is a pointer to a heap object.
    #[inline(always)]
    pub const fn is_heap(self) -> bool {
        self.bits() & TAG_MASK == 0
    }

    /// Whether this is `None`.
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.bits() == Value::NONE.bits()
    }

    /// `Some(b)` for exactly `True` or `False`.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        match self.bits() {
            0x0c => Some(false),
            0x14 => Some(true),
            _ => None,
        }
    }

    /// Whether two values are the same object (`a is b`).
    #[inline(always)]
    pub const fn is(self, other: Value) -> bool {
        self.bits() == other.bits()
    }

    /// The header of a heap object.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        if self.is_heap() {
            // SAFETY: a word tagged as a pointer is the address of a live heap object (the
            // contract of `from_bits`), and every heap object begins with a header.
            Some(unsafe { &*(self.bits() as *const Header) })
        } else {
            None
        }
    }

    /// The shape of a heap object; `None` for immediates.
    #[inline(always)]
    pub fn heap_shape(self) -> Option<ShapeId> {
        self.header().map(|h| h.shape.get())
    }

    /// Whether this is a heap object of exactly this shape.
    #[inline(always)]
    pub fn has_shape(self, shape: ShapeId) -> bool {
        self.heap_shape() == Some(shape)
    }

    /// The heap object as a `T`, if its layout is `T`'s (subclasses of `T` included).
    #[inline(always)]
    pub fn cast<T: HeapObject>(self) -> Option<Gc<T>> {
        match self.header() {
            Some(h) if h.layout == T::LAYOUT => {
                // SAFETY: equal layout ids mean that the object's struct is `T`.
                Some(unsafe { Gc::from_addr(self.bits() as usize) })
            }
            _ => None,
        }
    }
}

impl<T: HeapObject> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(object: Gc<T>) -> Value {
        Value(object.addr_nonzero())
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.bits() {
            0x04 => f.write_str("None"),
            0x0c => f.write_str("False"),
            0x14 => f.write_str("True"),
            0x1c => f.write_str("Ellipsis"),
            0x24 => f.write_str("NotImplemented"),
            w if w & INT_TAG != 0 => write!(f, "{}", (w as i64) >> 1),
            w if w & 0b11 == FLOAT_TAG => write!(f, "{:?}", float::decode(w)),
            w => write!(f, "object@{w:#x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ints_keep_their_value_at_the_edges() {
        for n in [0, 1, -1, SMALL_MIN, SMALL_MAX] {
            assert_eq!(Value::try_small(n).and_then(Value::as_small), Some(n));
        }
        assert_eq!(Value::try_small(SMALL_MAX + 1), None);
        assert_eq!(Value::try_small(SMALL_MIN - 1), None);
    }

    #[test]
    fn the_kinds_of_word_are_disjoint() {
        for v in [Value::NONE, Value::TRUE, Value::FALSE, Value::ELLIPSIS, Value::NOT_IMPLEMENTED] {
            assert!(!v.is_small() && !v.is_heap() && !v.is_inline_float());
        }
        let f = Value::try_float(1.5).expect("1.5 is inline");
        assert!(f.is_inline_float() && !f.is_small() && !f.is_heap());
    }
}
