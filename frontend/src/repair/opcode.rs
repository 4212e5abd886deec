//! The opcode numbers of CPython 3.14 that corrections look at.

pub const COMPARE_OP: u8 = 56;
pub const EXTENDED_ARG: u8 = 69;
pub const POP_JUMP_IF_FALSE: u8 = 100;
pub const POP_JUMP_IF_TRUE: u8 = 103;

/// Inline cache units after an instruction.
pub const fn caches(opcode: u8) -> usize {
    match opcode {
        // LOAD_ATTR.
        80 => 9,
        // BINARY_OP.
        44 => 5,
        // LOAD_GLOBAL, STORE_ATTR.
        92 | 110 => 4,
        // CALL, CALL_KW, TO_BOOL.
        52 | 55 | 39 => 3,
        // STORE_SUBSCR, COMPARE_OP, CONTAINS_OP, FOR_ITER, JUMP_BACKWARD, LOAD_SUPER_ATTR, POP_JUMP_IF_*, SEND, UNPACK_SEQUENCE.
        38 | 56 | 57 | 70 | 75 | 96 | 100..=103 | 106 | 119 => 1,
        _ => 0,
    }
}
