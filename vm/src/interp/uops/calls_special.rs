//! Calls of known callables.

use crate::bytecode::Site;
use crate::frame::layout::flags;
use crate::interp::regs::{Interp, Step};
use crate::interp::{builtin_calls, slow, state::Known};
use crate::specialize::call::{self as cache, NativeKind};
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::exact::{List, Str, Tuple};
use taipan_runtime::object::native::NativeCode;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

impl Interp<'_> {
    /// The callable of a `CALL` with `n` arguments, `extra` words (keyword names) above them.
    #[inline(always)]
    fn callable(&self, n: u32, extra: usize) -> Value {
        self.peek(n as usize + 1 + extra)
    }

    /// Number of arguments with self.
    #[inline(always)]
    fn argc(&self, n: u32) -> usize {
        n as usize + self.peek_opt(n as usize).is_some() as usize
    }

    #[inline(always)]
    fn is_function_version(v: Value, version: u32) -> bool {
        v.cast::<FunctionObj>().is_some_and(|f| f.version.get() == version)
    }

    #[inline(always)]
    pub fn guard_function_version(&mut self, at: Site) -> bool {
        Self::is_function_version(self.callable(at.oparg, 0), at.pair(1))
    }

    #[inline(always)]
    pub fn guard_function_version_kw(&mut self, at: Site) -> bool {
        Self::is_function_version(self.callable(at.oparg, 1), at.pair(1))
    }

    /// The function on the stack that the guards have shown to be there.
    #[inline(always)]
    fn callee(&self, n: u32, extra: usize) -> Gc<FunctionObj> {
        // SAFETY: `guard_function_version` or `unpack_bound_method` saw a function there.
        unsafe { Gc::from_addr(self.callable(n, extra).bits() as usize) }
    }

    #[inline(always)]
    pub fn guard_exact_args(&mut self, at: Site) -> bool {
        self.callee(at.oparg, 0).code.get().argcount as usize == self.argc(at.oparg)
    }

    #[inline(always)]
    fn is_bound_version(&self, n: u32, extra: usize, version: u32) -> bool {
        self.peek_opt(n as usize + extra).is_none()
            && self
                .callable(n, extra)
                .cast::<BoundMethodObj>()
                .is_some_and(|m| Self::is_function_version(m.function.get(), version))
    }

    #[inline(always)]
    pub fn guard_bound_method_version(&mut self, at: Site) -> bool {
        self.is_bound_version(at.oparg, 0, at.pair(1))
    }

    #[inline(always)]
    pub fn guard_bound_method_version_kw(&mut self, at: Site) -> bool {
        self.is_bound_version(at.oparg, 1, at.pair(1))
    }

    #[inline(always)]
    fn unpack_bound(&mut self, n: u32, extra: usize) {
        let n = n as usize + extra;
        if let Some(method) = self.peek(n + 1).cast::<BoundMethodObj>() {
            self.poke(n + 1, Some(method.function.get()));
            self.poke(n, Some(method.receiver.get()));
        }
    }

    #[inline(always)]
    pub fn unpack_bound_method(&mut self, at: Site) {
        self.unpack_bound(at.oparg, 0);
    }

    #[inline(always)]
    pub fn call_py_exact(&mut self, at: Site) -> Step {
        let func = self.callee(at.oparg, 0);
        let code = func.code.get();
        if !self.has_room(code) {
            return self.too_deep();
        }
        self.save_pc();
        let argc = self.argc(at.oparg);
        let return_sp = self.sp.wrapping_sub(at.oparg as usize + 2);
        self.enter_exact(func, code, argc, 0, return_sp);
        Step::Next
    }

    #[inline(always)]
    fn too_deep(&mut self) -> Step {
        self.far(|i| {
            i.save_pc();
            Err(crate::frame::push::too_deep(i.cx))
        })
    }

    #[inline(always)]
    pub fn call_py_general(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let func = self.callee(at.oparg, 0);
        let return_sp = self.sp.wrapping_sub(at.oparg as usize + 2);
        let args = self.top_n(self.argc(at.oparg));
        let frame = match slow::lay_with_defaults(self.cx, self.vm, func, args, &[], &[]) {
            Some(frame) => frame,
            None => slow::lay_positional(self.cx, self.vm, func, args, 0)?,
        };
        self.enter(frame, return_sp);
        Ok(())
    }

    #[inline(always)]
    pub fn call_kw_py(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        self.unpack_bound(at.oparg, 1);
        let names = self.pop();
        let func = self.callee(at.oparg, 0);
        let return_sp = self.sp.wrapping_sub(at.oparg as usize + 2);
        let words = self.top_n(self.argc(at.oparg));
        let frame = match slow::lay_words(self.cx, self.vm, func, words, names) {
            Some(frame) => frame,
            None => slow::lay_keywords(self.cx, self.vm, func, words, names)?,
        };
        self.enter(frame, return_sp);
        Ok(())
    }

    #[inline(always)]
    fn is_not_python(v: Value) -> bool {
        v.cast::<FunctionObj>().is_none() && v.cast::<BoundMethodObj>().is_none()
    }

    #[inline(always)]
    pub fn guard_callable_not_python(&mut self, at: Site) -> bool {
        Self::is_not_python(self.callable(at.oparg, 0))
    }

    #[inline(always)]
    pub fn guard_callable_not_python_kw(&mut self, at: Site) -> bool {
        Self::is_not_python(self.callable(at.oparg, 1))
    }

    /// Pops callable, self and arguments and pushes the result.
    #[inline(always)]
    fn finish_call(&mut self, n: u32, v: Value) {
        self.drop_n(n as usize + 1);
        self.set_top(v);
    }

    #[inline(always)]
    pub fn call_native(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let args = self.top_n(self.argc(at.oparg));
        let v = slow::call_native(self.cx, self.callable(at.oparg, 0), args)?;
        self.finish_call(at.oparg, v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_kw_native(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let names = self.pop();
        let words = self.top_n(self.argc(at.oparg));
        let v = slow::call_native_keywords(self.cx, self.callable(at.oparg, 0), words, names)?;
        self.finish_call(at.oparg, v);
        Ok(())
    }

    /// Whether the call is `ty(x)`.
    #[inline(always)]
    fn is_type_1(&self, at: Site, ty: TypeId) -> bool {
        at.oparg == 1
            && self.peek_opt(1).is_none()
            && self.cx.ty_if_made(ty).is_some_and(|t| self.callable(1, 0).is(t.into()))
    }

    #[inline(always)]
    pub fn guard_callable_type_1(&mut self, at: Site) -> bool {
        self.is_type_1(at, TypeId::TYPE)
    }

    #[inline(always)]
    pub fn call_type_1(&mut self, at: Site) {
        let v = self.peek(0);
        let ty = self.cx.type_of(v);
        self.finish_call(at.oparg, ty.into());
    }

    #[inline(always)]
    pub fn guard_callable_str_1(&mut self, at: Site) -> bool {
        self.is_type_1(at, TypeId::STR)
    }

    #[inline(always)]
    pub fn call_str_1(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v = slow::to_str(self.cx, self.peek(0))?;
        self.finish_call(at.oparg, v);
        Ok(())
    }

    #[inline(always)]
    pub fn guard_callable_tuple_1(&mut self, at: Site) -> bool {
        self.is_type_1(at, TypeId::TUPLE)
    }

    #[inline(always)]
    pub fn call_tuple_1(&mut self, at: Site) -> PyResult<()> {
        self.call_native(at)
    }

    #[inline(always)]
    pub fn guard_callable_builtin_class(&mut self, at: Site) -> bool {
        self.peek_opt(at.oparg as usize).is_none()
            && self.callable(at.oparg, 0).cast::<TypeObj>().is_some_and(cache::is_builtin_class)
    }

    #[inline(always)]
    pub fn guard_callable_builtin_o(&mut self, at: Site) -> bool {
        self.argc(at.oparg) == 1
            && cache::builtin_kind(self.callable(at.oparg, 0)) == Some(NativeKind::O)
    }

    #[inline(always)]
    pub fn guard_callable_builtin_fast(&mut self, at: Site) -> bool {
        cache::builtin_kind(self.callable(at.oparg, 0)) == Some(NativeKind::Fast)
    }

    #[inline(always)]
    pub fn guard_callable_builtin_fast_kw(&mut self, at: Site) -> bool {
        cache::builtin_kind(self.callable(at.oparg, 0)) == Some(NativeKind::FastKw)
    }

    /// Calls the builtin function on the stack, whose convention the guard saw.
    #[inline(always)]
    fn call_builtin(
        &mut self,
        at: Site,
        call: impl FnOnce(&mut Ctx, NativeCode, Value, &[Value]) -> Option<PyResult<Value>>,
    ) -> PyResult<()> {
        self.save_pc();
        let args = self.top_n(self.argc(at.oparg));
        let (code, receiver) = cache::builtin_code(self.callable(at.oparg, 0));
        let v = match call(self.cx, code, receiver, args) {
            Some(v) => v?,
            None => slow::call_native(self.cx, self.callable(at.oparg, 0), args)?,
        };
        self.finish_call(at.oparg, v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_builtin_o(&mut self, at: Site) -> PyResult<()> {
        self.call_builtin(at, |cx, code, receiver, args| match code {
            NativeCode::O(f) => Some(f(cx, receiver, args[0])),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn call_builtin_fast(&mut self, at: Site) -> PyResult<()> {
        self.call_builtin(at, |cx, code, receiver, args| match code {
            NativeCode::Fast(f) => Some(f(cx, receiver, args)),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn call_builtin_fast_kw(&mut self, at: Site) -> PyResult<()> {
        self.call_builtin(at, |cx, code, receiver, args| match code {
            NativeCode::FastKw(f) => Some(slow::call_fast_kw(cx, f, receiver, args)),
            _ => None,
        })
    }

    /// Whether the callable is an object that the VM knows.
    #[inline(always)]
    fn is_known(&self, at: Site, which: Known) -> bool {
        self.vm.known(which) == Some(self.callable(at.oparg, 0))
    }

    #[inline(always)]
    pub fn guard_callable_len(&mut self, at: Site) -> bool {
        self.argc(at.oparg) == 1 && self.is_known(at, Known::Len)
    }

    #[inline(always)]
    pub fn call_len(&mut self, at: Site) -> Step {
        let v = self.peek(0);
        let known = match v.heap_shape() {
            Some(s) if s == TypeId::LIST.shape() => v.exact::<List>().map(|l| l.len()),
            Some(s) if s == TypeId::TUPLE.shape() => v.exact::<Tuple>().map(|t| t.len()),
            Some(s) if s == TypeId::STR.shape() => v.exact::<Str>().map(|s| s.len()),
            _ => None,
        };
        match known {
            Some(n) => {
                self.finish_call(at.oparg, Value::len(n));
                Step::Next
            }
            None => self.far(|i| {
                i.save_pc();
                let n = i.cx.len_value(i.peek(0))?;
                i.finish_call(at.oparg, n);
                Ok(())
            }),
        }
    }

    #[inline(always)]
    pub fn guard_callable_isinstance(&mut self, at: Site) -> bool {
        self.argc(at.oparg) == 2 && self.is_known(at, Known::Isinstance)
    }

    #[inline(always)]
    pub fn call_isinstance(&mut self, at: Site) -> Step {
        let class = self.peek(1).heap_shape().and_then(|s| self.cx.shapes.get(s).class());
        if class.is_some_and(|c| self.peek(0).is(c.into())) {
            self.finish_call(at.oparg, Value::TRUE);
            return Step::Next;
        }
        self.far(|i| {
            i.save_pc();
            let is = i.cx.isinstance(i.peek(1), i.peek(0))?;
            i.finish_call(at.oparg, Value::bool(is));
            Ok(())
        })
    }

    #[inline(always)]
    pub fn guard_callable_list_append(&mut self, at: Site) -> bool {
        at.oparg == 1
            && self.is_known(at, Known::ListAppend)
            && self.peek_opt(1).is_some_and(|v| v.has_shape(TypeId::LIST.shape()))
    }

    #[inline(always)]
    pub fn call_list_append(&mut self, _: Site) -> Step {
        let v = self.peek(0);
        if let Some(list) = self.peek(1).exact::<List>()
            && !list.try_push(v)
        {
            return self.far(|i| {
                i.save_pc();
                i.cx.list_append(list, v)?;
                i.drop_n(3);
                i.jump(1);
                Ok(())
            });
        }
        self.drop_n(3);
        self.jump(1);
        Step::Next
    }

    /// Whether the callable is a method descriptor of this convention and self an instance for it.
    #[inline(always)]
    fn is_method(&mut self, at: Site, kind: NativeKind) -> bool {
        let argc = self.argc(at.oparg);
        argc >= 1
            && cache::descriptor_kind(self.callable(at.oparg, 0)) == Some(kind)
            && cache::accepts(self.cx, self.callable(at.oparg, 0), self.peek(argc - 1))
    }

    #[inline(always)]
    pub fn guard_method_descriptor_o(&mut self, at: Site) -> bool {
        self.argc(at.oparg) == 2 && self.is_method(at, NativeKind::O)
    }

    #[inline(always)]
    pub fn guard_method_descriptor_fast_kw(&mut self, at: Site) -> bool {
        self.is_method(at, NativeKind::FastKw)
    }

    #[inline(always)]
    pub fn guard_method_descriptor_noargs(&mut self, at: Site) -> bool {
        self.argc(at.oparg) == 1 && self.is_method(at, NativeKind::NoArgs)
    }

    #[inline(always)]
    pub fn guard_method_descriptor_fast(&mut self, at: Site) -> bool {
        self.is_method(at, NativeKind::Fast)
    }

    /// Calls the method descriptor on the stack, whose convention the guard saw.
    #[inline(always)]
    fn call_method_descriptor(
        &mut self,
        at: Site,
        call: impl FnOnce(&mut Ctx, NativeCode, Value, &[Value]) -> Option<PyResult<Value>>,
    ) -> PyResult<()> {
        self.save_pc();
        let args = self.top_n(self.argc(at.oparg));
        let (receiver, rest) = (args[0], &args[1..]);
        let code = cache::descriptor_code(self.callable(at.oparg, 0));
        let v = match code.and_then(|code| call(self.cx, code, receiver, rest)) {
            Some(v) => v?,
            None => slow::call_native(self.cx, self.callable(at.oparg, 0), args)?,
        };
        self.finish_call(at.oparg, v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_method_descriptor_o(&mut self, at: Site) -> PyResult<()> {
        self.call_method_descriptor(at, |cx, code, receiver, rest| match code {
            NativeCode::O(f) => Some(f(cx, receiver, rest[0])),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn call_method_descriptor_fast_kw(&mut self, at: Site) -> PyResult<()> {
        self.call_method_descriptor(at, |cx, code, receiver, rest| match code {
            NativeCode::FastKw(f) => Some(slow::call_fast_kw(cx, f, receiver, rest)),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn call_method_descriptor_noargs(&mut self, at: Site) -> PyResult<()> {
        self.call_method_descriptor(at, |cx, code, receiver, _| match code {
            NativeCode::NoArgs(f) => Some(f(cx, receiver)),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn call_method_descriptor_fast(&mut self, at: Site) -> PyResult<()> {
        self.call_method_descriptor(at, |cx, code, receiver, rest| match code {
            NativeCode::Fast(f) => Some(f(cx, receiver, rest)),
            _ => None,
        })
    }

    #[inline(always)]
    pub fn guard_class_init(&mut self, at: Site) -> bool {
        self.peek_opt(at.oparg as usize).is_none()
            && self
                .callable(at.oparg, 0)
                .cast::<TypeObj>()
                .is_some_and(|t| t.version.get() == cache::class_version(self.code(), at))
    }

    #[inline(always)]
    pub fn call_alloc_and_enter_init(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let n = at.oparg as usize;
        let init = cache::class_init(self.code(), at);
        let Some(class) = self.callable(at.oparg, 0).cast::<TypeObj>() else {
            return self.call_native(at);
        };
        let code = init.code.get();
        if !self.has_room(code) {
            return Err(crate::frame::push::too_deep(self.cx));
        }
        let instance = self.cx.new_instance(class)?;
        self.poke(n, Some(instance));
        if code.simple && code.argcount as usize == n + 1 {
            self.poke(n + 1, Some(instance));
            let return_sp = self.sp.wrapping_sub(n + 1);
            self.enter_exact(init, code, n + 1, flags::INIT, return_sp);
            return Ok(());
        }
        let frame = slow::lay_positional(self.cx, self.vm, init, self.top_n(n + 1), flags::INIT)?;
        self.poke(n + 1, Some(instance));
        let return_sp = self.sp.wrapping_sub(n + 1);
        self.enter(frame, return_sp);
        Ok(())
    }

    #[inline(always)]
    pub fn guard_class_plain(&mut self, at: Site) -> bool {
        at.oparg == 0 && self.guard_class_init(at)
    }

    #[inline(always)]
    pub fn call_alloc(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let Some(class) = self.callable(at.oparg, 0).cast::<TypeObj>() else {
            return self.call_native(at);
        };
        let instance = slow::new_instance(self.cx, class)?;
        self.finish_call(at.oparg, instance);
        Ok(())
    }

    #[inline(always)]
    pub fn guard_builtin_extend(&mut self, at: Site) -> bool {
        let callable = self.vm.builtin_calls.get(at.unit(1) as usize).and_then(|c| c.get());
        self.peek_opt(at.oparg as usize).is_none() && callable == Some(self.callable(at.oparg, 0))
    }

    #[inline(always)]
    pub fn call_builtin_extend(&mut self, at: Site) -> Step {
        let args = self.top_n(at.oparg as usize);
        if let Some(v) = builtin_calls::inline(self.cx, self.vm, at.unit(1), args) {
            self.finish_call(at.oparg, v);
            return Step::Next;
        }
        self.far(|i| {
            i.save_pc();
            let v = slow::call_extended(i.cx, i.vm, i.callable(at.oparg, 0), args)?;
            i.finish_call(at.oparg, v);
            Ok(())
        })
    }

    /// The function of a `CALL_FUNCTION_EX` and its arguments, if they fit its parameters one to one.
    #[inline(always)]
    pub fn exact_function_ex(&self) -> Option<(Gc<FunctionObj>, Gc<TupleObj>)> {
        let (func, args) = (self.peek(3).cast::<FunctionObj>()?, self.peek(1).exact::<Tuple>()?);
        let code = func.code.get();
        let fits = self.peek_opt(0).is_none()
            && code.simple
            && code.argcount as usize == args.len()
            && self.has_room(code);
        fits.then_some((func, args))
    }

    #[inline(always)]
    pub fn guard_function_ex_exact(&mut self, _: Site) -> bool {
        self.exact_function_ex().is_some()
    }

    #[inline(always)]
    pub fn call_function_ex_exact(&mut self, at: Site) -> Step {
        match self.exact_function_ex() {
            Some((func, args)) => {
                self.save_pc();
                let return_sp = self.sp.wrapping_sub(4);
                let items = args.items();
                let from = items.as_ptr().cast::<u64>();
                self.enter_with(func, func.code.get(), from, items.len(), (0, 0), return_sp);
                Step::Next
            }
            None => self.far(|i| i.call_function_ex(at)),
        }
    }
}
