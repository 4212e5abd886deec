//! Which ways a conditional jump went, in its cache unit: what hardly ever went one way needs no machine code there.
//!
//! The unit counts how often the jump went its common way (10 bits) and its other (4 bits), and says which is which. When
//! it knows enough, the highest bit is set, and nothing is counted any more.

use crate::bytecode::{Opcode, Site};

/// Nothing is known yet.
pub const UNKNOWN: u16 = 0;

/// It goes both ways.
const BOTH: u16 = u16::MAX;

/// Enough is known.
const DONE: u16 = 1 << 15;
/// Set if it is common to jump.
const JUMPS: u16 = 1 << 14;
/// The count of the common way; enough when it is full.
const COMMON: u16 = (1 << RARE_SHIFT) - 1;
/// Where the count of the other way begins.
const RARE_SHIFT: u32 = 10;
/// A way that was gone so often is not rare.
const MOST_RARE: u16 = 15;

/// A way is rare that is gone less than once in so many times.
const RARELY: u16 = 64;

/// Whether an instruction is a jump that notes its ways.
pub fn notes(op: Opcode) -> bool {
    use Opcode::*;
    matches!(op, POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE)
}

/// The jump at this site goes this way now.
#[inline(always)]
pub(crate) fn note(at: Site, jumps: bool) {
    let known = at.unit(0);
    if known & DONE == 0 {
        at.set_unit(0, counted(known, jumps));
    }
}

/// One way more.
#[inline(always)]
fn counted(known: u16, jumps: bool) -> u16 {
    if (known & JUMPS != 0) == jumps {
        let next = known + 1;
        return if next & COMMON == COMMON { next | DONE } else { next };
    }
    let common = known & COMMON;
    match rare(known) + 1 {
        MOST_RARE if common < MOST_RARE => {
            (known ^ JUMPS) & JUMPS | common << RARE_SHIFT | MOST_RARE
        }
        MOST_RARE => BOTH,
        _ => known + (1 << RARE_SHIFT),
    }
}

/// Machine code left where the jump at this site goes its rare way.
pub(crate) fn left(at: Site) {
    let known = at.unit(0);
    if known & DONE != 0 && known != BOTH {
        let is_rare = rare(known) + 1 < MOST_RARE;
        at.set_unit(0, if is_rare { known + (1 << RARE_SHIFT) } else { BOTH });
    }
}

fn rare(known: u16) -> u16 {
    known >> RARE_SHIFT & MOST_RARE
}

/// How often it stayed, and how often it jumped.
fn counts(known: u16) -> [u16; 2] {
    let (common, rare) = (known & COMMON, rare(known));
    match known {
        BOTH => [COMMON; 2],
        _ if known & JUMPS == 0 => [common, rare],
        _ => [rare, common],
    }
}

/// The unit of a jump that went its ways so often.
fn made([stayed, jumped]: [u16; 2]) -> u16 {
    let (rare, common) = (stayed.min(jumped), stayed.max(jumped).min(COMMON));
    let jumps = if jumped > stayed { JUMPS } else { 0 };
    let done = if common == COMMON { DONE } else { 0 };
    if rare < MOST_RARE { done | jumps | rare << RARE_SHIFT | common } else { BOTH }
}

/// Whether it stays, and whether it jumps: ways that it went, and not rarely.
pub(crate) fn ways(known: u16) -> [bool; 2] {
    let [stayed, jumped] = counts(known);
    [(stayed, jumped), (jumped, stayed)].map(|(way, other)| way > 0 && way * RARELY >= other)
}

/// What is known from two stretches of time.
pub(crate) fn sum(a: u16, b: u16) -> u16 {
    let (a, b) = (counts(a), counts(b));
    made([a[0] + b[0], a[1] + b[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(ways: impl IntoIterator<Item = bool>) -> u16 {
        let mut units = [0; 2];
        // SAFETY: the cache unit is there.
        let at = unsafe { Site::new(0, units.as_mut_ptr().wrapping_add(1)) };
        ways.into_iter().for_each(|jumps| note(at, jumps));
        at.unit(0)
    }

    fn times(stayed: usize, jumped: usize) -> u16 {
        after([false].repeat(stayed).into_iter().chain([true].repeat(jumped)))
    }

    #[test]
    fn a_way_that_was_hardly_ever_taken_is_rare() {
        assert_eq!(ways(UNKNOWN), [false; 2]);
        assert_eq!(ways(times(1, 0)), [true, false]);
        assert_eq!(ways(times(0, 70_000)), [false, true]);
        assert_eq!(ways(times(150, 3)), [true; 2]);
        assert_eq!(ways(times(500, 3)), [true, false]);
        assert_eq!(ways(times(3, 1500)), [false, true]);
        assert_eq!(ways(times(14, 30_000)), [false, true]);
        assert_eq!(ways(times(1000, 15)), [true; 2]);
        assert_eq!(ways(times(15, 15)), [true; 2]);
    }

    #[test]
    fn machine_code_that_leaves_at_a_rare_way_goes_on_counting() {
        let mut units = [0, times(2000, 3)];
        // SAFETY: as in `after`.
        let at = unsafe { Site::new(0, units.as_mut_ptr().wrapping_add(1)) };
        (0..14).for_each(|_| left(at));
        assert_eq!(ways(at.unit(0)), [true, false]);
        left(at);
        assert_eq!(at.unit(0), BOTH);
    }

    #[test]
    fn the_way_that_came_first_need_not_be_the_common_one() {
        let often = after((0..900).map(|i| i >= 10));
        assert_eq!((counts(often), ways(often)), ([10, 890], [false, true]));
        assert_eq!(after((0..100).map(|i| i % 2 == 0)), BOTH);
    }

    #[test]
    fn what_is_known_adds_up() {
        assert_eq!(sum(times(7, 3), times(2, 0)), times(9, 3));
        assert_eq!(counts(sum(times(2000, 0), times(100, 1))), [COMMON, 1]);
        assert_eq!(sum(times(9, 9), times(9, 9)), BOTH);
        assert_eq!(sum(BOTH, times(0, 1)), BOTH);
    }
}
