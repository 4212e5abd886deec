//! Which ways a conditional jump went, in its cache unit: what hardly ever went one way needs no machine code there.
//!
//! The low byte counts how often it stayed, the high byte how often it jumped, up to [`OFTEN`].

use crate::bytecode::{Opcode, Site};

/// Nothing is known yet.
pub const UNKNOWN: u16 = 0;

/// As far as is counted.
const OFTEN: u8 = 255;

/// A way that was taken less often is rare where the other was taken [`OFTEN`]. With 16 for both, or for this, hexiom's largest function
/// was compiled anew for ways that it does go: half as long again for its first iteration.
const RARE: u8 = 4;

/// Whether an instruction is a jump that notes its ways.
pub fn notes(op: Opcode) -> bool {
    use Opcode::*;
    matches!(op, POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE)
}

/// The jump at this site goes this way now.
#[inline(always)]
pub(crate) fn note(at: Site, jumps: bool) {
    let shift = u32::from(jumps) * 8;
    let known = at.unit(0);
    if (known >> shift) as u8 != OFTEN {
        at.set_unit(0, known + (1 << shift));
    }
}

/// Whether it stays, and whether it jumps: ways that it went, and not rarely.
pub(crate) fn ways(known: u16) -> [bool; 2] {
    let [stayed, jumped] = known.to_le_bytes();
    [(stayed, jumped), (jumped, stayed)].map(|(way, other)| match other {
        OFTEN => way >= RARE,
        _ => way > 0,
    })
}

/// What is known from two stretches of time.
pub(crate) fn sum(a: u16, b: u16) -> u16 {
    let bytes = |i: usize| a.to_le_bytes()[i].saturating_add(b.to_le_bytes()[i]);
    u16::from_le_bytes([bytes(0), bytes(1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(stayed: u32, jumped: u32) -> u16 {
        let mut units = [0; 2];
        // SAFETY: the cache unit is there.
        let at = unsafe { Site::new(0, units.as_mut_ptr().wrapping_add(1)) };
        (0..stayed).for_each(|_| note(at, false));
        (0..jumped).for_each(|_| note(at, true));
        at.unit(0)
    }

    #[test]
    fn a_way_that_was_hardly_ever_taken_is_rare() {
        assert_eq!(ways(UNKNOWN), [false; 2]);
        assert_eq!(ways(after(1, 0)), [true, false]);
        assert_eq!(ways(after(254, 3)), [true; 2]);
        assert_eq!(ways(after(3, 1000)), [false, true]);
        assert_eq!(ways(after(1000, 4)), [true; 2]);
    }

    #[test]
    fn what_is_known_adds_up() {
        assert_eq!(sum(after(7, 3), after(2, 0)), after(9, 3));
        assert_eq!(sum(after(200, 0), after(100, 1)), after(255, 1));
    }
}
