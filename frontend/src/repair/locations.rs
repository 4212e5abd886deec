//! The location table of CPython 3.11 and later (`Objects/locations.md`).
//!
//! Each entry covers one to eight units: a kind and a length in one byte, then what the kind needs.

/// Where in the source an instruction comes from. Columns are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    None,
    Line(i32),
    Full { line: i32, end_line: i32, column: i32, end_column: i32 },
}

impl Location {
    /// Of a line and column of start and end.
    pub fn of([line, column, end_line, end_column]: [i32; 4]) -> Self {
        Location::Full { line, end_line, column, end_column }
    }
}

const ONE_LINE: u8 = 10;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;
/// Units that one entry covers at most.
const MAX_UNITS: usize = 8;

/// The location of each unit.
pub fn decode(table: &[u8], first_line: i32, units: usize) -> Option<Vec<Location>> {
    let mut bytes = table.iter().copied();
    let mut line = first_line;
    let mut locations = Vec::with_capacity(units);
    while let Some(head) = bytes.next() {
        let kind = head >> 3 & 15;
        let location = match kind {
            NONE => Location::None,
            NO_COLUMNS => {
                line += signed(&mut bytes)?;
                Location::Line(line)
            }
            LONG => {
                line += signed(&mut bytes)?;
                let end_line = line + unsigned(&mut bytes)? as i32;
                let column = unsigned(&mut bytes)? as i32 - 1;
                let end_column = unsigned(&mut bytes)? as i32 - 1;
                Location::Full { line, end_line, column, end_column }
            }
            ONE_LINE.. => {
                line += i32::from(kind - ONE_LINE);
                let (column, end_column) = (i32::from(bytes.next()?), i32::from(bytes.next()?));
                Location::Full { line, end_line: line, column, end_column }
            }
            _ => {
                let second = bytes.next()?;
                let column = i32::from(kind) << 3 | i32::from(second >> 4);
                let end_column = column + i32::from(second & 15);
                Location::Full { line, end_line: line, column, end_column }
            }
        };
        locations.extend(std::iter::repeat_n(location, usize::from(head & 7) + 1));
    }
    (locations.len() == units).then_some(locations)
}

/// Writes the table for instructions of the given sizes in units.
pub fn encode(spans: &[(Location, usize)], first_line: i32) -> Vec<u8> {
    let mut table = Vec::new();
    let mut line = first_line;
    for &(location, mut units) in spans {
        while units > 0 {
            let covered = units.min(MAX_UNITS);
            entry(&mut table, location, covered, &mut line);
            units -= covered;
        }
    }
    table
}

fn entry(table: &mut Vec<u8>, location: Location, units: usize, previous: &mut i32) {
    let head = |kind: u8| 0x80 | kind << 3 | (units - 1) as u8;
    let (line, end_line, column, end_column) = match location {
        Location::None => return table.push(head(NONE)),
        Location::Line(line) => {
            table.push(head(NO_COLUMNS));
            push_signed(table, line - *previous);
            *previous = line;
            return;
        }
        Location::Full { line, end_line, column, end_column } => {
            (line, end_line, column, end_column)
        }
    };
    let delta = line - *previous;
    *previous = line;
    let width = end_column - column;
    let one_line = line == end_line && column >= 0 && end_column >= 0;
    if one_line && delta == 0 && column < 80 && (0..16).contains(&width) {
        table.extend([head((column >> 3) as u8), ((column & 7) << 4 | width) as u8]);
    } else if one_line && (0..3).contains(&delta) && column < 128 && end_column < 128 {
        table.extend([head(ONE_LINE + delta as u8), column as u8, end_column as u8]);
    } else {
        table.push(head(LONG));
        push_signed(table, delta);
        for value in [end_line - line, column + 1, end_column + 1] {
            push_unsigned(table, value as u32);
        }
    }
}

fn unsigned(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut value, mut shift) = (0u32, 0);
    loop {
        let byte = bytes.next()?;
        value |= u32::from(byte & 0x3f).checked_shl(shift)?;
        shift += 6;
        if byte & 0x40 == 0 {
            return Some(value);
        }
    }
}

fn signed(bytes: &mut impl Iterator<Item = u8>) -> Option<i32> {
    let value = unsigned(bytes)?;
    let magnitude = (value >> 1) as i32;
    Some(if value & 1 == 1 { -magnitude } else { magnitude })
}

fn push_unsigned(table: &mut Vec<u8>, mut value: u32) {
    while value >= 0x40 {
        table.push(0x40 | (value & 0x3f) as u8);
        value >>= 6;
    }
    table.push(value as u8);
}

fn push_signed(table: &mut Vec<u8>, value: i32) {
    push_unsigned(table, value.unsigned_abs() << 1 | u32::from(value < 0));
}
