//! Stack, locals, constants, cells, jumps, returns.

use crate::build::{Builder, block};
use crate::exit::reason::ExitReason;
use crate::ir::function::Edge;
use crate::ir::{Inst, InstId, Op, Region};
use taipan_runtime::value::Value;
use taipan_vm::bytecode::{Opcode, Uop};

pub(super) fn translates(u: Uop) -> bool {
    use Uop::*;
    matches!(
        u,
        nop | check_pending
            | pop_top
            | drop_second
            | push_null
            | push_null_if_odd
            | copy
            | swap
            | load_fast
            | load_fast_high
            | load_fast_low
            | load_fast_check
            | load_fast_and_clear
            | store_fast
            | store_fast_high
            | store_fast_low
            | load_const
            | load_small_int
            | jump_forward
            | jump_backward
            | pop_jump_if_false
            | pop_jump_if_true
            | pop_jump_if_none
            | pop_jump_if_not_none
            | return_value
            | is_op
            | unary_not
            | replace_with_true
            | replace_with_false
            | guard_tos_bool
            | guard_tos_none
    )
}

impl Builder<'_> {
    pub(super) fn control(&mut self, op: Opcode, u: Uop) -> bool {
        use Uop::*;
        let oparg = self.at.site.oparg as usize;
        match u {
            nop => {}
            // An inlined callee was polled for by its caller; fuel is counted for each.
            check_pending
                if self.scope.number > 0
                    && op.head() == Opcode::RESUME
                    && !self.cx.meter.has_fuel() => {}
            check_pending => self.poll(),
            pop_top => {
                self.pop();
            }
            drop_second => {
                let v = self.pop();
                self.replace(1, v);
            }
            push_null => self.push_absent(),
            push_null_if_odd => {
                if oparg & 1 != 0 {
                    self.push_absent();
                }
            }
            copy => {
                let v = self.peek(oparg - 1);
                self.push(v);
            }
            swap => {
                let top = self.scope.stack.len() - 1;
                self.scope.stack.swap(top, top + 1 - oparg);
            }
            load_fast => self.load_local(oparg),
            load_fast_high => self.load_local(oparg >> 4),
            load_fast_low => self.load_local(oparg & 15),
            load_fast_check => {
                let v = self.scope.locals[oparg];
                self.guard(Op::GuardBound, v, 0, ExitReason::Unbound);
                self.load_local(oparg);
            }
            load_fast_and_clear => {
                let v = self.scope.locals[oparg];
                self.push(v);
                self.scope.locals[oparg] = self.constant(0);
            }
            store_fast => self.scope.locals[oparg] = self.pop(),
            store_fast_high => self.scope.locals[oparg >> 4] = self.pop(),
            store_fast_low => self.scope.locals[oparg & 15] = self.pop(),
            load_const => {
                let v = self.constant(self.scope.code.const_at(oparg).bits());
                self.push(v);
            }
            load_small_int => {
                let v = self.constant((oparg as u64) << 1 | 1);
                self.push(v);
            }
            jump_forward | jump_backward => {
                let to = block::target(op, &self.at).expect("a jump has a target");
                self.jump_to(to);
            }
            pop_jump_if_false | pop_jump_if_true | pop_jump_if_none | pop_jump_if_not_none => {
                self.jump_if(op, u)
            }
            return_value => {
                let v = self.pop_value();
                self.return_from_scope(v);
            }
            is_op => {
                let (b, a) = (self.pop(), self.pop());
                let same = self.op(Op::WordEq, &[a, b]);
                let cond = if oparg != 0 { self.op(Op::Not, &[same]) } else { same };
                let v = self.op(Op::BoolOf, &[cond]);
                self.push(v);
            }
            unary_not => {
                let v = self.peek(0);
                let v = self.guard(Op::GuardBool, v, 0, ExitReason::NotBool);
                let cond = self.op(Op::CondOf, &[v]);
                let not = self.op(Op::Not, &[cond]);
                self.push_bool(1, not);
            }
            guard_tos_bool => {
                let v = self.peek(0);
                self.guard(Op::GuardBool, v, 0, ExitReason::NotBool);
            }
            guard_tos_none => {
                let v = self.peek(0);
                self.guard(Op::GuardWord, v, 4, ExitReason::NotType);
            }
            replace_with_true | replace_with_false => {
                let v = self.constant(if u == replace_with_true { 0x14 } else { 0x0c });
                self.replace(1, v);
            }
            _ => return false,
        }
        true
    }

    fn poll(&mut self) {
        let address = self.vm.addresses(self.cx).breaker as i64;
        self.leaving(Op::Poll, &[], address, ExitReason::Pending);
    }

    fn push_absent(&mut self) {
        let v = self.constant(0);
        self.push(v);
    }

    fn load_local(&mut self, i: usize) {
        let v = self.scope.locals[i];
        let v = self.present(v);
        self.scope.locals[i] = v;
        self.push(v);
    }

    fn jump_if(&mut self, op: Opcode, u: Uop) {
        let v = self.pop();
        let cond = match u {
            Uop::pop_jump_if_false | Uop::pop_jump_if_true => self.cond_of(v),
            _ => {
                let none = self.constant(4);
                self.op(Op::WordEq, &[v, none])
            }
        };
        let target = block::target(op, &self.at).expect("a jump has a target");
        let [stays, jumps] = self.ways_of_branch();
        let taken = if jumps { self.edge_to(target) } else { self.edge_untaken(u, v, true) };
        let next = if stays { self.edge_to(self.at.next) } else { self.edge_untaken(u, v, false) };
        let mut end = Inst::new(Op::Branch, &[cond]);
        match u {
            Uop::pop_jump_if_false | Uop::pop_jump_if_not_none => end.targets.extend([next, taken]),
            _ => end.targets.extend([taken, next]),
        }
        self.f.push(self.block, end);
        self.ended = true;
    }

    /// The way that the present jump, of which `v` decides, never went. The interpreter does the jump, and notes its way.
    fn edge_untaken(&mut self, u: Uop, v: InstId, jumps: bool) -> Edge {
        let block = self.f.new_block();
        self.f.block_mut(block).cold = true;
        let before = std::mem::replace(&mut self.block, block);
        let decides = match (u, jumps) {
            (Uop::pop_jump_if_true, true) | (Uop::pop_jump_if_false, false) => {
                self.constant(Value::TRUE.bits())
            }
            (Uop::pop_jump_if_true | Uop::pop_jump_if_false, _) => {
                self.constant(Value::FALSE.bits())
            }
            _ => v,
        };
        self.push(decides);
        let state = self.state.take();
        self.leave_untaken();
        self.pop();
        (self.block, self.state, self.ended) = (before, state, false);
        Edge { block, args: Default::default() }
    }

    /// The machine condition of a bool on the stack.
    fn cond_of(&mut self, v: InstId) -> InstId {
        if self.f.ty(v) == crate::ir::Type::Bool {
            return self.op(Op::CondOf, &[v]);
        }
        let yes = self.constant(0x14);
        self.op(Op::WordEq, &[v, yes])
    }

    /// The pointer in a header word of the frame.
    pub(in crate::build) fn frame_word(&mut self, at: isize) -> InstId {
        let frame = self.op(Op::FramePtr, &[]);
        self.f.push(
            self.block,
            Inst::with_imm(Op::LoadPtr, &[frame], at as i64 * 8, Region::Frozen as i64),
        )
    }
}
