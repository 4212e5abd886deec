//! Frame states: a `snapshot` instruction names the value of every local and stack slot of a frame
//! at the start of a bytecode instruction, and through `state` the snapshot of its inlined caller.

use super::function::{Function, Inst, InstId};
use super::insts::Op;

/// A view of a snapshot.
#[derive(Copy, Clone)]
pub struct FrameState<'f> {
    inst: &'f Inst,
}

/// Bits of `imm2` that hold the number of locals and [`COUNTED`]; the frame number is above them.
const LOCALS_BITS: u32 = 32;

/// The bit of `imm2` which says that the instruction's execution was counted before this moment.
const COUNTED: i64 = 1 << 31;

impl<'f> FrameState<'f> {
    /// The view of snapshot `v`.
    pub fn of(func: &'f Function, v: InstId) -> FrameState<'f> {
        let inst = func.inst(v);
        debug_assert_eq!(inst.op, Op::Snapshot);
        FrameState { inst }
    }

    /// The bytecode offset, in code units, to resume at.
    pub fn pc(&self) -> u32 {
        self.inst.imm as u32
    }

    /// Which frame of `Function::frames` this is.
    pub fn frame(&self) -> usize {
        (self.inst.imm2 >> LOCALS_BITS) as usize
    }

    /// The values of the locals (cells and free variables included).
    pub fn locals(&self) -> &'f [InstId] {
        &self.inst.args[..self.local_count()]
    }

    /// The values of the operand stack, bottom first.
    pub fn stack(&self) -> &'f [InstId] {
        &self.inst.args[self.local_count()..]
    }

    /// The snapshot of the caller of an inlined frame, with the call's operands popped.
    pub fn caller(&self) -> Option<InstId> {
        self.inst.state
    }

    fn local_count(&self) -> usize {
        (self.inst.imm2 & (COUNTED - 1)) as usize
    }

    /// Whether machine code has counted the instruction, which an exit runs again.
    pub fn is_counted(&self) -> bool {
        self.inst.imm2 & COUNTED != 0
    }
}

/// Marks a snapshot as taken behind the counting of its instruction.
pub fn set_counted(snapshot: &mut Inst) {
    snapshot.imm2 |= COUNTED;
}

/// A snapshot instruction.
pub fn snapshot(
    pc: u32,
    frame: usize,
    locals: &[InstId],
    stack: &[InstId],
    caller: Option<InstId>,
) -> Inst {
    let imm2 = (frame as i64) << LOCALS_BITS | locals.len() as i64;
    let mut inst = Inst::with_imm(Op::Snapshot, locals, pc as i64, imm2);
    inst.args.extend_from_slice(stack);
    inst.state = caller;
    inst
}
