//! Decoder of the location table (PEP 626, PEP 657): source positions of code units.
//!
//! Source: `InternalDocs/code_objects.md` of CPython.

/// Source positions of a run of code units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location {
    /// First code unit.
    pub start: usize,
    /// First code unit of the next entry.
    pub end: usize,
    /// The positions; `None` where the compiler made code up.
    pub lines: Option<Lines>,
}

/// Lines from 1, columns in UTF-8 bytes from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lines {
    /// First line.
    pub line: i32,
    /// Last line.
    pub end_line: i32,
    /// First and behind-last column, if known.
    pub columns: Option<(i32, i32)>,
}

struct Reader<'a> {
    table: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.table.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<i32> {
        let (mut value, mut shift) = (0u32, 0);
        loop {
            let byte = self.byte()?;
            value |= ((byte & 0x3f) as u32).checked_shl(shift)?;
            shift += 6;
            if byte & 0x40 == 0 {
                return Some(value as i32);
            }
        }
    }

    fn signed(&mut self) -> Option<i32> {
        let value = self.varint()? as u32;
        let magnitude = (value >> 1) as i32;
        Some(if value & 1 != 0 { -magnitude } else { magnitude })
    }
}

/// All entries, in order.
pub fn entries(table: &[u8], first_line: i32) -> impl Iterator<Item = Location> + '_ {
    let mut reader = Reader { table, at: 0 };
    let (mut line, mut unit) = (first_line, 0);
    std::iter::from_fn(move || {
        let first = reader.byte()?;
        let length = (first & 7) as usize + 1;
        let lines = match first >> 3 & 15 {
            15 => None,
            14 => {
                line += reader.signed()?;
                let end_line = line + reader.varint()?;
                let (start, end) = (reader.varint()? - 1, reader.varint()? - 1);
                let columns = (start >= 0 && end >= 0).then_some((start, end));
                Some(Lines { line, end_line, columns })
            }
            13 => {
                line += reader.signed()?;
                Some(Lines { line, end_line: line, columns: None })
            }
            code @ 10..=12 => {
                line += code as i32 - 10;
                let (start, end) = (reader.byte()? as i32, reader.byte()? as i32);
                Some(Lines { line, end_line: line, columns: Some((start, end)) })
            }
            code => {
                let second = reader.byte()?;
                let start = (code as i32) << 3 | (second >> 4) as i32;
                let columns = Some((start, start + (second & 15) as i32));
                Some(Lines { line, end_line: line, columns })
            }
        };
        let start = unit;
        unit += length;
        Some(Location { start, end: unit, lines })
    })
}

/// The positions of the instruction that this code unit belongs to.
pub fn lookup(table: &[u8], first_line: i32, unit: usize) -> Option<Lines> {
    let mut reader = Reader { table, at: 0 };
    let (mut line, mut end) = (first_line, 0);
    loop {
        let first = *table.get(reader.at)?;
        end += (first & 7) as usize + 1;
        if unit < end {
            return entries(&table[reader.at..], line).next()?.lines;
        }
        // What comes before is passed over, but for the lines it adds.
        reader.at += 1;
        match first >> 3 & 15 {
            15 => {}
            14 => {
                line += reader.signed()?;
                for _ in 0..3 {
                    reader.varint()?;
                }
            }
            13 => line += reader.signed()?,
            code @ 10..=12 => {
                line += i32::from(code) - 10;
                reader.at += 2;
            }
            _ => reader.at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_one_line_forms() {
        // One unit, short form, columns 4..9; two units, next line, columns 0..3.
        let table = [0x80, 0x45, 0x80 | 11 << 3 | 1, 0, 3];
        let found: Vec<_> = entries(&table, 7).collect();
        assert_eq!(found[0].lines, Some(Lines { line: 7, end_line: 7, columns: Some((4, 9)) }));
        assert_eq!(found[1].lines, Some(Lines { line: 8, end_line: 8, columns: Some((0, 3)) }));
        assert_eq!((found[1].start, found[1].end), (1, 3));
        assert_eq!(lookup(&table, 7, 0), found[0].lines);
        assert_eq!(lookup(&table, 7, 1), found[1].lines);
        assert_eq!(lookup(&table, 7, 2), found[1].lines);
        assert_eq!(lookup(&table, 7, 3), None);
    }
}
