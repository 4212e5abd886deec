//! `Unit`: one unit of a text, for code that is compiled once for each width.
#![forbid(unsafe_code)]

/// A code point in one, two or four bytes.
pub trait Unit: Copy + Eq {
    /// The code point.
    fn point(self) -> u32;

    /// Index of the first unit with this code point.
    fn find(text: &[Self], point: u32) -> Option<usize> {
        text.iter().position(|u| u.point() == point)
    }

    /// The text as bytes, if its units are.
    fn bytes(_: &[Self]) -> Option<&[u8]> {
        None
    }
}

impl Unit for u8 {
    #[inline(always)]
    fn point(self) -> u32 {
        self.into()
    }

    fn find(text: &[u8], point: u32) -> Option<usize> {
        memchr::memchr(u8::try_from(point).ok()?, text)
    }

    #[inline(always)]
    fn bytes(text: &[u8]) -> Option<&[u8]> {
        Some(text)
    }
}

impl Unit for u16 {
    #[inline(always)]
    fn point(self) -> u32 {
        self.into()
    }
}

impl Unit for u32 {
    #[inline(always)]
    fn point(self) -> u32 {
        self
    }
}
