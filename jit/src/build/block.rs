//! Decoding instructions and finding where blocks begin.

use super::Instr;
use taipan_runtime::heap::Gc;
use taipan_vm::abi::facts;
use taipan_vm::bytecode::{Opcode, Site};
use taipan_vm::types::code::CodeObj;

/// The site of the instruction at a code unit, with its own operand byte.
pub(crate) fn site_at(code: Gc<CodeObj>, pc: u32) -> Site {
    facts::site(code, pc as usize, (code.unit(pc as usize) >> 8) as u32)
}

/// The instruction at a code unit, prefixes included.
pub(crate) fn decode(code: Gc<CodeObj>, start: u32) -> (Instr, Opcode) {
    let mut at = start as usize;
    let mut oparg = (code.unit(at) >> 8) as u32;
    while code.unit(at) as u8 == Opcode::EXTENDED_ARG as u8 {
        at += 1;
        oparg = oparg << 8 | (code.unit(at) >> 8) as u32;
    }
    let op = Opcode::from_u8(code.unit(at) as u8).unwrap_or(Opcode::NOP);
    let next = at + 1 + op.caches();
    (Instr { start, next: next as u32, site: facts::site(code, at, oparg) }, op)
}

/// Where an instruction may jump to.
pub(crate) fn target(op: Opcode, at: &Instr) -> Option<u32> {
    use Opcode::*;
    let oparg = at.site.oparg;
    match op.head() {
        POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE
        | JUMP_FORWARD | SEND => Some(at.next + oparg),
        // Behind the END_FOR.
        FOR_ITER => Some(at.next + oparg + 1),
        JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT => Some(at.next - oparg),
        _ => None,
    }
}

/// Whether what stands behind the instruction does not follow it.
pub(crate) fn is_end(op: Opcode) -> bool {
    matches!(
        op.head(),
        Opcode::JUMP_FORWARD
            | Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_NO_INTERRUPT
            | Opcode::RETURN_VALUE
            | Opcode::RAISE_VARARGS
            | Opcode::RERAISE
    )
}

/// What is known of each code unit from jumps alone.
pub(crate) struct Marks {
    /// Whether it begins a block.
    pub leaders: Vec<bool>,
    /// Whether a loop begins there.
    pub loop_heads: Vec<bool>,
    /// How many loops it is in.
    pub depths: Vec<u8>,
}

/// Finds where blocks and loops begin.
pub(crate) fn scan(code: Gc<CodeObj>) -> Marks {
    let len = code.units_len();
    let mut leaders = vec![false; len + 2];
    // By loop head, the unit behind the last jump back to it.
    let mut ends = vec![0; len + 2];
    let mut pc = 0;
    while (pc as usize) < len {
        let (instr, op) = decode(code, pc);
        if let Some(to) = target(op, &instr) {
            leaders[to as usize] = true;
            leaders[instr.next as usize] = true;
            if to <= pc {
                ends[to as usize] = instr.next as usize;
            }
        }
        pc = instr.next;
    }
    let mut depths = vec![0_u8; len + 2];
    for (head, &end) in ends.iter().enumerate().filter(|(_, end)| **end > 0) {
        depths[head..end].iter_mut().for_each(|depth| *depth = depth.saturating_add(1));
    }
    Marks { leaders, loop_heads: ends.iter().map(|&end| end > 0).collect(), depths }
}

/// What a generator body has to do with generators.
#[derive(Clone, Copy, Default)]
pub(crate) struct GeneratorShape {
    /// The code unit behind `RETURN_GENERATOR`, where the body starts.
    pub start: Option<u32>,
    /// Whether it delegates.
    pub sends: bool,
    /// Places where it can be suspended.
    pub yields: usize,
}

/// Whether a code object makes a generator, and how its body is made.
pub(crate) fn generator_shape(code: Gc<CodeObj>) -> GeneratorShape {
    let mut shape = GeneratorShape::default();
    let mut pc = 0;
    while (pc as usize) < code.units_len() {
        let (instr, op) = decode(code, pc);
        match op.head() {
            Opcode::RETURN_GENERATOR => shape.start = Some(instr.next),
            Opcode::SEND => shape.sends = true,
            Opcode::YIELD_VALUE => shape.yields += 1,
            _ => {}
        }
        pc = instr.next;
    }
    shape
}

/// Where a generator's body can be suspended.
pub(crate) fn yields(code: Gc<CodeObj>) -> Vec<Site> {
    let mut found = Vec::new();
    let mut pc = 0;
    while (pc as usize) < code.units_len() {
        let (instr, op) = decode(code, pc);
        if op == Opcode::YIELD_VALUE {
            found.push(instr.site);
        }
        pc = instr.next;
    }
    found
}

/// Whether the loop that begins at `head` suspends its generator.
pub(crate) fn loop_yields(code: Gc<CodeObj>, head: u32) -> bool {
    let Some(inside) = loop_region(code, head) else { return false };
    let mut pc = head;
    while (pc as usize) < code.units_len() {
        let (instr, op) = decode(code, pc);
        if op == Opcode::YIELD_VALUE && inside[pc as usize] {
            return true;
        }
        pc = instr.next;
    }
    false
}

/// The innermost loop around the one that begins at `head`: where it begins, and its last jump back.
pub(crate) fn outer_loop(code: Gc<CodeObj>, head: u32) -> Option<(u32, Site)> {
    let mut jumps = Vec::new();
    let mut pc = 0;
    while (pc as usize) < code.units_len() {
        let (instr, op) = decode(code, pc);
        if let Some(to) = target(op, &instr).filter(|&to| to < head && head < pc && to <= pc) {
            jumps.push((to, instr.site));
        }
        pc = instr.next;
    }
    let around = jumps
        .into_iter()
        .filter(|&(to, _)| loop_region(code, to).is_some_and(|inside| inside[head as usize]));
    around.max_by_key(|&(to, _)| to)
}

/// By code unit, whether its instruction belongs to the loop that begins at `head`: whether it is at or
/// behind the head and leads back to it. `None` where no loop begins.
pub(crate) fn loop_region(code: Gc<CodeObj>, head: u32) -> Option<Vec<bool>> {
    let mut instrs = Vec::new();
    let mut pc = head;
    while (pc as usize) < code.units_len() {
        let (instr, op) = decode(code, pc);
        instrs.push((pc, (!is_end(op)).then_some(instr.next), target(op, &instr)));
        pc = instr.next;
    }
    let mut inside = vec![false; code.units_len() + 1];
    let mut changed = true;
    while changed {
        changed = false;
        for &(pc, next, target) in instrs.iter().rev() {
            let leads_back = [next, target]
                .into_iter()
                .flatten()
                .any(|to| to == head || to > head && inside[to as usize]);
            if leads_back && !inside[pc as usize] {
                inside[pc as usize] = true;
                changed = true;
            }
        }
    }
    inside[head as usize].then_some(inside)
}
