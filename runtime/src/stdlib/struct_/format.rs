//! Format strings of the `struct` module, laid out.
#![forbid(unsafe_code)]

use super::scalar::{native_size, standard_size};

/// An item with its place.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The letter.
    pub code: u8,
    /// Byte offset.
    pub offset: usize,
    /// Bytes per repetition (the whole length for `s` and `p`).
    pub size: usize,
    /// Repetitions; 1 for `s` and `p`.
    pub count: usize,
}

/// A format, laid out.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Items with values (padding is not listed).
    pub items: Vec<Item>,
    /// Number of bytes.
    pub size: usize,
    /// Whether bytes are in big-endian order.
    pub big: bool,
    /// Whether sizes are those of the machine.
    pub native: bool,
}

impl Layout {
    /// Lays a format out, or says what is wrong with it.
    pub fn parse(format: &[u8]) -> Result<Layout, &'static str> {
        let too_long = "total struct size too long";
        let (mode, rest) = match format.first() {
            Some(&c @ (b'@' | b'=' | b'<' | b'>' | b'!')) => (c, &format[1..]),
            _ => (b'@', format),
        };
        let native = mode == b'@';
        let big =
            matches!(mode, b'>' | b'!') || (mode == b'=' || native) && cfg!(target_endian = "big");
        let mut layout = Layout { items: Vec::new(), size: 0, big, native };
        let mut bytes = rest.iter().copied().peekable();
        while let Some(mut c) = bytes.next() {
            if c.is_ascii_whitespace() || c == 0x0b {
                continue;
            }
            let mut count = None;
            while c.is_ascii_digit() {
                let digit = usize::from(c - b'0');
                let n = count
                    .unwrap_or(0usize)
                    .checked_mul(10)
                    .and_then(|n| n.checked_add(digit))
                    .ok_or(too_long)?;
                count = Some(n);
                c = bytes.next().ok_or("repeat count given without format specifier")?;
            }
            let unit = if native { native_size(c) } else { standard_size(c) };
            let unit = unit.ok_or("bad char in struct format")?;
            if native {
                let align = match c {
                    b'F' => 4,
                    b'D' => 8,
                    _ => unit,
                };
                layout.size = layout.size.checked_next_multiple_of(align).ok_or(too_long)?;
            }
            let n = count.unwrap_or(1);
            let total = unit.checked_mul(n).ok_or(too_long)?;
            let offset = layout.size;
            layout.size =
                offset.checked_add(total).filter(|&n| n <= isize::MAX as usize).ok_or(too_long)?;
            match c {
                b'x' => {}
                b's' | b'p' => layout.items.push(Item { code: c, offset, size: total, count: 1 }),
                _ if n > 0 => layout.items.push(Item { code: c, offset, size: unit, count: n }),
                _ => {}
            }
        }
        Ok(layout)
    }

    /// Number of values.
    pub fn values(&self) -> usize {
        self.items.iter().map(|i| i.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_items_are_aligned() {
        let layout = Layout::parse(b"bi2xq").expect("valid");
        assert_eq!(layout.items.iter().map(|i| i.offset).collect::<Vec<_>>(), [0, 4, 16]);
        assert_eq!(layout.size, 24);
        assert_eq!(Layout::parse(b"<bi2xq").expect("valid").size, 15);
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(Layout::parse(b"3"), Err("repeat count given without format specifier"));
        assert_eq!(Layout::parse(b"<n"), Err("bad char in struct format"));
    }
}
