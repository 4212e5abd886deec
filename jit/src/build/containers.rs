//! Subscripts and iteration by the class of the container, where the site's feedback knows it and no
//! specialized instruction serves it: arrays, classes with `__getitem__` and `__setitem__`, `enumerate`.

use super::inline::CallShape;
use super::{Builder, SUBSCR};
use crate::exit::reason::ExitReason;
use crate::ir::types::FIRST_DYNAMIC_SHAPE;
use crate::ir::{Inst, InstId, Op, Region};
use taipan_runtime::heap::{BYTES_OFFSET, Gc, ShapeId};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::stdlib::array;
use taipan_runtime::stdlib::types::ARRAY;
use taipan_runtime::types::{enumerate, list, seq_iter};
use taipan_runtime::value::Value;
use taipan_vm::abi::attributes;
use taipan_vm::bytecode::Opcode;
use taipan_vm::frame::layout::flags;
use taipan_vm::types::function::FunctionObj;

impl Builder<'_> {
    /// The one shape of container that this site saw, if it is worth a guess.
    fn container_shape(&self) -> Option<(u32, u8)> {
        let seen = self.vm.feedback.get(self.at.site)?;
        let mut shapes = seen.shapes;
        if shapes.len() > 1 {
            shapes.retain(|&s| !attributes::is_superseded(self.cx, ShapeId(s)));
        }
        match shapes[..] {
            [shape] if !seen.hopeless => Some((shape, seen.array_code)),
            _ => None,
        }
    }

    /// `container[key]`; false if feedback does not tell how.
    pub(super) fn subscript_by_shape(&mut self, op: Opcode) -> bool {
        let untold = matches!(op, Opcode::BINARY_OP | Opcode::BINARY_OP_SUBSCR_GETITEM);
        if self.at.site.oparg != SUBSCR || !untold {
            return false;
        }
        let Some((shape, code)) = self.container_shape() else { return false };
        if shape == ARRAY.shape().0 && code == b'd' {
            let (items, index) = self.array_item(1, 0, code);
            let raw = self.load(Op::LoadItemF64, &[items, index], BYTES_OFFSET, Region::Items);
            let v = self.op(Op::Box, &[raw]);
            self.replace(2, v);
            return true;
        }
        if shape == ARRAY.shape().0 && code == b'i' {
            let (items, index) = self.array_item(1, 0, code);
            let raw = self.load(Op::LoadItemI32, &[items, index], BYTES_OFFSET, Region::Items);
            let v = self.op(Op::Tag, &[raw]);
            self.replace(2, v);
            return true;
        }
        let name = self.cx.names.__getitem__;
        let Some(func) = self.method_of_class(shape, name, 2) else { return false };
        let (container, key) = (self.peek(1), self.peek(0));
        self.guard_fresh_shape(container, shape);
        self.guard_version(func);
        let call = CallShape { pops: 2, below: None, flags: 0 };
        let v = self.call_function(func, &[self.peek(1), key], &call);
        self.replace(2, v);
        true
    }

    /// `container[key] = v`; false if feedback does not tell how.
    pub(super) fn store_subscript_by_shape(&mut self, op: Opcode) -> bool {
        if op != Opcode::STORE_SUBSCR {
            return false;
        }
        let Some((shape, code)) = self.container_shape() else { return false };
        if shape == ARRAY.shape().0 && code == b'd' {
            let v = self.peek(2);
            let raw = self.guard_number(v, false, ExitReason::NotFloat);
            let (items, index) = self.array_item(1, 0, code);
            self.store(Op::StoreItemF64, &[items, index, raw], BYTES_OFFSET, Region::Items);
            self.scope.stack.truncate(self.scope.stack.len() - 3);
            return true;
        }
        let name = self.cx.names.__setitem__;
        let Some(func) = self.method_of_class(shape, name, 3) else { return false };
        let container = self.peek(1);
        self.guard_fresh_shape(container, shape);
        self.guard_version(func);
        let args = [self.peek(1), self.peek(0), self.peek(2)];
        let call = CallShape { pops: 3, below: None, flags: flags::DISCARD };
        self.call_function(func, &args, &call);
        self.scope.stack.truncate(self.scope.stack.len() - 3);
        true
    }

    /// The Python function that instances of a shape have under a special name, called directly with
    /// this many arguments.
    pub(super) fn method_of_class(
        &mut self,
        shape: u32,
        name: Gc<taipan_runtime::types::str::StrObj>,
        argc: usize,
    ) -> Option<Gc<FunctionObj>> {
        let of = self.cx.shapes.get(ShapeId(shape));
        let class = of.class().filter(|class| !class.is_volatile() && !of.is_stale())?;
        if shape < FIRST_DYNAMIC_SHAPE {
            return None;
        }
        let func = self.cx.type_lookup(class, name)?.cast::<FunctionObj>()?;
        self.vm.give_version(func);
        self.calls_directly(func, argc).then_some(func)
    }

    /// Guards an array with this type code and an index into it; its buffer and the index from the start.
    fn array_item(&mut self, container: usize, key: usize, type_code: u8) -> (InstId, InstId) {
        let (array, index) = (self.peek(container), self.peek(key));
        let array = self.guard_type(array, ARRAY.shape().0);
        let index = self.guard(Op::GuardInt, index, 0, ExitReason::NotInt);
        let code = self.load(Op::LoadU8, &[array], array::CODE_OFFSET, Region::Frozen);
        self.guard_equal(code, type_code as i64, ExitReason::NotType);
        let raw = self.op(Op::Untag, &[index]);
        let len = self.load(Op::LoadI64, &[array], array::LEN_OFFSET, Region::Header);
        let index = self.op(Op::WrapIndex, &[raw, len]);
        let ok = self.op(Op::InBounds, &[index, len]);
        self.guard_true(ok, ExitReason::Index);
        let buffer = self.load(Op::LoadPtr, &[array], array::BUFFER_OFFSET, Region::Header);
        (buffer, index)
    }

    /// A step of `for i, x in enumerate(some_list)`; false if feedback does not tell that it is one.
    pub(super) fn for_enumerate(&mut self, op: Opcode) -> bool {
        if !matches!(op, Opcode::FOR_ITER | Opcode::FOR_ITER_ENUMERATE) || self.is_distrusted(op) {
            return false;
        }
        match self.container_shape() {
            Some((shape, _)) if shape == TypeId::ENUMERATE.shape().0 => {}
            _ => return false,
        }
        let it = self.peek(0);
        let it = self.guard_type(it, TypeId::ENUMERATE.shape().0);
        let inner = self.load(Op::LoadSlot, &[it], enumerate::ITER_OFFSET, Region::Frozen);
        let list_iter = TypeId::LIST_ITER.shape().0 as i64;
        let inner = self.leaving(Op::GuardType, &[inner], list_iter, ExitReason::NotType);
        let count = self.load(Op::LoadSlot, &[it], enumerate::COUNT_OFFSET, Region::Cursor);
        let count = self.leaving(Op::GuardInt, &[count], 0, ExitReason::NotInt);
        let one = self.constant(3);
        let next_count = self.leaving(Op::IntAdd, &[count, one], 0, ExitReason::Overflow);
        let seq = self.load(Op::LoadSlot, &[inner], seq_iter::SEQ_OFFSET, Region::Cursor);
        let absent = self.constant(0);
        let exhausted = self.op(Op::WordEq, &[seq, absent]);
        let (end, look) = self.branch(exhausted);
        self.block = look;
        let list = TypeId::LIST.shape().0 as i64;
        let seq = self.op_imm(Op::AssumeType, &[seq], list);
        let index = self.load(Op::LoadI64, &[inner], seq_iter::INDEX_OFFSET, Region::Cursor);
        let len = self.load(Op::LoadI64, &[seq], list::LEN_OFFSET, Region::Header);
        let more = self.op(Op::InBounds, &[index, len]);
        let (body, drop) = self.branch(more);
        self.block = drop;
        let absent = self.constant(0);
        self.store(Op::StoreSlot, &[inner, absent], seq_iter::SEQ_OFFSET, Region::Cursor);
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(crate::ir::Edge { block: end, args: Default::default() });
        self.f.push(drop, jump);
        self.block = body;
        let item = self.item(seq, index, true);
        let step = self.i64(1);
        let next = self.op(Op::I64Add, &[index, step]);
        self.store(Op::StoreI64, &[inner, next], seq_iter::INDEX_OFFSET, Region::Cursor);
        self.store(Op::StoreSlot, &[it, next_count], enumerate::COUNT_OFFSET, Region::Cursor);
        let pair = self.leaving(Op::NewTuple, &[count, item], 0, ExitReason::Raised);
        self.finish_loop((body, pair), end);
        true
    }

    /// `isinstance(v, class)` where `class` is a builtin type that is known: exact instances need no call.
    pub(super) fn is_exact_instance(&mut self, v: InstId, class: InstId) -> Option<InstId> {
        use taipan_runtime::object::type_obj::TypeObj;
        let word = self.known_constant(class)?;
        let class = self.frame.value_of(word)?.cast::<TypeObj>()?;
        let shape = class.instance_shape.get().0;
        (shape != 0 && shape < FIRST_DYNAMIC_SHAPE)
            .then(|| self.op_imm(Op::HasShape, &[v], shape as i64))
    }

    /// What `isinstance(n, class)` is for a small int `n`, where `class` is a known class whose metaclass is
    /// `type`, which has no way to answer otherwise.
    pub(super) fn is_int_instance(&mut self, class: InstId) -> Option<u64> {
        use taipan_runtime::object::type_obj::TypeObj;
        let class = self.frame.value_of(self.known_constant(class)?)?;
        let plain = self.cx.type_of(class).ptr_eq(self.cx.ty(TypeId::TYPE));
        let class = class.cast::<TypeObj>().filter(|_| plain)?;
        Some(Value::bool(self.cx.ty(TypeId::INT).is_subtype(class)).bits())
    }

    /// The word of a value that guards or the bytecode fix.
    fn known_constant(&self, v: InstId) -> Option<u64> {
        let inst = self.f.inst(v);
        matches!(inst.op, Op::Const | Op::GuardWord).then_some(inst.imm as u64)
    }

    pub(super) fn guard_hint(&mut self, v: InstId) -> InstId {
        match self.known_word(v) {
            Some(word) if self.known_constant(v).is_none() && word != 0 && word & 7 == 0 => {
                self.f.keep.push(word);
                self.guard(Op::GuardWord, v, word as i64, ExitReason::Identity)
            }
            _ => v,
        }
    }
}
