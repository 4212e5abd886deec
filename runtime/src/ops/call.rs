//! Calling objects.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::native::Args;
use crate::object::slots::GetAttrFn;
use crate::object::type_obj::TypeFlags;
use crate::raise;
use crate::types::descriptor::no_attribute;
use crate::types::str::StrObj;
use crate::value::Value;

/// Calls with up to this many arguments are put together without an allocation.
const INLINE_ARGS: usize = 8;

impl Ctx {
    /// `callable(*args)`.
    #[inline]
    pub fn call(&mut self, callable: Value, args: &[Value]) -> PyResult<Value> {
        self.call_args(callable, Args::positional(args))
    }

    /// `callable(*args, **kwargs)`.
    #[inline]
    pub fn call_args(&mut self, callable: Value, args: Args<'_>) -> PyResult<Value> {
        let ty = self.type_of(callable);
        match ty.slots.call.get() {
            Some(call) => {
                self.check_stack()?;
                call(self, callable, args)
            }
            None => raise!(self, TypeError, "'{}' object is not callable", ty.shown_name()),
        }
    }

    /// `callable(first, *args, **kwargs)`.
    pub fn call_prepended(
        &mut self,
        callable: Value,
        first: Value,
        args: Args<'_>,
    ) -> PyResult<Value> {
        let n = args.pos.len() + 1;
        if n <= INLINE_ARGS {
            let mut all = [first; INLINE_ARGS];
            all[1..n].copy_from_slice(args.pos);
            return self.call_args(callable, Args { pos: &all[..n], ..args });
        }
        let mut all = self.gc_vec();
        all.push(self, first)?;
        all.extend_from_slice(self, args.pos)?;
        self.call_args(callable, Args { pos: all.as_slice(), ..args })
    }

    /// Calls what a class lookup found as a method of `v`.
    pub fn call_bound(&mut self, method: Value, v: Value, args: &[Value]) -> PyResult<Value> {
        self.call_bound_args(method, v, Args::positional(args))
    }

    /// Calls what a class lookup found as a method of `v`.
    pub fn call_bound_args(&mut self, method: Value, v: Value, args: Args<'_>) -> PyResult<Value> {
        let kind = self.type_of(method);
        if kind.has(TypeFlags::METHOD_DESCRIPTOR) {
            return self.call_prepended(method, v, args);
        }
        let ty = self.type_of(v);
        let bound = self.bind(method, v, ty)?;
        self.call_args(bound, args)
    }

    /// `v.name(*args)`.
    pub fn call_method(&mut self, v: Value, name: Gc<StrObj>, args: &[Value]) -> PyResult<Value> {
        let method = self.getattr(v, name)?;
        self.call(method, args)
    }

    /// `v.name(*args, **kwargs)`. A function of the class is called without a bound method.
    pub fn call_method_args(
        &mut self,
        v: Value,
        name: Gc<StrObj>,
        args: Args<'_>,
    ) -> PyResult<Value> {
        let ty = self.type_of(v);
        let plain: GetAttrFn = super::attr::object_getattr;
        if ty.slots.getattr.get().is_some_and(|get| std::ptr::fn_addr_eq(get, plain))
            && let Some(method) = self.type_lookup(ty, name)
            && self.type_of(method).has(TypeFlags::METHOD_DESCRIPTOR)
            && self.instance_get(v, name).is_none()
        {
            return self.call_prepended(method, v, args);
        }
        let method = self.getattr(v, name)?;
        self.call_args(method, args)
    }

    /// `type(v).name(v, *args)`, as operators call special methods; `AttributeError` without one.
    pub fn call_special(&mut self, v: Value, name: Gc<StrObj>, args: &[Value]) -> PyResult<Value> {
        let ty = self.type_of(v);
        match self.type_lookup(ty, name) {
            Some(method) => self.call_bound(method, v, args),
            None => Err(no_attribute(self, v, name)),
        }
    }

    /// Whether `callable(v)` is true.
    pub fn is_callable(&mut self, v: Value) -> bool {
        self.type_of(v).slots.call.get().is_some()
    }

    /// An empty vector of values for building argument lists.
    pub fn gc_vec(&mut self) -> GcVec {
        GcVec::new()
    }
}
