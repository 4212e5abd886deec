//! Decoder of the exception table: which handler covers an instruction, and at what stack depth.
//!
//! Four varints per range (start, length, target, depth and lasti), 6 bits per byte, big end first;
//! bit 7 marks the first byte of a range, bit 6 says that more bytes follow.
//! Source: `InternalDocs/exception_handling.md` of CPython.

/// Where control goes when an instruction of the range raises.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// Offset of the handler, in code units.
    pub target: usize,
    /// Operand stack depth to unwind to.
    pub depth: usize,
    /// Whether the offset of the raising instruction is pushed below the exception.
    pub push_lasti: bool,
}

/// One decoded range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// First code unit covered.
    pub start: usize,
    /// First code unit no longer covered.
    pub end: usize,
    /// What handles it.
    pub handler: Handler,
}

struct Reader<'a> {
    table: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn varint(&mut self) -> Option<usize> {
        let mut value = 0;
        loop {
            let byte = *self.table.get(self.at)?;
            self.at += 1;
            value = value << 6 | (byte & 0x3f) as usize;
            if byte & 0x40 == 0 {
                return Some(value);
            }
        }
    }
}

/// All ranges, in order of their start.
pub fn ranges(table: &[u8]) -> impl Iterator<Item = Range> + '_ {
    let mut reader = Reader { table, at: 0 };
    std::iter::from_fn(move || {
        let start = reader.varint()?;
        let length = reader.varint()?;
        let target = reader.varint()?;
        let depth_lasti = reader.varint()?;
        let handler = Handler { target, depth: depth_lasti >> 1, push_lasti: depth_lasti & 1 != 0 };
        Some(Range { start, end: start + length, handler })
    })
}

/// The handler of the instruction at this code unit (of one of its caches, if that is at hand).
pub fn lookup(table: &[u8], unit: usize) -> Option<Handler> {
    for range in ranges(table) {
        if unit < range.start {
            return None;
        }
        if unit < range.end {
            return Some(range.handler);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_decode_and_cover() {
        // start 1, length 3, target 70 (two bytes), depth 2 with lasti.
        let table = [0x81, 3, 0x41, 6, 5];
        let handler = Handler { target: 70, depth: 2, push_lasti: true };
        assert_eq!(lookup(&table, 0), None);
        assert_eq!(lookup(&table, 1), Some(handler));
        assert_eq!(lookup(&table, 3), Some(handler));
        assert_eq!(lookup(&table, 4), None);
    }
}
