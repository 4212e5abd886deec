//! Subscripts by slices whose parts are known: the slice object is not made.

use super::block::decode;
use super::{Builder, SUBSCR};
use taipan_runtime::types::slice::SliceObj;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;

impl Builder<'_> {
    /// `BUILD_SLICE` of three parts and the subscript behind it, as one; false if something else follows.
    pub(super) fn build_slice_and_subscript(&mut self) -> bool {
        let (next, op) = decode(self.scope.code, self.at.next);
        let is_subscript = op.head() == Opcode::BINARY_OP && next.site.oparg == SUBSCR;
        let is_target = self.scope.marks.leaders[self.at.next as usize];
        if self.at.site.oparg != 3 || !is_subscript || is_target {
            return false;
        }
        let again = self.state();
        let parts: Vec<_> = (0..3).rev().map(|n| self.peek(n)).collect();
        self.scope.stack.truncate(self.scope.stack.len() - 3);
        // Where the subscript raises, nothing looks at the slice on the operand stack any more.
        let none = self.constant(4);
        self.push(none);
        (self.at, self.state) = (next, None);
        self.count(op);
        let container = self.peek(1);
        let v = self.libcall(Libcall::GetSliceBy, &[container, parts[0], parts[1], parts[2]]);
        self.f.inst_mut(v).origin = Some(again);
        self.replace(2, v);
        true
    }

    /// `container[a:b:c]` with a slice that is a constant.
    pub(super) fn subscript_by_constant_slice(&mut self, op: Opcode) -> bool {
        let constant = self.f.const_word(self.peek(0)).and_then(|w| self.frame.value_of(w));
        let Some(slice) = constant.and_then(|v| v.cast::<SliceObj>()) else { return false };
        if op.head() != Opcode::BINARY_OP || self.at.site.oparg != SUBSCR {
            return false;
        }
        let container = self.peek(1);
        let [start, stop, step] = [slice.start.get(), slice.stop.get(), slice.step.get()]
            .map(|v| self.constant(v.bits()));
        let v = self.libcall(Libcall::GetSliceBy, &[container, start, stop, step]);
        self.replace(2, v);
        true
    }
}
