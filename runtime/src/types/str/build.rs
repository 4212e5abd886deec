//! `TextBuf`: text that is being put together, at the least width that holds it so far.
//!
//! Holds no Python values, so it may live on the Rust heap.

use super::repr::{StrObj, Units};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::value::Value;

/// A growable text of code points (surrogates allowed).
pub struct TextBuf {
    units: Buf,
    /// All code points or-ed together: tells the width class and ASCII-ness of the whole.
    bits: u32,
}

enum Buf {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Default for TextBuf {
    fn default() -> TextBuf {
        TextBuf::new()
    }
}

impl TextBuf {
    /// Empty text.
    pub const fn new() -> TextBuf {
        TextBuf { units: Buf::One(Vec::new()), bits: 0 }
    }

    /// Empty text with room for `n` narrow code points.
    pub fn with_capacity(n: usize) -> TextBuf {
        TextBuf { units: Buf::One(Vec::with_capacity(n.min(1 << 24))), bits: 0 }
    }

    /// Number of code points.
    pub fn len(&self) -> usize {
        match &self.units {
            Buf::One(v) => v.len(),
            Buf::Two(v) => v.len(),
            Buf::Four(v) => v.len(),
        }
    }

    /// Whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text so far.
    pub fn units(&self) -> Units<'_> {
        match &self.units {
            Buf::One(v) => Units::One(v),
            Buf::Two(v) => Units::Two(v),
            Buf::Four(v) => Units::Four(v),
        }
    }

    /// Widens the buffer so that `point` fits.
    #[cold]
    fn widen_for(&mut self, point: u32) {
        let wide = |v: &[u8]| v.iter().map(|&u| u16::from(u)).collect::<Vec<_>>();
        self.units = match (&self.units, point > 0xffff) {
            (Buf::One(v), false) => Buf::Two(wide(v)),
            (Buf::One(v), true) => Buf::Four(v.iter().map(|&u| u32::from(u)).collect()),
            (Buf::Two(v), true) => Buf::Four(v.iter().map(|&u| u32::from(u)).collect()),
            _ => return,
        };
    }

    /// Appends one code point.
    #[inline]
    pub fn push(&mut self, point: u32) {
        self.bits |= point;
        loop {
            match &mut self.units {
                Buf::One(v) if point < 0x100 => return v.push(point as u8),
                Buf::Two(v) if point < 0x1_0000 => return v.push(point as u16),
                Buf::Four(v) => return v.push(point),
                _ => {}
            }
            self.widen_for(point);
        }
    }

    /// Appends a character.
    #[inline]
    pub fn push_char(&mut self, c: char) {
        self.push(u32::from(c));
    }

    /// Appends Rust text.
    pub fn push_str(&mut self, text: &str) {
        match &mut self.units {
            Buf::One(v) if text.is_ascii() => {
                v.extend_from_slice(text.as_bytes());
                self.bits |= text.bytes().fold(0, |a, b| a | u32::from(b));
            }
            _ => text.chars().for_each(|c| self.push_char(c)),
        }
    }

    /// Appends code points.
    pub fn push_units(&mut self, text: Units<'_>) {
        match (&mut self.units, text) {
            (Buf::One(v), Units::One(u)) => {
                v.extend_from_slice(u);
                self.bits |= u.iter().fold(0, |a, &b| a | b) as u32;
            }
            (Buf::Two(v), Units::Two(u)) => {
                v.extend_from_slice(u);
                self.bits |= u.iter().fold(0, |a, &b| a | b) as u32;
            }
            (Buf::Four(v), Units::Four(u)) => {
                v.extend_from_slice(u);
                self.bits |= u.iter().fold(0, |a, &b| a | b);
            }
            _ => text.iter().for_each(|p| self.push(p)),
        }
    }

    /// Appends the text of a string.
    pub fn push_obj(&mut self, text: Gc<StrObj>) {
        self.push_units(text.units());
    }

    /// Appends `point` `n` times.
    pub fn push_repeat(&mut self, point: u32, n: usize) {
        for _ in 0..n {
            self.push(point);
        }
    }

    /// Makes room for `n` more units, so that a size that Python code chose is a `MemoryError`.
    pub fn reserve(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        if !cx.heap.could_hold(self.len().saturating_add(n)) {
            return Err(cx.raise_memory());
        }
        let done = match &mut self.units {
            Buf::One(v) => v.try_reserve(n),
            Buf::Two(v) => v.try_reserve(n),
            Buf::Four(v) => v.try_reserve(n),
        };
        done.map_err(|_| cx.raise_memory())
    }

    /// The finished string.
    pub fn finish(self, cx: &mut Ctx) -> PyResult<Gc<StrObj>> {
        if self.len() < 2 {
            return cx.str_small(self.units());
        }
        match &self.units {
            Buf::One(v) => cx.str_with(v.len(), 0, self.bits < 0x80, |out| out.copy_from_slice(v)),
            _ => cx.str_from_iter(self.len(), self.bits, self.units().iter()),
        }
    }
}

impl std::fmt::Write for TextBuf {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.push_str(s);
        Ok(())
    }
}

impl Ctx {
    /// `''`.
    #[inline]
    pub fn empty_str(&mut self) -> PyResult<Gc<StrObj>> {
        if let Some(s) = self.singletons.empty_str.get() {
            return Ok(s);
        }
        let s = self.str_with(0, 0, true, |_| {})?;
        self.singletons.empty_str.set(Some(s));
        Ok(s)
    }

    /// The string of one code point; those of Latin-1 exist once.
    #[inline]
    pub fn char_str(&mut self, point: u32) -> PyResult<Gc<StrObj>> {
        if point < 0x100 {
            if let Some(s) = self.singletons.latin1[point as usize].get() {
                return Ok(s);
            }
            let s = self.str_with(1, 0, point < 0x80, |out| out[0] = point as u8)?;
            let s = self.intern_obj(s);
            self.singletons.latin1[point as usize].set(Some(s));
            return Ok(s);
        }
        self.str_from_iter(1, point, std::iter::once(point))
    }

    /// As [`Ctx::char_str`], if the string is there.
    #[inline(always)]
    pub fn known_char(&self, point: u32) -> Option<Value> {
        self.singletons.latin1.get(point as usize)?.get().map(Value::from)
    }

    /// A string of these units; short ones come from the singletons.
    pub fn str_small(&mut self, units: Units<'_>) -> PyResult<Gc<StrObj>> {
        match units.len() {
            0 => self.empty_str(),
            1 => self.char_str(units.at(0)),
            _ => self.str_from_units(units),
        }
    }

    /// `s[from:to]` with bounds already within the string; all of an exact `str` is itself.
    pub fn substr(&mut self, s: Gc<StrObj>, from: usize, to: usize) -> PyResult<Gc<StrObj>> {
        if from >= to {
            return self.empty_str();
        }
        if from == 0 && to == s.len() {
            return self.exact_str(s);
        }
        if to - from == 1 {
            return self.char_str(s.at(from));
        }
        if s.is_ascii() {
            return self
                .str_with(to - from, 0, true, |out| out.copy_from_slice(&s.raw_bytes()[from..to]));
        }
        self.str_from_units(s.units().range(from, to))
    }

    /// The same text as an exact `str`.
    #[inline]
    pub fn exact_str(&mut self, s: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
        if s.is_exact() { Ok(s) } else { self.str_small(s.units()) }
    }
}
