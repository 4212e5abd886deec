//! The exception table of CPython 3.11 and later: ranges, each as four numbers of six-bit digits, most significant first.

/// One range of code and its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub start: usize,
    /// Exclusive.
    pub end: usize,
    pub target: usize,
    /// Stack depth at the handler, shifted left by one, and whether the offset of the instruction is pushed.
    pub depth_and_lasti: usize,
}

/// Marks the first byte of a range.
const START: u8 = 0x80;
/// Another digit follows.
const MORE: u8 = 0x40;

pub fn decode(table: &[u8]) -> Option<Vec<Range>> {
    let mut bytes = table.iter().copied().peekable();
    let mut ranges = Vec::new();
    while bytes.peek().is_some() {
        let mut number = || {
            let mut value = 0usize;
            loop {
                let byte = bytes.next()?;
                value = value << 6 | usize::from(byte & 0x3f);
                if byte & MORE == 0 {
                    return Some(value);
                }
            }
        };
        let (start, size) = (number()?, number()?);
        ranges.push(Range {
            start,
            end: start + size,
            target: number()?,
            depth_and_lasti: number()?,
        });
    }
    Some(ranges)
}

pub fn encode(ranges: impl Iterator<Item = Range>) -> Vec<u8> {
    let mut table = Vec::new();
    for range in ranges {
        let first = table.len();
        for value in [range.start, range.end - range.start, range.target, range.depth_and_lasti] {
            let digits = (1..10).find(|digits| value >> (6 * digits) == 0).unwrap_or(10);
            for digit in (0..digits).rev() {
                let more = if digit > 0 { MORE } else { 0 };
                table.push((value >> (6 * digit)) as u8 & 0x3f | more);
            }
        }
        table[first] |= START;
    }
    table
}
