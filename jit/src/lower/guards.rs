//! Guards and conditions.

use super::Lowerer;
use crate::ir::insts::INLINE_ONLY;
use crate::ir::types::FIRST_DYNAMIC_SHAPE;
use crate::ir::{InstId, Op, Region, Type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use taipan_runtime::ctx::breaker;
use taipan_runtime::fault;
use taipan_vm::frame::layout::{self, flags};

impl Lowerer<'_> {
    /// Lowers a guard; its result is the word of its operand.
    pub(super) fn guard(&mut self, v: InstId) -> Option<Value> {
        let inst = self.func.inst(v);
        match inst.op {
            Op::Poll => {
                // Another thread writes it: a plain load in a loop would be taken for the one before the loop.
                let (base, offset) = self.cell(inst.imm as u64);
                let address = match offset {
                    0 => base,
                    _ => self.b.ins().iadd_imm_s(base, i64::from(offset)),
                };
                let flags = self.flags(Region::Meta);
                let pending = self.b.ins().atomic_load(types::I32, flags, address);
                // With fuel its bit is always set.
                let none = if self.env.fuel.is_some() { breaker::FUEL } else { 0 };
                let set = self.b.ins().icmp_imm_s(IntCC::NotEqual, pending, i64::from(none));
                match self.env.fuel.filter(|_| !fault!("poll-fuel-free")) {
                    Some(address) => self.burn(address, set, v),
                    None => self.leave_if(set, v),
                }
                return None;
            }
            Op::GuardRoom => {
                if inst.imm2 > 0 {
                    self.leave_without_room_inside(v, inst.imm, inst.imm2);
                }
                return None;
            }
            Op::CheckFrames => {
                let touched = self.touched();
                self.leave_if(touched, v);
                return None;
            }
            Op::CheckHeld => {
                let at = layout::FRAME_OBJ as i32 * 8;
                let flags = self.flags(Region::Frame);
                let object = self.b.ins().load(types::I64, flags, self.frame, at);
                let mut held = self.b.ins().icmp_imm_s(IntCC::NotEqual, object, 0);
                if inst.imm != 0 {
                    let touched = self.touched();
                    held = self.b.ins().bor(held, touched);
                }
                self.leave_if(held, v);
                return None;
            }
            _ => {}
        }
        let a = self.arg(v, 0);
        match inst.op {
            Op::GuardInt => {
                let tag = self.b.ins().band_imm_s(a, 1);
                self.leave_unless_bit(tag, v);
            }
            Op::GuardFloat => self.guard_float(v, a),
            Op::GuardNumber => return Some(self.guard_number(v, a)),
            Op::GuardBool => {
                // 0x0c and 0x14 differ in the bits 0x18 only.
                let toggled = self.b.ins().bxor_imm_s(a, 0x0c);
                let rest = self.b.ins().band_imm_s(toggled, !0x18);
                let ok = self.b.ins().icmp_imm_s(IntCC::Equal, rest, 0);
                let one_of_two = self.b.ins().icmp_imm_s(IntCC::NotEqual, toggled, 0x08);
                let not_other = self.b.ins().icmp_imm_s(IntCC::NotEqual, toggled, 0x10);
                let both = self.b.ins().band(one_of_two, not_other);
                let ok = self.b.ins().band(ok, both);
                self.leave_unless(ok, v);
            }
            Op::GuardWord => {
                let want = self.word(inst.imm);
                let same = self.b.ins().icmp(IntCC::Equal, a, want);
                if !fault!("lower-word-unguarded") {
                    self.leave_unless(same, v);
                }
            }
            Op::GuardBound => {
                let bound = self.b.ins().icmp_imm_s(IntCC::NotEqual, a, 0);
                self.leave_unless(bound, v);
            }
            Op::GuardType | Op::GuardShape => self.guard_shape(v, a),
            Op::GuardTrue => {
                self.leave_unless(a, v);
                return None;
            }
            Op::GuardFalse => {
                self.leave_if(a, v);
                return None;
            }
            other => unreachable!("{} is no guard", other.name()),
        }
        Some(a)
    }

    /// Takes a unit of fuel; leaves if there is none: the interpreter then stops the program there. Before, leaves
    /// if `set`.
    fn burn(&mut self, address: u64, set: Value, v: InstId) {
        // What is counted down compares anyway; otherwise each condition has a jump of its own.
        let is_one = self.countdown.is_some();
        if !is_one {
            self.leave_if(set, v);
        }
        // The interpreter and code called from here change it, but no other thread: what is not atomic needs no fence.
        let left = self.load_at(address, types::I64);
        let none = self.b.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, left, 0);
        let leaves = if is_one { self.b.ins().bor(set, none) } else { none };
        self.leave_if(leaves, v);
        let less = self.b.ins().iadd_imm_s(left, -1);
        self.store_at(address, less);
    }

    /// Not 0 if somebody holds a frame that was inlined in this one, or wrote a variable of it.
    fn touched(&mut self) -> Value {
        let at = layout::META as i32 * 8;
        let flags = self.flags(Region::Frame);
        let meta = self.b.ins().load(types::I8, flags, self.frame, at);
        self.b.ins().band_imm_s(meta, flags::TOUCHED as i64)
    }

    /// Leaves unless a bit is set (branches on the word itself).
    fn leave_unless_bit(&mut self, bit: Value, v: InstId) {
        let set = self.b.ins().icmp_imm_s(IntCC::NotEqual, bit, 0);
        self.leave_unless(set, v);
    }

    /// Inline floats pass on the hot path, which also decodes them; heap floats on a cold one.
    fn guard_float(&mut self, v: InstId, word: Value) {
        let inst = self.func.inst(v);
        if inst.imm & INLINE_ONLY != 0 {
            // One test and jump; a comparison of the tag would take a copy of the word.
            let tag = self.b.ins().iadd_imm_s(word, -2);
            let other = self.b.ins().band_imm_s(tag, 3);
            let is_inline = self.b.ins().icmp_imm_s(IntCC::Equal, other, 0);
            self.leave_unless(is_inline, v);
            return;
        }
        self.begin_guard(v);
        let (inline, other, heap, done) =
            (self.fresh(), self.fresh_cold(), self.fresh_cold(), self.fresh());
        let result = self.b.append_block_param(done, types::F64);
        let tag = self.b.ins().band_imm_s(word, 3);
        let is_inline = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 2);
        self.b.ins().brif(is_inline, inline, &[], other, &[]);
        self.b.switch_to_block(other);
        self.leave_unless_heap(v, word, self.func.ty(inst.args[0]));
        self.b.ins().jump(heap, &[]);
        self.b.switch_to_block(heap);
        let shape = self.shape_of(word);
        let ok = self.b.ins().icmp_imm_s(IntCC::Equal, shape, self.env.float_shape as i64);
        self.leave_unless(ok, v);
        let f = self.heap_float(word);
        self.b.ins().jump(done, &[BlockArg::Value(f)]);
        self.b.switch_to_block(inline);
        let f = self.decode(word);
        self.b.ins().jump(done, &[BlockArg::Value(f)]);
        self.b.switch_to_block(done);
        self.decoded.insert(v, result);
    }

    /// The number in a word: ints are converted, floats decoded.
    fn guard_number(&mut self, v: InstId, word: Value) -> Value {
        let imm = self.func.inst(v).imm;
        let exact = imm & 1 != 0;
        if self.func.ty(self.func.inst(v).args[0]) == Type::Int {
            return self.int_to_float(v, word, exact);
        }
        self.begin_guard(v);
        let (int, other, done) = (self.fresh(), self.fresh(), self.fresh());
        let result = self.b.append_block_param(done, types::F64);
        let tag = self.b.ins().band_imm_s(word, 1);
        self.b.ins().brif(tag, int, &[], other, &[]);
        self.b.switch_to_block(int);
        let f = self.int_to_float(v, word, exact);
        self.b.ins().jump(done, &[BlockArg::Value(f)]);
        self.b.switch_to_block(other);
        self.guard_float(v, word);
        let f = match self.decoded.remove(&v) {
            Some(decoded) => decoded,
            None => self.decode(word),
        };
        self.b.ins().jump(done, &[BlockArg::Value(f)]);
        self.b.switch_to_block(done);
        result
    }

    /// The float of a small int; leaves if it has to be exact and is not.
    fn int_to_float(&mut self, v: InstId, word: Value, exact: bool) -> Value {
        let n = self.b.ins().sshr_imm_u(word, 1);
        if exact {
            let shifted = self.b.ins().iadd_imm_s(n, 1 << 53);
            let fits = self.b.ins().icmp_imm_s(IntCC::UnsignedLessThanOrEqual, shifted, 1 << 54);
            self.leave_unless(fits, v);
        }
        self.b.ins().fcvt_from_sint(types::F64, n)
    }

    /// Leaves unless the word points to a heap object; what its type already says is not asked.
    fn leave_unless_heap(&mut self, v: InstId, word: Value, ty: Type) {
        if ty.is(Type::Heap) {
            return;
        }
        let tag = self.b.ins().band_imm_s(word, 7);
        let mut heap = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        if !ty.is(Type::Any) {
            let present = self.b.ins().icmp_imm_s(IntCC::NotEqual, word, 0);
            heap = self.b.ins().band(heap, present);
        }
        self.leave_unless(heap, v);
    }

    fn guard_shape(&mut self, v: InstId, word: Value) {
        let inst = self.func.inst(v);
        self.leave_unless_heap(v, word, self.func.ty(inst.args[0]));
        let ok = self.is_of_shape(word, inst.imm);
        if inst.op == Op::GuardShape && fault!("lower-shape-unguarded") {
            return;
        }
        self.leave_unless(ok, v);
    }

    /// Whether a heap object has the shape `n`, and the shape still holds: a class that changed leaves none of its
    /// instances a shape that code was made for.
    fn is_of_shape(&mut self, object: Value, n: i64) -> Value {
        let shape = self.shape_of(object);
        match self.env.live_shapes.filter(|_| n >= i64::from(FIRST_DYNAMIC_SHAPE)) {
            Some((first, step)) => {
                let live = self.load_at(first + n as u64 * step, types::I32);
                self.b.ins().icmp(IntCC::Equal, shape, live)
            }
            None => self.b.ins().icmp_imm_s(IntCC::Equal, shape, n),
        }
    }

    /// The shape number in the header of a heap object.
    fn shape_of(&mut self, object: Value) -> Value {
        let flags = self.flags(Region::Shape);
        self.b.ins().load(types::I32, flags, object, 0)
    }

    pub(super) fn condition(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        let a = self.arg(v, 0);
        match inst.op {
            Op::WordEq => {
                let b = self.arg(v, 1);
                self.b.ins().icmp(IntCC::Equal, a, b)
            }
            Op::BothInts => {
                let b = self.arg(v, 1);
                let both = self.b.ins().band(a, b);
                let tag = self.b.ins().band_imm_s(both, 1);
                self.b.ins().ireduce(types::I8, tag)
            }
            Op::BoolOf => {
                let (yes, no) = (self.word(0x14), self.word(0x0c));
                self.b.ins().select(a, yes, no)
            }
            Op::CondOf => self.b.ins().icmp_imm_s(IntCC::Equal, a, 0x14),
            Op::Not => self.b.ins().bxor_imm_s(a, 1),
            Op::HasShape => self.has_shape(v, a),
            other => unreachable!("{} is no condition", other.name()),
        }
    }

    fn has_shape(&mut self, v: InstId, word: Value) -> Value {
        let inst = self.func.inst(v);
        if self.func.ty(inst.args[0]).is(Type::Heap) {
            return self.is_of_shape(word, inst.imm);
        }
        let (look, done) = (self.fresh(), self.fresh());
        let result = self.b.append_block_param(done, types::I8);
        let tag = self.b.ins().band_imm_s(word, 7);
        let mut heap = self.b.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        if !self.func.ty(inst.args[0]).is(Type::Any) {
            let present = self.b.ins().icmp_imm_s(IntCC::NotEqual, word, 0);
            heap = self.b.ins().band(heap, present);
        }
        let no = self.b.ins().iconst(types::I8, 0);
        self.b.ins().brif(heap, look, &[], done, &[BlockArg::Value(no)]);
        self.b.switch_to_block(look);
        let same = self.is_of_shape(word, inst.imm);
        self.b.ins().jump(done, &[BlockArg::Value(same)]);
        self.b.switch_to_block(done);
        result
    }
}
