//! Calls: Python functions directly, builtins by libcall.

use crate::build::inline::CallShape;
use crate::build::{Bailout, Builder};
use crate::exit::reason::ExitReason;
use crate::ir::{Inst, InstId, Op, Region, Type};
use taipan_runtime::fault;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::list;
use taipan_runtime::value::Value;
use taipan_vm::abi::facts;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Uop;
use taipan_vm::frame::layout;
use taipan_vm::types::function::FunctionObj;

pub(super) fn translates(b: &Builder<'_>, u: Uop) -> bool {
    use Uop::*;
    match u {
        guard_function_version | guard_exact_args | call_py_exact => b.known_callee().is_some(),
        guard_class_init | call_alloc_and_enter_init => b.known_init().is_some(),
        guard_callable_str_1 | call_str_1 | guard_callable_type_1 | call_type_1 => {
            b.at.site.oparg == 1
        }
        guard_callable_len | call_len => b.vm.known_len().is_some() && b.at.site.oparg == 1,
        guard_callable_list_append | call_list_append => b.vm.known_list_append().is_some(),
        guard_callable_isinstance | call_isinstance => {
            b.vm.known_isinstance().is_some() && b.at.site.oparg == 2
        }
        _ => false,
    }
}

impl Builder<'_> {
    /// The callable of a `CALL` and what it was when the code was built.
    fn callable(&self) -> (InstId, Option<Value>) {
        let v = self.peek(self.at.site.oparg as usize + 1);
        (v, self.known_word(v).and_then(|w| self.frame.value_of(w)))
    }

    /// The word that a value is, or was when the code was built.
    pub(in crate::build) fn known_word(&self, v: InstId) -> Option<u64> {
        self.f.const_word(v).or_else(|| self.hints.get(&v).copied())
    }

    /// Whether a function with its present code takes exactly this many arguments, all positional.
    pub(in crate::build) fn calls_directly(&self, func: Gc<FunctionObj>, argc: usize) -> bool {
        let code = func.code.get();
        code.simple && code.argcount as usize == argc && func.version.get() != 0
    }

    /// The function that this site calls, if it is the one its cache names and the call fits exactly.
    fn known_callee(&self) -> Option<Gc<FunctionObj>> {
        let func = self.callable().1?.cast::<FunctionObj>()?;
        let fits = self.calls_directly(func, self.call_args().len());
        (fits && func.version.get() == self.at.site.pair(1)).then_some(func)
    }

    /// Whether the result of the present call is dropped.
    pub(in crate::build) fn drops_result(&self) -> bool {
        facts::drops_result(self.scope.code, self.at.next as usize)
    }

    /// Leaves if the call would make a coroutine that nobody gets: the interpreter tells that it was never awaited.
    pub(in crate::build) fn leaves_dropped(&mut self, func: Gc<FunctionObj>) -> bool {
        let leaves = self.drops_result() && facts::makes_coroutines(func.code.get());
        if leaves {
            self.leave_untaken();
        }
        leaves
    }

    fn known_init(&self) -> Option<(Gc<TypeObj>, Gc<FunctionObj>, u64)> {
        let class = self.callable().1?.cast::<TypeObj>()?;
        let (init, version) = facts::class_init(self.scope.code, self.at.site);
        let code = init.code.get();
        let fits = code.simple && code.argcount as usize == self.at.site.oparg as usize + 1;
        self.vm.give_version(init);
        let fits = fits && init.version.get() != 0;
        (fits && class.version.get() == version).then_some((class, init, version))
    }

    /// The arguments of a `CALL`, self included if it is there.
    pub(in crate::build) fn call_args(&self) -> Vec<InstId> {
        let n = self.at.site.oparg as usize;
        let mut args = self.scope.stack[self.scope.stack.len() - n - 1..].to_vec();
        if self.is_absent(args[0]) {
            args.remove(0);
        }
        args
    }

    /// Whether a word is, or was when the code was built, the absent one.
    fn is_absent(&self, v: InstId) -> bool {
        self.f.ty(v) == Type::Absent
            || self.f.const_word(v).or(self.hints.get(&v).copied()) == Some(0)
    }

    /// Guards what `call_args` assumes of the word between callable and arguments.
    pub(in crate::build) fn guard_receiver(&mut self) {
        let v = self.peek(self.at.site.oparg as usize);
        if self.f.const_word(v) == Some(0) {
            return;
        }
        if self.is_absent(v) {
            self.guard(Op::GuardWord, v, 0, ExitReason::Callee);
        } else if !self.f.ty(v).is(Type::Any) {
            self.guard(Op::GuardBound, v, 0, ExitReason::Callee);
        }
    }

    pub(super) fn calls(&mut self, u: Uop) -> bool {
        use Uop::*;
        match u {
            guard_exact_args => {}
            guard_function_version => {
                if let Some(func) = self.known_callee() {
                    self.guard_receiver();
                    self.guard_function(func);
                }
            }
            call_py_exact => {
                if let Some(func) = self.known_callee() {
                    if self.leaves_dropped(func) {
                        return true;
                    }
                    let args = self.call_args();
                    let pops = self.at.site.oparg as usize + 2;
                    if self.try_virtual_call(func, &args, pops) {
                        return true;
                    }
                    let v =
                        self.call_function(func, &args, &CallShape { pops, below: None, flags: 0 });
                    self.replace(pops, v);
                }
            }
            guard_class_init => {
                if let Some((class, init, version)) = self.known_init() {
                    let receiver = self.peek(self.at.site.oparg as usize);
                    self.guard_class(self.callable().0, receiver, class, version);
                    // Another code leaves the class's version.
                    self.guard_version(init);
                }
            }
            call_alloc_and_enter_init => self.instantiate(),
            guard_callable_str_1 => self.guard_builtin_type(TypeId::STR),
            guard_callable_type_1 => self.guard_builtin_type(TypeId::TYPE),
            call_str_1 | call_type_1 => {
                let which = if u == call_str_1 { Libcall::Str } else { Libcall::TypeOf };
                let v = self.peek(0);
                let v = self.libcall(which, &[v]);
                self.replace(3, v);
            }
            guard_callable_len => self.guard_known(self.vm.known_len()),
            guard_callable_list_append => {
                self.guard_known(self.vm.known_list_append());
                let list = self.peek(1);
                self.guard_type(list, TypeId::LIST.shape().0);
            }
            guard_callable_isinstance => self.guard_known(self.vm.known_isinstance()),
            call_len => self.length(),
            call_isinstance => {
                let class = self.peek(0);
                let class = self.guard_hint(class);
                let v = self.peek(1);
                match self.is_exact_instance(v, class) {
                    None => {
                        let r = self.libcall(Libcall::IsInstance, &[v, class]);
                        self.replace(4, r);
                    }
                    Some(exact) => {
                        self.state();
                        let join = self.f.new_block();
                        let result = self.f.push_param(join, Type::Any);
                        let (yes, no) = self.branch(exact);
                        self.block = yes;
                        let true_word = self.constant(0x14);
                        self.jump_with(join, &[true_word]);
                        self.block = no;
                        if let Some(word) = self.is_int_instance(class) {
                            let is_int = self.op(Op::BothInts, &[v, v]);
                            let (int, other) = self.branch(is_int);
                            self.block = int;
                            let answer = self.constant(word);
                            self.jump_with(join, &[answer]);
                            self.block = other;
                        }
                        let r = self.libcall(Libcall::IsInstance, &[v, class]);
                        self.jump_with(join, &[r]);
                        (self.block, self.ended) = (join, false);
                        self.replace(4, result);
                    }
                }
            }
            call_list_append => {
                let (list, v) = (self.peek(1), self.peek(0));
                self.libcall(Libcall::ListAppend, &[list, v]);
                // The `POP_TOP` behind the call takes the None.
                let none = self.constant(4);
                self.replace(3, none);
            }
            _ => return false,
        }
        true
    }

    /// `len(x)`: of a list it is read.
    fn length(&mut self) {
        let v = self.peek(0);
        let list = TypeId::LIST.shape().0;
        if self.f.ty(v) == Type::Object(list) {
            let n = self.list_length(v);
            return self.replace(3, n);
        }
        self.state();
        let is_list = self.op_imm(Op::HasShape, &[v], i64::from(list));
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let (yes, no) = self.branch(is_list);
        self.block = yes;
        let known = self.op_imm(Op::AssumeType, &[v], i64::from(list));
        let n = self.list_length(known);
        self.jump_with(join, &[n]);
        self.block = no;
        let n = self.libcall(Libcall::Len, &[v]);
        self.jump_with(join, &[n]);
        (self.block, self.ended) = (join, false);
        self.replace(3, result);
    }

    fn list_length(&mut self, list: InstId) -> InstId {
        let n = self.load(Op::LoadI64, &[list], list::LEN_OFFSET, Region::Header);
        self.op(Op::Tag, &[n])
    }

    /// Guards that a builtin type is called, with nothing between it and the argument.
    fn guard_builtin_type(&mut self, id: TypeId) {
        let absent = self.peek(self.at.site.oparg as usize);
        if self.f.const_word(absent) != Some(0) {
            self.guard(Op::GuardWord, absent, 0, ExitReason::Callee);
        }
        let class = Value::from(self.cx.ty(id));
        self.guard_known(Some(class));
    }

    fn guard_known(&mut self, known: Option<Value>) {
        let v = self.callable().0;
        let word = known.map_or(0, Value::bits);
        self.f.keep.push(word);
        self.guard(Op::GuardWord, v, word as i64, ExitReason::Callee);
    }

    /// Guards that the callable is this function, with the code and defaults it has now.
    fn guard_function(&mut self, func: Gc<FunctionObj>) {
        let v = self.callable().0;
        let word = Value::from(func).bits();
        self.f.keep.push(word);
        self.guard(Op::GuardWord, v, word as i64, ExitReason::Callee);
        self.guard_version(func);
    }

    /// Guards that a function has the code and defaults that it has now.
    pub(in crate::build) fn guard_version(&mut self, func: Gc<FunctionObj>) {
        if fault!("build-callee-version") {
            return;
        }
        let func_value = self.constant(Value::from(func).bits());
        let offset = std::mem::offset_of!(FunctionObj, version);
        let now = self.load(Op::LoadU32, &[func_value], offset, Region::Meta);
        self.guard_equal(now, func.version.get() as i64, ExitReason::Version);
    }

    /// Calls a function whose arguments fit exactly: in place, or directly.
    pub(in crate::build) fn call_function(
        &mut self,
        func: Gc<FunctionObj>,
        args: &[InstId],
        call: &CallShape,
    ) -> InstId {
        let code = func.code.get();
        if code.read(self.cx).is_err() {
            self.cx.clear_exception();
            self.failed = Some(Bailout::Memory);
        }
        if self.inlines(code) {
            match self.inline(func, args, call) {
                Ok(v) => return v,
                Err(why) => self.failed = Some(why),
            }
        }
        if facts::makes_generators(code) && matches!(call.flags, 0 | layout::flags::OPERATOR) {
            let func = self.constant(Value::from(func).bits());
            return self.make_generator(func, args);
        }
        let mut operands = vec![self.constant(Value::from(func).bits())];
        operands.extend(args);
        if let Some(closure) = func.closure.get().filter(|_| code.free_len > 0) {
            while operands.len() <= code.locals_len() - closure.len() {
                operands.push(self.constant(0));
            }
            for &cell in closure.items() {
                operands.push(self.constant(cell.bits()));
            }
        }
        let callee = self.callee(code);
        self.leaving(Op::CallPy, &operands, callee, ExitReason::Raised)
    }

    /// Guards that a callable without receiver is this class, as it is now.
    pub(in crate::build) fn guard_class(
        &mut self,
        callable: InstId,
        receiver: InstId,
        class: Gc<TypeObj>,
        version: u64,
    ) {
        if self.f.const_word(receiver) != Some(0) {
            self.guard(Op::GuardWord, receiver, 0, ExitReason::Callee);
        }
        let word = Value::from(class).bits();
        self.f.keep.push(word);
        self.guard(Op::GuardWord, callable, word as i64, ExitReason::Callee);
        let class = self.constant(word);
        let at = std::mem::offset_of!(TypeObj, version);
        let now = self.load(Op::LoadI64, &[class], at, Region::Meta);
        self.guard_equal(now, version as i64, ExitReason::Version);
    }

    fn instantiate(&mut self) {
        let Some((class, init, _)) = self.known_init() else { return };
        let n = self.at.site.oparg as usize;
        let args = self.scope.stack[self.scope.stack.len() - n..].to_vec();
        self.instantiate_by(class, init, &args, n + 2);
    }

    /// Allocates an instance and runs `__init__` on it and these arguments, in place of `pops` words.
    pub(in crate::build) fn instantiate_by(
        &mut self,
        class: Gc<TypeObj>,
        init: Gc<FunctionObj>,
        args: &[InstId],
        pops: usize,
    ) {
        let class = self.constant(Value::from(class).bits());
        let instance = self.libcall(Libcall::NewInstance, &[class]);
        let args: Vec<InstId> = std::iter::once(instance).chain(args.iter().copied()).collect();
        let call = CallShape { pops, below: Some(instance), flags: layout::flags::INIT };
        let result = self.call_function(init, &args, &call);
        let none = self.constant(4);
        let ok = self.op(Op::WordEq, &[result, none]);
        let (good, bad) = self.branch(ok);
        self.block = bad;
        self.f.block_mut(bad).cold = true;
        self.libcall(Libcall::InitReturned, &[result]);
        self.f.push(bad, Inst::new(Op::Unreachable, &[]));
        self.block = good;
        self.replace(pops, instance);
    }
}
