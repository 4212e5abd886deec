//! Which ways a conditional jump went, in its cache unit: what never went one way needs no machine code there.

use crate::bytecode::{Opcode, Site};

/// Nothing is known yet.
pub const UNKNOWN: u16 = 0;
const STAYED: u16 = 1;
const JUMPED: u16 = 2;

/// Whether an instruction is a jump that notes its ways.
pub fn notes(op: Opcode) -> bool {
    use Opcode::*;
    matches!(op, POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE)
}

/// The jump at this site goes this way now.
#[inline(always)]
pub(crate) fn note(at: Site, jumps: bool) {
    let way = if jumps { JUMPED } else { STAYED };
    let known = at.unit(0);
    if known & way == 0 {
        at.set_unit(0, known | way);
    }
}

/// Whether it ever stayed, and whether it ever jumped.
pub(crate) fn ways(at: Site) -> [bool; 2] {
    [STAYED, JUMPED].map(|way| at.unit(0) & way != 0)
}
