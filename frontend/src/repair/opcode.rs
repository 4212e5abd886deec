//! The opcode numbers of CPython 3.14 that corrections look at.

pub const BUILD_LIST: u8 = 46;
pub const CALL: u8 = 52;
pub const CALL_FUNCTION_EX: u8 = 4;
pub const CALL_KW: u8 = 55;
pub const COMPARE_OP: u8 = 56;
pub const DELETE_FAST: u8 = 63;
pub const END_ASYNC_FOR: u8 = 68;
pub const EXTENDED_ARG: u8 = 69;
pub const FOR_ITER: u8 = 70;
pub const JUMP_BACKWARD: u8 = 75;
pub const JUMP_BACKWARD_NO_INTERRUPT: u8 = 76;
pub const JUMP_FORWARD: u8 = 77;
pub const END_SEND: u8 = 10;
pub const GET_AWAITABLE: u8 = 71;
pub const GET_YIELD_FROM_ITER: u8 = 19;
pub const LOAD_ATTR: u8 = 80;
pub const LOAD_BUILD_CLASS: u8 = 21;
pub const LOAD_COMMON_CONSTANT: u8 = 81;
pub const LOAD_CONST: u8 = 82;
pub const LOAD_SMALL_INT: u8 = 94;
pub const LOAD_FAST: u8 = 84;
pub const LOAD_FAST_AND_CLEAR: u8 = 85;
pub const LOAD_FAST_BORROW: u8 = 86;
pub const LOAD_FAST_BORROW_LOAD_FAST_BORROW: u8 = 87;
pub const LOAD_FAST_CHECK: u8 = 88;
pub const LOAD_FAST_LOAD_FAST: u8 = 89;
pub const POP_JUMP_IF_FALSE: u8 = 100;
pub const POP_JUMP_IF_TRUE: u8 = 103;
pub const RAISE_VARARGS: u8 = 104;
pub const RERAISE: u8 = 105;
pub const COPY: u8 = 59;
pub const POP_EXCEPT: u8 = 29;
pub const POP_TOP: u8 = 31;
pub const RESUME: u8 = 128;
pub const RETURN_GENERATOR: u8 = 34;
pub const RETURN_VALUE: u8 = 35;
pub const SEND: u8 = 106;
pub const STORE_GLOBAL: u8 = 115;
pub const STORE_FAST: u8 = 112;
pub const STORE_FAST_LOAD_FAST: u8 = 113;
pub const STORE_FAST_STORE_FAST: u8 = 114;
pub const SWAP: u8 = 117;
pub const YIELD_VALUE: u8 = 120;
pub const DELETE_DEREF: u8 = 62;
pub const LOAD_DEREF: u8 = 83;
pub const LOAD_FROM_DICT_OR_DEREF: u8 = 90;
pub const LOAD_NAME: u8 = 93;
pub const MAKE_CELL: u8 = 97;
pub const STORE_DEREF: u8 = 111;
pub const STORE_NAME: u8 = 116;
pub const CALL_INTRINSIC_1: u8 = 53;
pub const CHECK_EG_MATCH: u8 = 5;
pub const CHECK_EXC_MATCH: u8 = 6;
pub const DELETE_GLOBAL: u8 = 64;
pub const DELETE_NAME: u8 = 65;
pub const NOT_TAKEN: u8 = 28;
pub const PUSH_EXC_INFO: u8 = 32;
pub const WITH_EXCEPT_START: u8 = 43;

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

/// Which way an instruction's argument jumps, relative to what follows its caches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    Forward,
    Backward,
}

pub const fn jump(opcode: u8) -> Option<Jump> {
    match opcode {
        FOR_ITER | JUMP_FORWARD | SEND | POP_JUMP_IF_FALSE..=POP_JUMP_IF_TRUE => {
            Some(Jump::Forward)
        }
        JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT | END_ASYNC_FOR => Some(Jump::Backward),
        _ => None,
    }
}

/// Whether what follows is not reached from here.
pub const fn never_falls_through(opcode: u8) -> bool {
    matches!(
        opcode,
        JUMP_FORWARD
            | JUMP_BACKWARD
            | JUMP_BACKWARD_NO_INTERRUPT
            | RAISE_VARARGS
            | RERAISE
            | RETURN_VALUE
    )
}
