//! Code whose instructions tell what happens before they run.
//!
//! While it is patched, each instruction from the first `RESUME` on has the opcode [`INSTRUMENTED`] and its own
//! operand, and no site counts towards a specialization: nothing else rewrites the units. What the units were,
//! specializations and caches included, is kept and put back.
//!
//! Whoever decodes code (`CodeObj::unit`) sees it as it was before.

use super::event::EVENTS;
use super::starts;
use super::tools::{ToolId, USER_TOOLS};
use crate::bytecode::instr::{CACHES, HEADS};
use crate::bytecode::{Opcode, backoff};
use crate::types::code::CodeObj;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use taipan_runtime::heap::Gc;

/// The number of the instruction that stands for others. No row of the table has it; CPython's
/// `INSTRUMENTED_LINE` has.
pub(crate) const INSTRUMENTED: u8 = 254;

/// A patched code object.
pub(crate) struct Patched {
    pub code: Gc<CodeObj>,
    /// The units before.
    was: Box<[u16]>,
    /// The generic opcode of each instruction; 0 at caches.
    heads: Box<[u8]>,
    /// The first unit of the instruction that a unit belongs to.
    begins: Box<[u32]>,
    /// The line of each unit, or -1.
    pub lines: Box<[i32]>,
    /// Whether a line begins there.
    line_begins: Box<[bool]>,
    /// The first `RESUME`: what comes before belongs to the call.
    first: usize,
    /// Events that tools have for this code only.
    local: [Cell<u32>; USER_TOOLS],
    /// Whether a trace function may be told of its instructions (`f_trace_opcodes`).
    pub tells_opcodes: Cell<bool>,
    /// Tools that want no more of an event at an instruction.
    disabled: RefCell<HashMap<(u32, u8), u8>>,
}

impl Patched {
    /// Of code that was read.
    pub fn new(code: Gc<CodeObj>) -> Patched {
        let len = code.units_len();
        let was: Box<[u16]> = (0..len).map(|i| code.unit(i)).collect();
        let (mut heads, mut begins) = (vec![0; len], vec![0; len]);
        let mut at = 0;
        while at < len {
            let head = HEADS[(was[at] & 0xff) as usize];
            heads[at] = head;
            let next = (at + 1 + CACHES[head as usize] as usize).min(len);
            begins[at..next].fill(at as u32);
            at = next;
        }
        let first = heads.iter().position(|&h| h == Opcode::RESUME as u8).unwrap_or(len);
        let lines = starts::lines(code);
        let line_begins = starts::starts(code, &heads, &was, &lines, first);
        Patched {
            code,
            was,
            heads: heads.into(),
            begins: begins.into(),
            lines,
            line_begins,
            first,
            local: Default::default(),
            tells_opcodes: Cell::new(false),
            disabled: RefCell::default(),
        }
    }

    /// Patches the code.
    pub fn install(&self) {
        for unit in self.first..self.was.len() {
            let head = self.heads[unit];
            if head == 0 {
                continue;
            }
            self.code.set_unit(unit, self.was[unit] & 0xff00 | u16::from(INSTRUMENTED));
            // The first cache of whatever specializes or compiles is its counter.
            if CACHES[head as usize] > 0 {
                self.code.set_unit(unit + 1, backoff::NEVER);
            }
        }
        self.code.plain.set(self.was.as_ptr());
    }

    /// Puts back what was there.
    pub fn restore(&self) {
        self.code.plain.set(std::ptr::null());
        for (i, &unit) in self.was.iter().enumerate() {
            self.code.set_unit(i, unit);
        }
    }

    /// The instruction of a unit, in the generic form.
    pub fn head(&self, unit: usize) -> Option<Opcode> {
        Opcode::from_u8(*self.heads.get(unit)?)
    }

    /// The opcode to run for the instruction at this unit.
    pub fn runs(&self, unit: usize) -> u8 {
        match self.heads[unit] {
            // `RESUME` itself becomes this one when it runs.
            head if head == Opcode::RESUME as u8 => Opcode::RESUME_CHECK as u8,
            head => head,
        }
    }

    /// Where the instruction begins that a unit belongs to.
    pub fn begin_of(&self, unit: usize) -> usize {
        self.begins.get(unit).map_or(unit, |&begin| begin as usize)
    }

    /// The unit behind an instruction.
    pub fn behind(&self, unit: usize) -> usize {
        unit + 1 + CACHES[self.heads[unit] as usize] as usize
    }

    /// The operand of an instruction, extensions included.
    pub fn operand(&self, unit: usize) -> usize {
        let mut operand = (self.was[unit] >> 8) as usize;
        for distance in 1..=unit.min(3) {
            if self.heads[unit - distance] != Opcode::EXTENDED_ARG as u8 {
                break;
            }
            operand |= ((self.was[unit - distance] >> 8) as usize) << (8 * distance);
        }
        operand
    }

    /// Number of code units.
    pub fn len(&self) -> usize {
        self.was.len()
    }

    /// The unit that an instruction may jump to; of `FOR_ITER` its `END_FOR`.
    pub fn jump_of(&self, unit: usize) -> Option<usize> {
        let (behind, by) = (self.behind(unit), self.operand(unit));
        match self.head(unit)? {
            Opcode::POP_JUMP_IF_FALSE
            | Opcode::POP_JUMP_IF_TRUE
            | Opcode::POP_JUMP_IF_NONE
            | Opcode::POP_JUMP_IF_NOT_NONE
            | Opcode::JUMP_FORWARD
            | Opcode::FOR_ITER
            | Opcode::SEND => Some(behind + by),
            Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT => behind.checked_sub(by),
            _ => None,
        }
    }

    /// The `FOR_ITER` that ends before the `POP_ITER` at this unit.
    pub fn loop_of(&self, pop_iter: usize) -> Option<usize> {
        (self.first..pop_iter).rev().find(|&unit| {
            self.head(unit) == Some(Opcode::FOR_ITER)
                && self.behind(unit) + self.operand(unit) + 1 == pop_iter
        })
    }

    /// Whether events are told of this unit.
    pub fn is_told(&self, unit: usize) -> bool {
        unit >= self.first
    }

    /// Whether a line begins at this unit.
    pub fn begins_line(&self, unit: usize) -> bool {
        self.line_begins[unit]
    }

    /// The events that a tool has for this code.
    pub fn local_events(&self, tool: ToolId) -> u32 {
        self.local[tool.0].get()
    }

    /// Sets them.
    pub fn set_local_events(&self, tool: ToolId, events: u32) {
        self.local[tool.0].set(events);
    }

    /// Whether any tool has events for this code.
    pub fn has_local_events(&self) -> bool {
        self.local.iter().any(|events| events.get() != 0)
    }

    /// Whether a tool wants no more of this event here.
    pub fn is_disabled(&self, tool: ToolId, event: super::Event, unit: usize) -> bool {
        const { assert!(EVENTS <= 256 && USER_TOOLS <= 8) };
        let disabled = self.disabled.borrow();
        let tools =
            if disabled.is_empty() { None } else { disabled.get(&(unit as u32, event as u8)) };
        tools.is_some_and(|tools| tools & 1 << tool.0 != 0)
    }

    /// A tool wants no more of it.
    pub fn disable(&self, tool: ToolId, event: super::Event, unit: usize) {
        *self.disabled.borrow_mut().entry((unit as u32, event as u8)).or_default() |= 1 << tool.0;
    }

    /// All tools want everything again.
    pub fn enable_all(&self) {
        self.disabled.borrow_mut().clear();
    }
}
