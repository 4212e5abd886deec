//! Substring search over text of any width and over bytes.
//!
//! A needle that is narrower than the text is widened; a wider one cannot occur, because every
//! string has the least width that holds it. Text of wide units is searched as bytes, and hits
//! that do not begin at a unit are passed over.
#![forbid(unsafe_code)]

use super::repr::Units;
use memchr::memmem;
use std::borrow::Cow;

/// A needle made ready for a text of a given width.
pub struct Needle<'n> {
    raw: Cow<'n, [u8]>,
    width: u16,
    len: usize,
    possible: bool,
}

fn widened(needle: Units<'_>, width: u16) -> Vec<u8> {
    if width == 1 {
        needle.iter().flat_map(|p| (p as u16).to_ne_bytes()).collect()
    } else {
        needle.iter().flat_map(u32::to_ne_bytes).collect()
    }
}

impl<'n> Needle<'n> {
    /// Prepares `needle` for texts of this width.
    pub fn new(needle: Units<'n>, width: u16) -> Needle<'n> {
        let raw = match needle.width() {
            w if w < width => Cow::Owned(widened(needle, width)),
            _ => Cow::Borrowed(needle.raw()),
        };
        Needle { raw, width, len: needle.len(), possible: needle.width() <= width }
    }

    /// A needle in bytes.
    pub fn bytes(needle: &'n [u8]) -> Needle<'n> {
        Needle::new(Units::One(needle), 0)
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the needle is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The indexes of non-overlapping hits in `hay`, from the left.
    pub fn hits<'h>(&'h self, hay: Units<'h>) -> Hits<'h> {
        let raw = hay.raw();
        let pays = self.raw.len() > 1 && raw.len() >= LONG;
        let finder = pays.then(|| memmem::Finder::new(&self.raw));
        Hits { raw, at: 0, needle: self, finder }
    }

    /// Index of the first hit.
    pub fn find(&self, hay: Units<'_>) -> Option<usize> {
        self.hits(hay).next()
    }

    /// Index of the last hit.
    pub fn rfind(&self, hay: Units<'_>) -> Option<usize> {
        if !self.possible {
            return None;
        }
        let raw = hay.raw();
        if let [byte] = *self.raw {
            return memchr::memrchr(byte, raw);
        }
        let finder = memmem::FinderRev::new(&*self.raw);
        let mut end = raw.len();
        loop {
            let at = finder.rfind(&raw[..end])?;
            if at & ((1 << self.width) - 1) == 0 {
                return Some(at >> self.width);
            }
            end = at + self.raw.len() - 1;
        }
    }

    /// How often the needle occurs; an empty one once before each unit and at the end.
    pub fn count(&self, hay: Units<'_>) -> usize {
        if self.len == 0 { hay.len() + 1 } else { self.hits(hay).count() }
    }
}

/// Iterator over hits.
pub struct Hits<'h> {
    raw: &'h [u8],
    at: usize,
    needle: &'h Needle<'h>,
    /// For a needle and text that are worth the preparation.
    finder: Option<memmem::Finder<'h>>,
}

/// Texts of so many bytes are worth preparing a finder.
const LONG: usize = 200;

/// Index of the first hit, without preparation.
fn find_in_short(text: &[u8], needle: &[u8]) -> Option<usize> {
    let Some(&first) = needle.first() else { return Some(0) };
    let mut at = 0;
    loop {
        at += memchr::memchr(first, text.get(at..)?)?;
        if text[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

impl Iterator for Hits<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let width = self.needle.width;
        if !self.needle.possible {
            return None;
        }
        loop {
            let rest = self.raw.get(self.at..)?;
            let at = self.at
                + match &self.finder {
                    Some(finder) => finder.find(rest),
                    None => find_in_short(rest, &self.needle.raw),
                }?;
            if at & ((1 << width) - 1) == 0 {
                // An empty needle must not be found twice at the same place.
                self.at = at + self.needle.raw.len().max(1 << width);
                return Some(at >> width);
            }
            self.at = at + 1;
        }
    }
}

/// Whether `text` begins with `prefix`.
pub fn starts_with(text: Units<'_>, prefix: Units<'_>) -> bool {
    text.len() >= prefix.len() && same(text.range(0, prefix.len()), prefix)
}

/// Whether `text` ends with `suffix`.
pub fn ends_with(text: Units<'_>, suffix: Units<'_>) -> bool {
    text.len() >= suffix.len() && same(text.range(text.len() - suffix.len(), text.len()), suffix)
}

/// Whether both are the same code points; `a` may be wider than it needs to be.
pub fn same(a: Units<'_>, b: Units<'_>) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a.width() == b.width() { a.raw() == b.raw() } else { a.iter().eq(b.iter()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_inside_units_do_not_count() {
        // 0x0101 0x0101: a byte-wise hit at offset 1 is no code point.
        let hay = [0x0101u16, 0x0101, 0x0042];
        let needle = Needle::new(Units::One(b"B"), 1);
        assert_eq!(needle.find(Units::Two(&hay)), Some(2));
        let hay = [0x4200u16, 0x0042, 0x4200];
        let two = [0x0042u16, 0x4200];
        assert_eq!(Needle::new(Units::Two(&two), 1).find(Units::Two(&hay)), Some(1));
        assert_eq!(Needle::new(Units::One(b"B"), 1).rfind(Units::Two(&hay)), Some(1));
    }

    #[test]
    fn a_wider_needle_never_occurs() {
        let needle = [0x100u16];
        assert_eq!(Needle::new(Units::Two(&needle), 0).find(Units::One(b"abc")), None);
    }

    #[test]
    fn the_empty_needle_is_between_all_units() {
        let needle = Needle::bytes(b"");
        assert_eq!(needle.hits(Units::One(b"ab")).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(needle.count(Units::One(b"ab")), 3);
        assert_eq!(needle.rfind(Units::One(b"ab")), Some(2));
    }
}
