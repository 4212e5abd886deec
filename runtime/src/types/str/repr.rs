//! `StrObj`: immutable text with one, two or four bytes per code point (PEP 393).
//!
//! ```text
//! | header 8 | hash 8 | len 8 | data 8 | bytes of the text, when they are not elsewhere ... |
//! ```
//! `header.flags` holds the width and the ASCII and interned bits. `data` points behind the struct,
//! or into a growable buffer that several strings share as prefixes of each other: the string that
//! is the tip of its buffer is extended in place, so a loop of `s += x` is linear (`append`).
//! Surrogates are ordinary two-byte units here, as in Python.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{ByteArray, Field, Gc, Header, HeapObject, LayoutId, ShapeId};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use std::cell::Cell;

/// `header.flags`: log2 of the bytes per code point.
pub const WIDTH_MASK: u16 = 0b11;
/// `header.flags`: all code points are below 128.
pub const ASCII: u16 = 1 << 2;
/// `header.flags`: the one string with this text in the intern table.
pub const INTERNED: u16 = 1 << 3;

/// Python's `str`.
#[repr(C)]
pub struct StrObj {
    pub(crate) hdr: Header,
    hash: Cell<u64>,
    len: usize,
    data: Cell<*const u8>,
    /// The shared buffer, when the text is not behind the struct.
    buffer: Field<Option<Gc<ByteArray>>>,
}

// SAFETY: `StrObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for StrObj {
    const LAYOUT: LayoutId = layouts::STR;
}

/// The code points of a string, at their width.
#[derive(Copy, Clone)]
pub enum Units<'a> {
    /// Latin-1 (ASCII included).
    One(&'a [u8]),
    /// The basic plane, surrogates included.
    Two(&'a [u16]),
    /// Everything.
    Four(&'a [u32]),
}

impl<'a> Units<'a> {
    /// Number of code points.
    #[inline]
    pub fn len(&self) -> usize {
        match self {
            Units::One(u) => u.len(),
            Units::Two(u) => u.len(),
            Units::Four(u) => u.len(),
        }
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code point at an index below `len`.
    #[inline]
    pub fn at(&self, i: usize) -> u32 {
        match self {
            Units::One(u) => u[i] as u32,
            Units::Two(u) => u[i] as u32,
            Units::Four(u) => u[i],
        }
    }

    /// log2 of the bytes per unit.
    #[inline]
    pub fn width(&self) -> u16 {
        match self {
            Units::One(_) => 0,
            Units::Two(_) => 1,
            Units::Four(_) => 2,
        }
    }

    /// The bytes of the units in memory order.
    #[inline]
    pub fn raw(&self) -> &'a [u8] {
        match *self {
            Units::One(u) => u,
            // SAFETY: the memory of integers is readable as bytes, for the same lifetime.
            Units::Two(u) => unsafe { std::slice::from_raw_parts(u.as_ptr().cast(), u.len() * 2) },
            // SAFETY: as above.
            Units::Four(u) => unsafe { std::slice::from_raw_parts(u.as_ptr().cast(), u.len() * 4) },
        }
    }

    /// The part `[from, to)`.
    #[inline]
    pub fn range(&self, from: usize, to: usize) -> Units<'a> {
        match self {
            Units::One(u) => Units::One(&u[from..to]),
            Units::Two(u) => Units::Two(&u[from..to]),
            Units::Four(u) => Units::Four(&u[from..to]),
        }
    }

    /// All code points in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + use<'a> {
        let units = *self;
        (0..units.len()).map(move |i| units.at(i))
    }

    /// The largest code point, 0 for none.
    pub fn max(&self) -> u32 {
        match self {
            Units::One(u) => u.iter().copied().max().unwrap_or(0) as u32,
            Units::Two(u) => u.iter().copied().max().unwrap_or(0) as u32,
            Units::Four(u) => u.iter().copied().max().unwrap_or(0),
        }
    }
}

/// The width (log2 of bytes) for text whose largest code point is `max`.
pub const fn width_for(max: u32) -> u16 {
    if max < 0x100 {
        0
    } else if max < 0x1_0000 {
        1
    } else {
        2
    }
}

impl StrObj {
    /// Byte size of struct and text; the `attrs` word of a subclass instance lies there. Such
    /// instances always hold their text behind the struct.
    pub(crate) fn payload_size(&self) -> usize {
        size_of::<StrObj>() + (self.len << self.width()).next_multiple_of(8)
    }

    /// Number of code points.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the text is empty.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether all code points are below 128.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.hdr.flags.get() & ASCII != 0
    }

    /// Whether this is exactly a `str`, no instance of a subclass.
    #[inline(always)]
    pub fn is_exact(&self) -> bool {
        self.hdr.shape.get() == TypeId::STR.shape()
    }

    /// Whether this is the string of the intern table.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.hdr.flags.get() & INTERNED != 0
    }

    pub(crate) fn set_interned(&self) {
        self.hdr.flags.set(self.hdr.flags.get() | INTERNED);
    }

    /// log2 of the bytes per code point.
    #[inline(always)]
    pub fn width(&self) -> u16 {
        self.hdr.flags.get() & WIDTH_MASK
    }

    /// The code points.
    #[inline(always)]
    pub fn units(&self) -> Units<'_> {
        let data = self.data.get();
        // SAFETY: `data` points to `len` units of the width in the flags, written before the string
        // was published and never changed after; they live as long as `self` (behind it, or in the
        // buffer it holds).
        unsafe {
            match self.width() {
                0 => Units::One(std::slice::from_raw_parts(data, self.len)),
                1 => Units::Two(std::slice::from_raw_parts(data.cast(), self.len)),
                _ => Units::Four(std::slice::from_raw_parts(data.cast(), self.len)),
            }
        }
    }

    /// The raw bytes of the code points at their width.
    #[inline(always)]
    pub fn raw_bytes(&self) -> &[u8] {
        // SAFETY: as in `units`.
        unsafe { std::slice::from_raw_parts(self.data.get(), self.len << self.width()) }
    }

    /// The text as Rust's `str`, when it is ASCII.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        // SAFETY: code points below 128, one byte each, are UTF-8.
        self.is_ascii().then(|| unsafe { std::str::from_utf8_unchecked(self.raw_bytes()) })
    }

    /// The bytes of the text, when it is ASCII.
    #[inline(always)]
    pub fn as_ascii_bytes(&self) -> Option<&[u8]> {
        self.is_ascii().then(|| self.raw_bytes())
    }

    /// The code point at an index below `len`.
    #[inline]
    pub fn at(&self, i: usize) -> u32 {
        self.units().at(i)
    }

    /// The code points in order.
    pub fn code_points(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        self.units().iter()
    }

    /// The text as UTF-8, or the index of the first surrogate.
    pub fn to_utf8(&self) -> Result<String, usize> {
        if let Some(s) = self.as_ascii() {
            return Ok(s.to_owned());
        }
        let mut out = String::with_capacity(self.len * 2);
        for (i, c) in self.code_points().enumerate() {
            out.push(char::from_u32(c).ok_or(i)?);
        }
        Ok(out)
    }

    /// Whether the text is exactly `other`.
    pub fn eq_str(&self, other: &str) -> bool {
        match self.as_ascii() {
            Some(s) => s == other,
            None => self.code_points().eq(other.chars().map(u32::from)),
        }
    }

    /// The hash if it was computed already.
    #[inline(always)]
    pub fn cached_hash(&self) -> Option<i64> {
        match self.hash.get() {
            0 => None,
            h => Some(h as i64),
        }
    }

    /// Remembers the hash (a hash of 0 is stored as another constant by the hasher).
    pub fn set_hash(&self, hash: i64) {
        self.hash.set(hash as u64);
    }
}

/// The text as UTF-8, surrogates replaced by U+FFFD: for messages, names and paths only.
impl std::fmt::Display for StrObj {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.as_ascii() {
            Some(s) => f.write_str(s),
            None => f.write_str(
                &self
                    .code_points()
                    .map(|c| char::from_u32(c).unwrap_or('\u{fffd}'))
                    .collect::<String>(),
            ),
        }
    }
}

impl std::fmt::Display for Gc<StrObj> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&**self, f)
    }
}

impl std::fmt::Display for Field<Gc<StrObj>> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&*self.get(), f)
    }
}

impl PartialEq for StrObj {
    #[inline]
    fn eq(&self, other: &StrObj) -> bool {
        std::ptr::eq(self, other)
            || (self.len == other.len
                && self.width() == other.width()
                && self.raw_bytes() == other.raw_bytes())
    }
}

impl Gc<StrObj> {
    /// Equal text, by pointer first.
    #[inline]
    pub fn same_text(self, other: Gc<StrObj>) -> bool {
        self.ptr_eq(other) || *self == *other
    }
}

/// How strings are made; `cx.str(..)` and kin in `ctx` are the short forms.
impl Ctx {
    /// A new string of `len` code points at `width`, whose bytes `fill` writes (it gets
    /// `len << width` zeroed bytes). `ascii` must be true only if all will be below 128, and the
    /// width must be the least that fits.
    pub fn str_with(
        &mut self,
        len: usize,
        width: u16,
        ascii: bool,
        fill: impl FnOnce(&mut [u8]),
    ) -> PyResult<Gc<StrObj>> {
        self.str_of_shape(TypeId::STR.shape(), 0, len, width, ascii, fill)
    }

    /// The same with the shape of a subclass, `extra` bytes (a multiple of 8) behind the text, which
    /// is padded to a multiple of 8.
    pub fn str_of_shape(
        &mut self,
        shape: ShapeId,
        extra: usize,
        len: usize,
        width: u16,
        ascii: bool,
        fill: impl FnOnce(&mut [u8]),
    ) -> PyResult<Gc<StrObj>> {
        let bytes = match len.checked_mul(1 << width) {
            Some(b) if b < isize::MAX as usize / 2 => b,
            _ => return Err(self.raise_memory()),
        };
        let size = size_of::<StrObj>() + bytes.next_multiple_of(8) + extra;
        // An exact string with its text behind it points to nothing: `buffer` stays absent.
        let at = match shape == TypeId::STR.shape() {
            true => self.alloc_raw_leaf(size)?,
            false => self.alloc_raw(size)?,
        };
        self.touch(at.addr().get(), size)?;
        let hdr = Header::new(shape, layouts::STR);
        hdr.flags.set(width | if ascii { ASCII } else { 0 });
        // SAFETY: `alloc_raw` gave that many zeroed bytes, aligned to 16, that nothing else uses.
        unsafe {
            let data = at.as_ptr().add(size_of::<StrObj>());
            at.cast::<StrObj>().write(StrObj {
                hdr,
                hash: Cell::new(0),
                len,
                data: Cell::new(data),
                buffer: Field::new(None),
            });
            fill(std::slice::from_raw_parts_mut(data, bytes));
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }

    /// A string of this text.
    pub fn str(&mut self, text: &str) -> PyResult<Gc<StrObj>> {
        if text.is_ascii() {
            return self.str_with(text.len(), 0, true, |out| out.copy_from_slice(text.as_bytes()));
        }
        let (len, max) = text.chars().fold((0, 0), |(n, m), c| (n + 1, m.max(c as u32)));
        self.str_from_iter(len, max, text.chars().map(u32::from))
    }

    /// A string of `len` code points, of which `max` is the largest (or an upper bound in the same
    /// width class).
    pub fn str_from_iter(
        &mut self,
        len: usize,
        max: u32,
        points: impl Iterator<Item = u32>,
    ) -> PyResult<Gc<StrObj>> {
        let width = width_for(max);
        self.str_with(len, width, max < 128, |out| match width {
            0 => out.iter_mut().zip(points).for_each(|(o, p)| *o = p as u8),
            1 => out
                .chunks_exact_mut(2)
                .zip(points)
                .for_each(|(o, p)| o.copy_from_slice(&(p as u16).to_ne_bytes())),
            _ => out
                .chunks_exact_mut(4)
                .zip(points)
                .for_each(|(o, p)| o.copy_from_slice(&p.to_ne_bytes())),
        })
    }

    /// A string of these code points (surrogates allowed).
    pub fn str_from_points(&mut self, points: &[u32]) -> PyResult<Gc<StrObj>> {
        let max = points.iter().copied().max().unwrap_or(0);
        self.str_from_iter(points.len(), max, points.iter().copied())
    }

    /// A string of the same or narrower units (a slice of another string).
    pub fn str_from_units(&mut self, units: Units<'_>) -> PyResult<Gc<StrObj>> {
        let max = units.max();
        match units {
            Units::One(u) => self.str_with(u.len(), 0, max < 128, |out| out.copy_from_slice(u)),
            _ => self.str_from_iter(units.len(), max, units.iter()),
        }
    }

    /// `a + b`. When `a` is the tip of a growable buffer with room, `b` is written behind it.
    pub fn str_concat(&mut self, a: Gc<StrObj>, b: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
        if a.is_empty() && b.hdr.shape.get() == ShapeId::from(TypeId::STR) {
            return Ok(b);
        }
        if b.is_empty() && a.hdr.shape.get() == ShapeId::from(TypeId::STR) {
            return Ok(a);
        }
        let len = a.len + b.len;
        let width = a.width().max(b.width());
        let ascii = a.is_ascii() && b.is_ascii();
        if a.width() == width
            && len << width >= MIN_SHARED
            && let Some(s) = self.str_append(a, b, ascii)?
        {
            return Ok(s);
        }
        if a.width() == b.width() {
            return self.str_with(len, width, ascii, |out| {
                let (left, right) = out.split_at_mut(a.len << width);
                left.copy_from_slice(a.raw_bytes());
                right.copy_from_slice(b.raw_bytes());
            });
        }
        let max = if width == 1 { 0xffff } else { 0x10_ffff };
        self.str_from_iter(len, max, a.code_points().chain(b.code_points()))
    }

    /// Extends `a` inside a shared buffer, made with room to double when `a` has none.
    fn str_append(
        &mut self,
        a: Gc<StrObj>,
        b: Gc<StrObj>,
        ascii: bool,
    ) -> PyResult<Option<Gc<StrObj>>> {
        let width = a.width();
        let (used, more) = (a.len << width, b.len << width);
        let buffer = match a.buffer.get() {
            Some(buffer) if buffer.used() == used && used + more <= buffer.capacity() => buffer,
            // A string that is no tip is copied to a buffer of its own only once it has grown by
            // appending before; the first append just makes a plain string.
            Some(_) => {
                let buffer = self.byte_array((used + more) * 2)?;
                self.touch(buffer.addr(), used + more)?;
                buffer.write(0, a.raw_bytes());
                buffer
            }
            None if used >= more => {
                let buffer = self.byte_array((used + more) * 3 / 2)?;
                self.touch(buffer.addr(), used + more)?;
                buffer.write(0, a.raw_bytes());
                buffer
            }
            None => return Ok(None),
        };
        if b.width() == width {
            buffer.write(used, b.raw_bytes());
        } else {
            let unit = 1 << width;
            for (i, p) in b.code_points().enumerate() {
                buffer.write(used + i * unit, &p.to_le_bytes()[..unit]);
            }
        }
        buffer.set_used(used + more);
        let at = self.alloc_raw(size_of::<StrObj>())?;
        let hdr = Header::new(ShapeId::from(TypeId::STR), layouts::STR);
        hdr.flags.set(width | if ascii { ASCII } else { 0 });
        // SAFETY: `alloc_raw` gave memory for a `StrObj` that nothing else uses; the buffer holds
        // the text and is never written again below `used + more`.
        unsafe {
            at.cast::<StrObj>().write(StrObj {
                hdr,
                hash: Cell::new(0),
                len: a.len + b.len,
                data: Cell::new(buffer.data()),
                buffer: Field::new(Some(buffer)),
            });
            Ok(Some(Gc::from_addr(at.as_ptr() as usize)))
        }
    }
}

/// Shorter results than this many bytes are plain copies.
const MIN_SHARED: usize = 256;

impl crate::heap::Trace for StrObj {
    fn trace(&self, m: &mut crate::heap::Marker) {
        self.buffer.trace(m);
    }
}
