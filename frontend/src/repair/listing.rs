//! Code as a list of instructions that can be edited, and back.
//!
//! Jumps and exception ranges refer to instructions by index; argument extensions and caches are implied.
//! Decoding declines what it does not understand, and the code is then left as it is.

use super::locations::{self, Location};
use super::opcode::{EXTENDED_ARG, Jump, caches, jump};
use super::ranges::{self, Range};
use crate::code::CodeUnit;

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    pub opcode: u8,
    /// Meaningless where there is a target.
    pub argument: u32,
    /// Index of the instruction that it may jump to.
    pub target: Option<usize>,
    pub location: Location,
}

/// The code of one code object.
pub struct Listing {
    pub instructions: Vec<Instruction>,
    /// Exception ranges in units of instructions.
    pub ranges: Vec<Range>,
}

impl Listing {
    /// Reads the code, location table and exception table of a code object.
    pub fn decode(code: &CodeUnit) -> Option<Self> {
        let units = code.code.len() / 2;
        let locations = locations::decode(&code.linetable, code.firstlineno as i32, units)?;
        // Index of the instruction that begins, extensions included, at a unit; `usize::MAX` inside of one.
        let mut index_at = vec![usize::MAX; units + 1];
        let mut ends = Vec::new();
        let mut instructions = Vec::new();
        let mut at = 0;
        while at < units {
            index_at[at] = instructions.len();
            let mut argument = 0u32;
            while code.code[2 * at] == EXTENDED_ARG {
                argument = argument << 8 | u32::from(code.code[2 * at + 1]);
                at += 1;
                if at >= units {
                    return None;
                }
            }
            let opcode = code.code[2 * at];
            argument = argument << 8 | u32::from(code.code[2 * at + 1]);
            instructions.push(Instruction {
                opcode,
                argument,
                target: None,
                location: locations[at],
            });
            at += 1 + caches(opcode);
            ends.push(at);
        }
        index_at[units] = instructions.len();
        for (instruction, &end) in instructions.iter_mut().zip(&ends) {
            let distance = instruction.argument as usize;
            let target = match jump(instruction.opcode) {
                None => continue,
                Some(Jump::Forward) => end.checked_add(distance)?,
                Some(Jump::Backward) => end.checked_sub(distance)?,
            };
            instruction.target = Some(*index_at.get(target).filter(|&&index| index != usize::MAX)?);
        }
        let in_units = ranges::decode(&code.exceptiontable)?;
        let index = |unit: usize| index_at.get(unit).copied().filter(|&index| index != usize::MAX);
        let ranges = in_units
            .into_iter()
            .map(|range| {
                let (start, end) = (index(range.start)?, index(range.end)?);
                Some(Range { start, end, target: index(range.target)?, ..range })
            })
            .collect::<Option<_>>()?;
        Some(Self { instructions, ranges })
    }

    /// Replaces the instruction at `index` by two; what referred to it refers to the first.
    pub fn split(&mut self, index: usize, first: (u8, u32), second: (u8, u32)) {
        let original = self.instructions[index];
        let part = |(opcode, argument)| Instruction { opcode, argument, target: None, ..original };
        self.instructions[index] = part(first);
        self.insert(index + 1, part(second));
    }

    /// Inserts an instruction before the one at `index`; what referred to that one still does.
    pub fn insert(&mut self, index: usize, instruction: Instruction) {
        self.instructions.insert(index, instruction);
        let shift = |at: &mut usize| *at += usize::from(*at >= index);
        self.instructions.iter_mut().filter_map(|i| i.target.as_mut()).for_each(shift);
        for range in &mut self.ranges {
            [&mut range.start, &mut range.end, &mut range.target].into_iter().for_each(shift);
        }
    }

    /// Writes code, location table and exception table back.
    pub fn encode(&self, code: &mut CodeUnit) {
        let (arguments, starts) = self.lay_out();
        let mut bytes = Vec::with_capacity(code.code.len() + 16);
        let mut spans = Vec::with_capacity(self.instructions.len());
        for (instruction, &argument) in self.instructions.iter().zip(&arguments) {
            let begin = bytes.len();
            for extension in (1..=extensions(argument)).rev() {
                bytes.extend([EXTENDED_ARG, (argument >> (8 * extension)) as u8]);
            }
            bytes.extend([instruction.opcode, argument as u8]);
            bytes.resize(bytes.len() + 2 * caches(instruction.opcode), 0);
            spans.push((instruction.location, (bytes.len() - begin) / 2));
        }
        code.code = bytes;
        code.linetable = locations::encode(&spans, code.firstlineno as i32);
        let in_units = self.ranges.iter().map(|range| Range {
            start: starts[range.start],
            end: starts[range.end],
            target: starts[range.target],
            ..*range
        });
        code.exceptiontable = ranges::encode(in_units);
    }

    /// Final arguments, and the unit at which each instruction begins (and the end of all).
    fn lay_out(&self) -> (Vec<u32>, Vec<usize>) {
        let mut arguments: Vec<u32> = self
            .instructions
            .iter()
            .map(|i| if i.target.is_some() { 0 } else { i.argument })
            .collect();
        loop {
            let mut starts = Vec::with_capacity(arguments.len() + 1);
            let mut at = 0;
            for (instruction, &argument) in self.instructions.iter().zip(&arguments) {
                starts.push(at);
                at += extensions(argument) + 1 + caches(instruction.opcode);
            }
            starts.push(at);
            let mut is_stable = true;
            for (index, instruction) in self.instructions.iter().enumerate() {
                let Some(target) = instruction.target else { continue };
                let distance = starts[index + 1].abs_diff(starts[target]) as u32;
                // A distance never shrinks again once it was extended, so the loop ends.
                if extensions(distance) > extensions(arguments[index]) {
                    is_stable = false;
                }
                arguments[index] = distance;
            }
            if is_stable {
                return (arguments, starts);
            }
        }
    }
}

/// How many `EXTENDED_ARG` an argument needs.
fn extensions(argument: u32) -> usize {
    match argument {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        0x1_0000..=0xff_ffff => 2,
        _ => 3,
    }
}
