//! The argument of `COMPARE_OP`.
//!
//! CPython packs three things into it: the operator (bits 5 to 7), whether the result must be a `bool` (bit 4), and the outcomes that make the comparison true (bits 0 to 3, for the specialized forms).
//! The generator gives the operator only, so a comparison whose result decides a jump would leave an arbitrary object to the jump.

use super::opcode::{COMPARE_OP, EXTENDED_ARG, POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, caches};

/// The result is converted to `bool`.
const TO_BOOL: u8 = 16;

/// Outcomes (less 2, greater 4, equal 8, unordered 1) for which `<`, `<=`, `==`, `!=`, `>`, `>=` hold.
const OUTCOMES: [u8; 6] = [2, 2 | 8, 8, 1 | 2 | 4, 4, 4 | 8];

/// Completes the argument of every `COMPARE_OP`.
pub fn repair(code: &mut [u8]) {
    let mut at = 0;
    while at + 1 < code.len() {
        let next = at + 2 + 2 * caches(code[at]);
        if code[at] == COMPARE_OP {
            let operator = code[at + 1] >> 5;
            let decides_jump =
                matches!(following(code, next), Some(POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE));
            let outcomes = OUTCOMES.get(usize::from(operator)).copied().unwrap_or(0);
            code[at + 1] = operator << 5 | outcomes | if decides_jump { TO_BOOL } else { 0 };
        }
        at = next;
    }
}

/// The opcode at `at`, argument extensions skipped.
fn following(code: &[u8], at: usize) -> Option<u8> {
    code.get(at..)?.chunks_exact(2).map(|unit| unit[0]).find(|&opcode| opcode != EXTENDED_ARG)
}
