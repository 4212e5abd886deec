//! Attributes of classes that a site names, and methods through `super()`.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Region};
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::types::staticmethod::StaticMethodObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::attributes::LoadPlan;
use taipan_vm::bytecode::Opcode;
use taipan_vm::types::function::FunctionObj;

impl Builder<'_> {
    /// `C.name(...)` for a static or class method of a class that is known, which the interpreter has no
    /// specialized instruction for; false for anything else.
    pub(super) fn load_attr_of_class(&mut self, op: Opcode) -> bool {
        let owner = self.peek(0);
        if op != Opcode::LOAD_ATTR || self.at.site.oparg & 1 == 0 || self.is_distrusted(op) {
            return false;
        }
        let known = self.known_word(owner).and_then(|w| self.frame.value_of(w));
        let Some(class) = known.and_then(|v| v.cast::<TypeObj>()) else { return false };
        let meta = self.cx.ty(TypeId::TYPE);
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 1);
        if !self.cx.type_of(class.into()).ptr_eq(meta)
            || class.is_volatile()
            || self.cx.type_lookup(meta, name).is_some()
        {
            return false;
        }
        let Some(found) = self.cx.type_lookup(class, name) else { return false };
        let kind = self.cx.type_of(found);
        let receiver = if kind.ptr_eq(self.cx.ty(TypeId::CLASSMETHOD)) {
            Some(class)
        } else if kind.ptr_eq(self.cx.ty(TypeId::STATICMETHOD)) {
            None
        } else {
            return false;
        };
        let wrapped = found.cast::<StaticMethodObj>().and_then(|m| m.callable.get());
        let Some(func) = wrapped.filter(|f| f.cast::<FunctionObj>().is_some()) else {
            return false;
        };
        let version = self.cx.type_version(class);
        if version == 0 {
            return false;
        }
        self.guard_is(owner, class.into());
        let class_value = self.constant(Value::from(class).bits());
        let at = std::mem::offset_of!(TypeObj, version);
        let now = self.load(Op::LoadI64, &[class_value], at, Region::Meta);
        self.guard_equal(now, version as i64, ExitReason::Version);
        // `__init__` of the wrapper can replace what it wraps.
        let wrapper = self.constant(found.bits());
        let at = std::mem::offset_of!(StaticMethodObj, callable);
        let now = self.load(Op::LoadSlot, &[wrapper], at, Region::Meta);
        self.leaving(Op::GuardWord, &[now], func.bits() as i64, ExitReason::Version);
        self.pop();
        let func = self.constant(func.bits());
        self.push(func);
        let receiver = self.constant(receiver.map_or(0, |c| Value::from(c).bits()));
        self.push(receiver);
        true
    }

    /// `super().name(...)` by the shape of self; false if no shape is known that tells what it means.
    pub(super) fn load_super_method(&mut self, op: Opcode) -> bool {
        let (global, class, owner) = (self.peek(2), self.peek(1), self.peek(0));
        if self.at.site.oparg & 1 == 0 || self.is_distrusted(op) {
            return false;
        }
        let value = |b: &Self, v: InstId| b.known_word(v).and_then(|w| b.frame.value_of(w));
        let builtin: Value = self.cx.ty(TypeId::SUPER).into();
        let Some(known) = value(self, class).and_then(|v| v.cast::<TypeObj>()) else {
            return false;
        };
        let Some(seen) = self.vm.feedback.get(self.at.site) else { return false };
        if value(self, global) != Some(builtin) || seen.hopeless {
            return false;
        }
        let mut plans = Vec::new();
        for shape in seen.shapes {
            if let Some(found) = self.method_behind(known, ShapeId(shape)) {
                plans.push((shape, LoadPlan::Method(found)));
            }
        }
        if plans.is_empty() {
            return false;
        }
        self.guard_is(global, builtin);
        self.guard_is(class, known.into());
        debug_assert!(self.peek(0) == owner);
        self.load_by_plans(op, plans, true, 3)
    }

    /// The method that instances with a shape have behind `class` in their method resolution order.
    fn method_behind(&mut self, class: Gc<TypeObj>, shape: ShapeId) -> Option<Value> {
        let of = self.cx.shapes.get(shape);
        let start = of.class().filter(|start| !start.is_volatile() && !of.is_stale())?;
        // A class that is itself the owner goes another way.
        if !start.is_subtype(class) || start.is_subtype(self.cx.ty(TypeId::TYPE)) {
            return None;
        }
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 2);
        let found = self.cx.super_lookup(class, start, name)?;
        self.cx.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR).then_some(found)
    }

    fn guard_is(&mut self, v: InstId, known: Value) {
        if self.f.const_word(v) == Some(known.bits()) {
            return;
        }
        self.f.keep.push(known.bits());
        self.guard(Op::GuardWord, v, known.bits() as i64, ExitReason::Identity);
    }
}
