//! Where machine code finds the allocation cursors.
//!
//! Inline allocation of an object of a size known at compile time:
//! ```text
//! cur = load [heap + cursor(class)]          ; class = class_of(bytes)
//! next = cur + cell_size(class)
//! if next > load [heap + cursor(class) + LIMIT] goto slow   ; unsigned
//! store [heap + cursor(class)], next
//! store the header and the fields at cur     ; the rest of the cell is zero
//! ```

use super::size_class::CLASSES;
use super::{Cursor, Heap};
use std::mem::offset_of;

pub use super::size_class::{cell_size, class_of};

/// Offset in a cursor of the end of the run of free cells.
pub const LIMIT: usize = offset_of!(Cursor, limit);

/// Byte offset in `Heap` of the address of the next free cell of a class.
pub const fn cursor(class: usize) -> usize {
    assert!(class < CLASSES);
    offset_of!(Heap, cursors) + class * size_of::<Cursor>() + offset_of!(Cursor, cur)
}
