//! Polymorphic sites: one arm for each shape or callable that was seen, and a way out for the rest.

use super::Builder;
use super::contexts::Context;
use super::inline::CallShape;
use crate::exit::reason::ExitReason;
use crate::ir::function::Edge;
use crate::ir::{BlockId, Inst, InstId, Op, Region, Type};
use taipan_runtime::heap::{Gc, SLOTS_OFFSET, ShapeId};
use taipan_runtime::types::property::PropertyObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::attributes::{self, LoadPlan, StorePlan};
use taipan_vm::abi::facts::Place;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;
use taipan_vm::feedback::MAX_ALTERNATIVES;
use taipan_vm::types::function::FunctionObj;

/// Compilations of a place after which its sites leave no more for what they have not seen.
const ATTEMPTS_TO_LEARN: u32 = 3;

impl Builder<'_> {
    pub(super) fn jump_with(&mut self, block: BlockId, args: &[InstId]) {
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(Edge { block, args: args.iter().copied().collect() });
        self.f.push(self.block, jump);
        self.ended = true;
    }

    /// Shapes that owners at this attribute site had: the cached one first.
    fn shapes_seen(&self, op: Opcode) -> Vec<u32> {
        use Opcode::*;
        let cached = matches!(
            op,
            LOAD_ATTR_INSTANCE_VALUE
                | LOAD_ATTR_SLOT
                | LOAD_ATTR_PROPERTY
                | LOAD_ATTR_METHOD_WITH_VALUES
                | LOAD_ATTR_METHOD_NO_DICT
                | LOAD_ATTR_METHOD_LAZY_DICT
                | LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                | LOAD_ATTR_NONDESCRIPTOR_NO_DICT
                | STORE_ATTR_SLOT
        )
        .then(|| self.at.site.pair(1));
        let stored = (op == STORE_ATTR_INSTANCE_VALUE).then(|| self.shape_before_store());
        let mut shapes: Vec<u32> = cached.into_iter().chain(stored).collect();
        for shape in self.vm.feedback.get(self.at.site).map_or(Vec::new(), |site| site.shapes) {
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        // Instances of a shape that dies out may live long: their arms come last.
        shapes.sort_by_key(|&shape| attributes::is_superseded(self.cx, ShapeId(shape)));
        if shapes.len() > MAX_ALTERNATIVES {
            shapes.retain(|&shape| !attributes::is_superseded(self.cx, ShapeId(shape)));
        }
        shapes
    }

    /// Whether what none of the arms expects is run in the general way instead of leaving: after some
    /// attempts, leaving teaches nothing more.
    fn others_pass(&self, arms: usize) -> bool {
        let site = self.vm.feedback.get(self.at.site);
        arms > MAX_ALTERNATIVES || site.is_some_and(|s| s.left && self.attempt >= ATTEMPTS_TO_LEARN)
    }

    /// `LOAD_ATTR` by the owner's shape; false if no shape is known that tells what it means.
    pub(super) fn load_attr_by_shape(&mut self, op: Opcode) -> bool {
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 1);
        let wants_method = self.at.site.oparg & 1 != 0;
        let mut plans: Vec<(u32, LoadPlan)> = Vec::new();
        for shape in self.shapes_seen(op) {
            match attributes::load_plan(self.cx, ShapeId(shape), name) {
                Some(LoadPlan::Method(_)) if !wants_method => {}
                Some(LoadPlan::Property(_, getter)) if !self.calls_directly(getter, 1) => {}
                Some(plan) => plans.push((shape, plan)),
                None => {}
            }
        }
        if plans.len() > 1 {
            match self.context(self.peek(0), None) {
                Context::Unknown => {}
                Context::Notes => {
                    self.generic_load_attr();
                    self.noted.insert(self.peek(usize::from(wants_method)));
                    self.is_worth_notes |= wants_method;
                    return true;
                }
                Context::Saw(seen) => {
                    plans.retain(|(shape, _)| seen.shapes.contains(shape));
                    if plans.is_empty() {
                        self.leave_untaken();
                        return true;
                    }
                }
            }
        }
        self.load_by_plans(op, plans, wants_method, 1)
    }

    /// What the plan for the shape of the owner, which is on top, gives; pops `pops` words. False without
    /// plans.
    pub(super) fn load_by_plans(
        &mut self,
        op: Opcode,
        mut plans: Vec<(u32, LoadPlan)>,
        wants_method: bool,
        pops: usize,
    ) -> bool {
        let owner = self.peek(0);
        let others_pass = self.others_pass(plans.len());
        plans.truncate(MAX_ALTERNATIVES);
        match plans[..] {
            [] => return false,
            [(shape, plan)] if !others_pass => {
                let owner = self.guard_fresh_shape(owner, shape);
                let found = self.follow(owner, plan);
                self.scope.stack.truncate(self.scope.stack.len() - pops);
                self.push_found(found, wants_method);
                return true;
            }
            _ => {}
        }
        self.state();
        let join = self.f.new_block();
        let value = self.f.push_param(join, Type::Any);
        let receiver = wants_method.then(|| self.f.push_param(join, Type::Slot));
        let mut methods = Vec::new();
        for &(shape, plan) in &plans {
            let next = self.arm_for_shape(owner, shape);
            let (v, this) = self.follow(owner, plan);
            methods.extend(self.f.const_word(v));
            let mut args = vec![v];
            if wants_method {
                args.push(match this {
                    Some(this) => this,
                    None => self.constant(0),
                });
            }
            self.jump_with(join, &args);
            (self.block, self.ended) = (next, false);
        }
        if others_pass {
            // The arm may read its locals anew from the frame; the other arms know nothing of that.
            let locals = self.scope.locals.clone();
            let before = self.scope.stack.clone();
            match op.head() {
                Opcode::LOAD_ATTR => self.generic_load_attr(),
                head => {
                    // It reads locals from memory but writes none; what it reads back is of this arm only.
                    let locals = self.scope.locals.clone();
                    self.step(head);
                    self.scope.locals = locals;
                }
            }
            let found = self.scope.stack.split_off(before.len() - pops);
            (self.scope.stack, self.scope.locals) = (before, locals);
            let v = self.present(found[0]);
            self.jump_with(join, &[&[v], &found[1..]].concat());
        } else {
            self.leaving(Op::Exit, &[], 0, ExitReason::Shape);
        }
        (self.block, self.ended) = (join, false);
        let all_known = methods.len() == plans.len();
        methods.sort_unstable();
        methods.dedup();
        self.scope.stack.truncate(self.scope.stack.len() - pops);
        match methods[..] {
            [only] if all_known && !others_pass => {
                let method = self.constant(only);
                self.push(method);
            }
            _ => {
                if all_known {
                    self.alternatives.insert(value, methods);
                }
                self.push(value);
            }
        }
        self.scope.stack.extend(receiver);
        true
    }

    /// Branches to an arm that is run when `owner` has this shape, and its class did not change since; the block for
    /// all others.
    pub(super) fn arm_for_shape(&mut self, owner: InstId, shape: u32) -> BlockId {
        let has = self.op_imm(Op::HasShape, &[owner], shape as i64);
        let (yes, no) = self.branch(has);
        self.block = yes;
        no
    }

    fn push_found(&mut self, (v, this): (InstId, Option<InstId>), wants_method: bool) {
        self.push(v);
        if wants_method {
            let this = match this {
                Some(this) => this,
                None => self.constant(0),
            };
            self.push(this);
        }
    }

    /// What a plan gives for an owner whose shape is known: the value, and the receiver of a method.
    fn follow(&mut self, owner: InstId, plan: LoadPlan) -> (InstId, Option<InstId>) {
        match plan {
            LoadPlan::Slot(place) => {
                let v = self.load_place(owner, place);
                (self.present(v), None)
            }
            LoadPlan::Member(place) => {
                let v = self.load_place(owner, place);
                self.leaving(Op::GuardBound, &[v], 0, ExitReason::Unbound);
                (self.present(v), None)
            }
            LoadPlan::Method(found) => (self.constant(found.bits()), Some(self.present(owner))),
            LoadPlan::Plain(found) => (self.constant(found.bits()), None),
            LoadPlan::Property(property, getter) => {
                // `property.__init__` can replace the getter.
                let of = self.constant(property.bits());
                let offset = std::mem::offset_of!(PropertyObj, get);
                let now = self.load(Op::LoadSlot, &[of], offset, Region::Meta);
                let want = Value::from(getter).bits();
                self.f.keep.push(want);
                self.leaving(Op::GuardWord, &[now], want as i64, ExitReason::Version);
                self.guard_version(getter);
                let call = CallShape { pops: 1, below: None, flags: 0 };
                let this = self.present(owner);
                (self.call_function(getter, &[this], &call), None)
            }
        }
    }

    pub(super) fn load_place(&mut self, owner: InstId, place: Place) -> InstId {
        match place {
            Place::Inline(offset) => {
                self.load(Op::LoadSlot, &[owner], offset as usize, Region::Slot)
            }
            Place::Overflow(index, array) => {
                let array = self.load(Op::LoadPtr, &[owner], array as usize, Region::Slot);
                self.load(Op::LoadSlot, &[array], SLOTS_OFFSET + index as usize * 8, Region::Slot)
            }
        }
    }

    fn shape_before_store(&self) -> u32 {
        let shape = self.at.site.pair(1);
        if !taipan_vm::abi::facts::attribute_place(self.cx, self.at.site, shape).1 {
            return shape;
        }
        self.cx.shapes.get(ShapeId(shape)).last().map_or(shape, |l| l.1.0)
    }

    /// `STORE_ATTR` by the owner's shape; false if no shape is known that tells what it means.
    pub(super) fn store_attr_by_shape(&mut self, op: Opcode) -> bool {
        let name = self.scope.code.name_at(self.at.site.oparg as usize);
        let mut plans: Vec<(u32, StorePlan)> = Vec::new();
        for shape in self.shapes_seen(op) {
            if let Some(plan) = attributes::store_plan(self.cx, ShapeId(shape), name) {
                plans.push((shape, plan));
            }
        }
        if plans.len() > 1 {
            match self.context(self.peek(0), None) {
                Context::Unknown => {}
                Context::Notes => {
                    self.generic_store_attr();
                    return true;
                }
                Context::Saw(seen) => {
                    plans.retain(|(shape, _)| seen.shapes.contains(shape));
                    if plans.is_empty() {
                        self.leave_untaken();
                        return true;
                    }
                }
            }
        }
        let (owner, v) = (self.peek(0), self.peek(1));
        let others_pass = self.others_pass(plans.len());
        plans.truncate(MAX_ALTERNATIVES);
        match plans[..] {
            [] => return false,
            [(shape, plan)] if !others_pass => {
                let owner = self.guard_fresh_shape(owner, shape);
                self.store_by_plan(owner, v, plan);
                self.scope.stack.truncate(self.scope.stack.len() - 2);
                return true;
            }
            _ => {}
        }
        self.state();
        let join = self.f.new_block();
        for &(shape, plan) in &plans {
            let next = self.arm_for_shape(owner, shape);
            self.store_by_plan(owner, v, plan);
            self.jump_with(join, &[]);
            (self.block, self.ended) = (next, false);
        }
        if others_pass {
            let name = self.pointer(name.addr() as u64);
            self.libcall(Libcall::SetAttr, &[owner, name, v]);
            self.jump_with(join, &[]);
        } else {
            self.leaving(Op::Exit, &[], 0, ExitReason::Shape);
        }
        (self.block, self.ended) = (join, false);
        self.scope.stack.truncate(self.scope.stack.len() - 2);
        true
    }

    fn store_by_plan(&mut self, owner: InstId, v: InstId, plan: StorePlan) {
        match plan.place {
            Place::Inline(offset) => {
                self.store(Op::StoreSlot, &[owner, v], offset as usize, Region::Slot);
            }
            Place::Overflow(index, array) => {
                let array = self.load(Op::LoadPtr, &[owner], array as usize, Region::Slot);
                let at = SLOTS_OFFSET + index as usize * 8;
                self.store(Op::StoreSlot, &[array, v], at, Region::Slot);
            }
        }
        if let Some(to) = plan.becomes {
            let to = self.i64(to.0 as i64);
            self.store(Op::StoreU32, &[owner, to], 0, Region::Shape);
        }
    }

    /// A `CALL` of an attribute whose site notes what it sees; false for others.
    pub(super) fn call_noted(&mut self) -> bool {
        let is_noted = self.noted.contains(&self.peek(self.at.site.oparg as usize + 1));
        if is_noted {
            self.generic_call(false);
        }
        is_noted
    }

    /// A `CALL` whose callable is one of several Python functions; false if they are not known.
    pub(super) fn call_one_of(&mut self) -> bool {
        let n = self.at.site.oparg as usize;
        let callable = self.peek(n + 1);
        let mut words = self.alternatives.get(&callable).cloned().unwrap_or_default();
        let seen = self.vm.feedback.get(self.at.site);
        let are_all = !words.is_empty();
        if !are_all {
            words.extend(self.known_word(callable));
            for word in seen.into_iter().flat_map(|s| s.callables).take(MAX_ALTERNATIVES) {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        let argc = self.call_args().len();
        let funcs: Vec<Gc<FunctionObj>> = words
            .iter()
            .filter_map(|&w| self.frame.value_of(w)?.cast::<FunctionObj>())
            .inspect(|&f| self.vm.give_version(f))
            .filter(|&f| self.calls_directly(f, argc))
            .collect();
        let enough = funcs.len() > 1 || are_all && !funcs.is_empty();
        if !enough || funcs.len() > MAX_ALTERNATIVES || funcs.len() != words.len() {
            return false;
        }
        let others_pass = self.others_pass(0);
        self.guard_receiver();
        self.state();
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        for func in funcs {
            let word = Value::from(func).bits();
            let want = self.constant(word);
            let same = self.op(Op::WordEq, &[callable, want]);
            let (yes, no) = self.branch(same);
            self.block = yes;
            self.guard_version(func);
            let args = self.call_args();
            let call = CallShape { pops: n + 2, below: None, flags: 0 };
            self.arms += 1;
            let v = self.call_function(func, &args, &call);
            self.arms -= 1;
            self.jump_with(join, &[v]);
            (self.block, self.ended) = (no, false);
        }
        if others_pass {
            let before = self.scope.stack.clone();
            self.generic_call(false);
            let v = self.pop();
            self.scope.stack = before;
            self.jump_with(join, &[v]);
        } else {
            self.leaving(Op::Exit, &[], 0, ExitReason::Callee);
        }
        (self.block, self.ended) = (join, false);
        self.replace(n + 2, result);
        true
    }
}
