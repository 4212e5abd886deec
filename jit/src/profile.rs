//! What exits taught: per site, the shapes and callables that its guards did not expect, and how often
//! another guess failed. A site that was compiled anew takes them all into account.

#![forbid(unsafe_code)]

use crate::build::block::decode;
use std::collections::HashMap;
use taipan_runtime::heap::Marker;
use taipan_vm::abi::frame_map::ExitMap;
use taipan_vm::bytecode::Opcode;
use taipan_vm::frame::Frame;

/// Alternatives that a site is compiled for at most.
pub const MAX_ALTERNATIVES: usize = 8;
/// Failures of one installed instruction after which the site is compiled without a guess.
const PATIENCE: u32 = 2;

/// What is known of one site.
#[derive(Clone, Debug, Default)]
pub struct SiteProfile {
    /// Shapes of owners that a guard did not expect, first seen first.
    pub shapes: Vec<u32>,
    /// Callables that a guard did not expect, as words.
    pub callables: Vec<u64>,
    /// Failures of other guards of the instruction that is installed.
    failures: u32,
    installed: u8,
}

impl SiteProfile {
    /// Whether owners have more shapes than a site is compiled for.
    pub fn is_megamorphic(&self) -> bool {
        self.shapes.len() > MAX_ALTERNATIVES || self.callables.len() > MAX_ALTERNATIVES
    }

    /// Whether what this instruction guesses failed too often.
    pub fn distrusts(&self, op: Opcode) -> bool {
        self.failures >= PATIENCE && self.installed == op as u8
    }
}

/// Profiles of all sites, by code object and code unit.
#[derive(Debug, Default)]
pub struct Profiles {
    sites: HashMap<(usize, u32), SiteProfile>,
}

fn note<T: PartialEq>(seen: &mut Vec<T>, new: T) {
    if seen.len() <= MAX_ALTERNATIVES && !seen.contains(&new) {
        seen.push(new);
    }
}

impl Profiles {
    /// What is known of a site.
    pub fn get(&self, code: usize, pc: u32) -> Option<&SiteProfile> {
        self.sites.get(&(code, pc))
    }

    /// Learns from an exit whose frames are rebuilt; `stack` is the depth of the innermost operand stack.
    pub fn learn(&mut self, frame: Frame, map: &ExitMap) {
        let Some(of) = map.frames.last() else { return };
        let code = frame.code();
        let (at, op) = decode(code, of.pc);
        let top = (of.locals + of.stack) as usize;
        let word = |n: usize| {
            (n < of.stack as usize).then(|| frame.slot_at(top - 1 - n)).flatten()
        };
        let site = self.sites.entry((code.addr(), of.pc)).or_default();
        match (map.reason, op.head()) {
            ("shape" | "not_type", Opcode::LOAD_ATTR | Opcode::STORE_ATTR) => {
                if let Some(shape) = word(0).and_then(|owner| owner.heap_shape()) {
                    return note(&mut site.shapes, shape.0);
                }
            }
            ("callee", Opcode::CALL) => {
                if let Some(callable) = word(at.site.oparg as usize + 1) {
                    return note(&mut site.callables, callable.bits());
                }
            }
            ("version" | "untaken", _) => return,
            _ => {}
        }
        if site.installed != op as u8 {
            site.installed = op as u8;
            site.failures = 0;
        }
        site.failures += 1;
    }

    /// Marks the callables.
    pub fn trace(&self, marker: &mut Marker) {
        for site in self.sites.values() {
            marker.mark_raw(&site.callables);
        }
    }
}
