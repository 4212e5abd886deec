//! Attributes.
//!
//! Caches of `LOAD_ATTR`: units 1-2 a shape, class version or keys version; units 3-4 a place (byte
//! offset in the object, or [`OVERFLOW`] and an index; or a dict entry); units 5-8 a value.
//! Caches of `STORE_ATTR`: units 1-2 a shape, unit 3 a place; with [`ADDS`] the shape is the one
//! after the transition.

use super::names::key_is;
use crate::bytecode::Site;
use crate::interp::lookup::Found;
use crate::interp::regs::{Interp, Step};
use crate::interp::{place, slow};
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::property::PropertyObj;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn load_attr(&mut self, at: Site) -> Step {
        let (owner, name) = (self.peek(0), self.name(at.oparg >> 1));
        let is_method = at.oparg & 1 != 0;
        match self.vm.lookups.load(self.cx, owner, name) {
            Some(Found::Slot(place)) => {
                if let Some(v) = place::load(self.cx, owner, place) {
                    self.set_top(v);
                    self.push_null_if_odd(at);
                    return Step::Next;
                }
            }
            Some(Found::Method(function)) if is_method => {
                self.set_top(function);
                self.push(owner);
                return Step::Next;
            }
            Some(Found::Plain(v)) => {
                self.set_top(v);
                self.push_null_if_odd(at);
                return Step::Next;
            }
            _ => {}
        }
        self.far(|i| i.load_any_attr(at))
    }

    /// Loads an attribute by the whole protocol.
    #[inline(always)]
    fn load_any_attr(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (owner, name) = (self.peek(0), self.name(at.oparg >> 1));
        if at.oparg & 1 != 0 {
            let (attr, receiver) = slow::load_known_method(self.cx, self.vm, owner, name)?;
            self.set_top(attr);
            self.push_opt(receiver);
        } else {
            let v = slow::load_known_attr(self.cx, self.vm, owner, name)?;
            self.set_top(v);
        }
        Ok(())
    }

    #[inline(always)]
    pub fn load_slot(&mut self, at: Site) {
        let v = place::load(self.cx, self.peek(0), at.unit(3));
        self.poke(0, v);
    }

    #[inline(always)]
    pub fn guard_member_bound(&mut self, at: Site) -> bool {
        place::load(self.cx, self.peek(0), at.unit(3)).is_some()
    }

    #[inline(always)]
    pub fn guard_module_keys(&mut self, at: Site) -> bool {
        let owner = self.peek(0);
        let module = owner.cast::<ModuleObj>().filter(|_| owner.has_shape(TypeId::MODULE.shape()));
        module.is_some_and(|m| m.dict.get().keys_version() == at.pair(1) as u64)
    }

    #[inline(always)]
    pub fn load_module_attr(&mut self, at: Site) {
        let v = self
            .peek(0)
            .cast::<ModuleObj>()
            .and_then(|m| m.dict.get().value_at(at.pair(3) as usize));
        self.poke(0, v);
    }

    #[inline(always)]
    pub fn guard_dict_hint(&mut self, at: Site) -> bool {
        let name = self.name(at.oparg >> 1);
        place::dict_of(self.cx, self.peek(0)).is_some_and(|d| key_is(d, at.pair(3) as usize, name))
    }

    #[inline(always)]
    pub fn load_dict_hint(&mut self, at: Site) {
        let v = place::dict_of(self.cx, self.peek(0)).and_then(|d| d.value_at(at.pair(3) as usize));
        self.poke(0, v);
    }

    #[inline(always)]
    pub fn guard_owner_is_class(&mut self, at: Site) -> bool {
        self.peek(0).cast::<TypeObj>().is_some_and(|t| t.version.get() == at.pair(1) as u64)
    }

    #[inline(always)]
    pub fn guard_metaclass_shape(&mut self, at: Site) -> bool {
        self.has_fresh_shape(self.peek(0), at.pair(3))
    }

    /// The value in units 5-8.
    #[inline(always)]
    fn descr(at: Site) -> Option<Value> {
        // SAFETY: the specializer stored a value there that the code object's pins keep alive.
        unsafe { Value::from_bits(at.word(5)) }
    }

    #[inline(always)]
    pub fn load_attr_descr(&mut self, at: Site) {
        self.poke(0, Self::descr(at));
    }

    #[inline(always)]
    pub fn load_method(&mut self, at: Site) {
        let owner = self.peek(0);
        self.poke(0, Self::descr(at));
        self.push(owner);
    }

    #[inline(always)]
    pub fn bind_method(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let Some(function) = Self::descr(at) else { return self.load_any_attr(at) };
        let owner = self.peek(0);
        let method = slow::bound_method(self.cx, function, owner)?;
        self.set_top(method);
        self.push_null_if_odd(at);
        Ok(())
    }

    /// The Python function in units 5-8.
    #[inline(always)]
    fn descr_function(at: Site) -> Gc<FunctionObj> {
        // SAFETY: the specializer stored a function there, kept alive by the code object's pins.
        unsafe { Gc::from_addr(at.word(5) as usize) }
    }

    #[inline(always)]
    pub fn call_property(&mut self, at: Site) -> Step {
        let getter =
            Self::descr(at).and_then(|d| d.cast::<PropertyObj>()).and_then(|p| p.get.get());
        let Some(func) = getter.and_then(|g| g.cast::<FunctionObj>()) else {
            return self.far(|i| i.load_any_attr(at));
        };
        let code = func.code.get();
        let return_sp = self.sp.wrapping_sub(1);
        if code.simple && code.argcount == 1 && self.has_room(code) {
            self.save_pc();
            self.enter_exact(func, code, 1, 0, return_sp);
            return Step::Next;
        }
        self.far(|i| {
            i.save_pc();
            let frame = slow::lay_positional(i.cx, i.vm, func, i.top_n(1), 0)?;
            i.enter(frame, return_sp);
            Ok(())
        })
    }

    #[inline(always)]
    pub fn call_getattribute(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (owner, name) = (self.peek(0), self.name(at.oparg >> 1).into());
        let return_sp = self.sp.wrapping_sub(1);
        let func = Self::descr_function(at);
        let frame = super::calls::lay_two(self.cx, self.vm, func, owner, name)?;
        self.enter(frame, return_sp);
        Ok(())
    }

    #[inline(always)]
    pub fn store_attr(&mut self, at: Site) -> Step {
        let (owner, value, name) = (self.peek(0), self.peek(1), self.name(at.oparg));
        match self.vm.lookups.store(self.cx, owner, name) {
            Some(Found::Slot(place)) => place::store(self.cx, owner, place, value),
            Some(Found::Add(place, to)) => place::add(owner, to, place, value),
            _ => {
                return self.far(|i| {
                    i.save_pc();
                    i.vm.lookups.learn_store(i.cx, owner, name);
                    i.cx.setattr(owner, name, value)?;
                    i.drop_n(2);
                    Ok(())
                });
            }
        }
        self.drop_n(2);
        Step::Next
    }

    #[inline(always)]
    pub fn guard_store_shape(&mut self, at: Site) -> bool {
        let (owner, shape) = (self.peek(0), ShapeId(at.pair(1)));
        if at.unit(3) & place::ADDS == 0 {
            return self.has_fresh_shape(owner, shape.0);
        }
        let to = self.cx.shapes.get(shape);
        owner.heap_shape().is_some_and(|s| Some(s) == to.last().map(|l| l.1)) && !to.is_stale()
    }

    #[inline(always)]
    pub fn store_slot(&mut self, at: Site) -> PyResult<()> {
        let (owner, value) = (self.peek(0), self.peek(1));
        let place = at.unit(3);
        if place & place::ADDS == 0 {
            place::store(self.cx, owner, place, value);
        } else {
            place::add(owner, ShapeId(at.pair(1)), place & !place::ADDS, value);
        }
        self.drop_n(2);
        Ok(())
    }

    #[inline(always)]
    pub fn guard_store_hint(&mut self, at: Site) -> bool {
        let name = self.name(at.oparg);
        place::dict_of(self.cx, self.peek(0)).is_some_and(|d| key_is(d, at.unit(3) as usize, name))
    }

    #[inline(always)]
    pub fn store_dict_hint(&mut self, at: Site) -> PyResult<()> {
        let value = self.peek(1);
        if let Some(dict) = place::dict_of(self.cx, self.peek(0)) {
            dict.set_value_at(at.unit(3) as usize, value);
        }
        self.drop_n(2);
        Ok(())
    }

    #[inline(always)]
    pub fn delete_attr(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        self.cx.delattr(self.peek(0), self.name(at.oparg))?;
        self.drop_n(1);
        Ok(())
    }

    #[inline(always)]
    pub fn load_super_attr(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let name = self.name(at.oparg >> 2);
        let (attr, receiver) =
            slow::super_attr(self.cx, self.peek(2), self.peek(1), self.peek(0), name, at.oparg)?;
        self.drop_n(2);
        self.set_top(attr);
        if at.oparg & 1 != 0 {
            self.push_opt(receiver);
        }
        Ok(())
    }

    #[inline(always)]
    pub fn guard_super(&mut self, _: Site) -> bool {
        slow::is_super_type(self.cx, self.peek(2)) && self.peek(1).cast::<TypeObj>().is_some()
    }

    #[inline(always)]
    pub fn load_super_attr_builtin(&mut self, at: Site) -> PyResult<()> {
        self.load_super_attr(at)
    }

    #[inline(always)]
    pub fn load_super_method_builtin(&mut self, at: Site) -> Step {
        let (class, object, name) = (self.peek(1), self.peek(0), self.name(at.oparg >> 2));
        if let Some(method) = self.vm.super_methods.find(self.cx, class, object, name) {
            self.drop_n(2);
            self.set_top(method);
            self.push(object);
            return Step::Next;
        }
        self.far(|i| {
            i.load_super_attr(at)?;
            // A method was found, with the object as its self.
            if i.peek_opt(0) == Some(object) {
                let method = i.peek(1);
                i.vm.super_methods.learn(i.cx, class, object, name, method);
            }
            Ok(())
        })
    }

    #[inline(always)]
    pub fn load_special(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (attr, receiver) = slow::load_special(self.cx, self.peek(0), at.oparg)?;
        self.set_top(attr);
        self.push_opt(receiver);
        Ok(())
    }
}
