//! Calls: a Python function gets a frame in the same loop, anything else is called natively.

use crate::bytecode::{Opcode, Site};
use crate::frame::Frame;
use crate::frame::layout::{self, HEADER, flags, meta};
use crate::frame::push::too_deep;
use crate::interp::regs::{Interp, Step};
use crate::interp::{bind, slow, state::Vm, unwind};
use crate::types::async_in_place;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use crate::types::generator::{self, GenState};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::Args;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::value::Value;

/// Lays a frame below the running one and binds arguments of any form to it.
#[inline(never)]
pub(crate) fn lay_bound(
    cx: &mut Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    args: Args<'_>,
    flags: u64,
) -> PyResult<Frame> {
    let code = func.code.get();
    let depth = vm.frame().map_or(0, Frame::depth);
    if !vm.has_room(cx, code, depth) {
        return Err(too_deep(cx));
    }
    // SAFETY: there is room.
    let frame = unsafe { vm.lay(func, code, meta(flags, 0, depth + 1)) };
    frame.clear_locals();
    match bind::bind(cx, func, args, frame.locals_mut()) {
        Ok(()) => Ok(frame),
        Err(raised) => {
            vm.unlay(frame);
            Err(raised)
        }
    }
}

/// As [`lay_bound`], with two arguments that lie nowhere yet.
#[inline(never)]
pub(crate) fn lay_two(
    cx: &mut Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    first: Value,
    second: Value,
) -> PyResult<Frame> {
    lay_bound(cx, vm, func, Args::positional(&[first, second]), 0)
}

impl Interp<'_> {
    /// Makes a frame that was laid the running one; its result goes to `return_sp`.
    #[inline(always)]
    pub fn enter(&mut self, frame: Frame, return_sp: *mut u64) {
        frame.set_return_sp(return_sp);
        self.vm.fp.set(frame.fp());
        self.fp = frame.fp();
        self.pc = frame.pc();
        self.sp = frame.stack_base();
    }

    /// Pushes the frame of a function whose parameters are exactly the top `argc` words.
    /// `pc` was saved and there is room. The result goes to `return_sp`.
    #[inline(always)]
    pub fn enter_exact(
        &mut self,
        func: Gc<FunctionObj>,
        code: Gc<CodeObj>,
        argc: usize,
        frame_flags: u64,
        return_sp: *mut u64,
    ) {
        let args = self.sp.wrapping_sub(argc);
        self.enter_with(func, code, args, argc, (frame_flags, 0), return_sp);
    }

    /// As [`Interp::enter_exact`], with arguments that lie at `args`, and a return offset.
    #[inline(always)]
    pub fn enter_with(
        &mut self,
        func: Gc<FunctionObj>,
        code: Gc<CodeObj>,
        args: *const u64,
        argc: usize,
        (frame_flags, return_offset): (u64, u32),
        return_sp: *mut u64,
    ) {
        let depth = self.frame().depth();
        let word = meta(frame_flags, return_offset, depth + 1);
        // SAFETY: there is room for the frame; the arguments are words of the operand stack or of a
        // tuple, which do not overlap the new frame. Volatile, so that the few words that it
        // usually is are moved here and not by calls of `memcpy` and `memset`.
        unsafe {
            let frame = self.vm.lay(func, code, word);
            let locals = frame.fp();
            for i in 0..argc {
                locals.add(i).write_volatile(args.add(i).read());
            }
            for i in argc..code.locals_len() {
                locals.add(i).write_volatile(0);
            }
            frame.set_return_sp(return_sp);
            self.vm.fp.set(locals);
            self.fp = locals;
            self.sp = locals.add(code.locals_len());
            self.pc = code.units();
        }
    }

    /// Whether a frame of this code fits.
    #[inline(always)]
    pub fn has_room(&self, code: Gc<CodeObj>) -> bool {
        self.vm.has_room(self.cx, code, self.frame().depth())
    }

    #[inline(always)]
    pub fn call(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let n = at.oparg as usize;
        if self.peek_opt(n).is_none()
            && let Some(method) = self.peek(n + 1).cast::<BoundMethodObj>()
        {
            self.poke(n + 1, Some(method.function.get()));
            self.poke(n, Some(method.receiver.get()));
        }
        let argc = n + self.peek_opt(n).is_some() as usize;
        let callable = self.peek(n + 1);
        if let Some(func) = callable.cast::<FunctionObj>() {
            let code = func.code.get();
            let return_sp = self.sp.wrapping_sub(n + 2);
            if code.simple && code.argcount as usize == argc && self.has_room(code) {
                self.enter_exact(func, code, argc, 0, return_sp);
            } else {
                let frame = slow::lay_positional(self.cx, self.vm, func, self.top_n(argc), 0)?;
                self.enter(frame, return_sp);
            }
            return Ok(());
        }
        let v = slow::call_native(self.cx, callable, self.top_n(argc))?;
        self.drop_n(n + 1);
        self.set_top(v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_kw(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let n = at.oparg as usize;
        let names = self.pop();
        if self.peek_opt(n).is_none()
            && let Some(method) = self.peek(n + 1).cast::<BoundMethodObj>()
        {
            self.poke(n + 1, Some(method.function.get()));
            self.poke(n, Some(method.receiver.get()));
        }
        let argc = n + self.peek_opt(n).is_some() as usize;
        let callable = self.peek(n + 1);
        let words = self.top_n(argc);
        if let Some(func) = callable.cast::<FunctionObj>() {
            let return_sp = self.sp.wrapping_sub(n + 2);
            let frame = slow::lay_keywords(self.cx, self.vm, func, words, names)?;
            self.enter(frame, return_sp);
            return Ok(());
        }
        let v = slow::call_native_keywords(self.cx, callable, words, names)?;
        self.drop_n(n + 1);
        self.set_top(v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_function_ex(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let kwargs = self.peek_opt(0);
        let (args, callable) = (self.peek(1), self.peek(3));
        let return_sp = self.sp.wrapping_sub(4);
        match slow::call_ex(self.cx, self.vm, callable, args, kwargs)? {
            slow::Called::Frame(frame) => self.enter(frame, return_sp),
            slow::Called::Value(v) => {
                self.drop_n(3);
                self.set_top(v);
            }
        }
        Ok(())
    }

    #[inline(always)]
    pub fn return_value(&mut self, _: Site) -> Step {
        let v = self.pop();
        self.return_from(self.frame(), v)
    }

    /// Takes the running frame off and gives its result to whoever called it.
    #[inline(always)]
    pub fn return_from(&mut self, frame: Frame, v: Value) -> Step {
        if frame.is_plain() {
            self.vm.unlay(frame);
            self.resume_caller(frame, v);
            return Step::Next;
        }
        if !self.is_far {
            return Step::Far;
        }
        self.return_special(frame, v)
    }

    /// Back to the frame below, which is there, with a result.
    #[inline(always)]
    fn resume_caller(&mut self, frame: Frame, v: Value) {
        // SAFETY: a frame that is not an entry frame has a caller (`PREV` not 0).
        let prev = unsafe { frame.prev().unwrap_unchecked() };
        self.vm.fp.set(prev.fp());
        self.fp = prev.fp();
        self.sp = frame.return_sp();
        self.pc = prev.pc();
        self.push(v);
    }

    /// Returns from a frame with flags, return offset or frame object.
    #[inline(always)]
    fn return_special(&mut self, frame: Frame, v: Value) -> Step {
        let word = frame.meta();
        if frame.frame_obj().is_some() {
            // Whoever holds the frame's object can ask where it ended.
            frame.set_pc(self.pc);
        }
        unwind::leave(self.cx, self.vm, frame);
        if word & flags::ENTRY != 0 {
            return Step::Exit(v);
        }
        if word & flags::INIT != 0 {
            self.resume_caller(frame, v);
            self.drop_n(1);
            return if v.is_none() { Step::Next } else { slow::init_returned(self.cx, v) };
        }
        self.resume_caller(frame, v);
        if async_in_place::is_in_place(frame) {
            return self.end_async_loop();
        }
        if word & flags::MAPPED != 0 {
            return Step::Next;
        }
        if word & (flags::DISCARD | flags::FEEDS) != 0 {
            self.drop_n(1);
            return Step::Next;
        }
        if word & flags::OPERATOR != 0 {
            return self.operator_returned(v);
        }
        self.jump(layout::return_offset_of(word) as isize);
        Step::Next
    }

    /// The method of the left operand of the `BINARY_OP` before `pc` gave `v`; both lie below it on the stack.
    fn operator_returned(&mut self, v: Value) -> Step {
        let (a, b) = (self.peek(2), self.peek(1));
        let asks_on =
            v.is(Value::NOT_IMPLEMENTED) && !taipan_runtime::fault!("exit-operator-declined");
        let result = if asks_on {
            // SAFETY: `pc` is behind a `BINARY_OP` and its caches.
            let unit = unsafe { self.pc.sub(1 + Opcode::BINARY_OP.caches()).read() };
            match slow::binary_declined(self.cx, u32::from(unit >> 8), a, b) {
                Ok(v) => v,
                Err(_) => return Step::Raise,
            }
        } else {
            v
        };
        self.drop_n(2);
        self.set_top(result);
        Step::Next
    }

    /// An async generator that the running frame continued has returned.
    #[inline(always)]
    fn end_async_loop(&mut self) -> Step {
        if !async_in_place::end_loop(self.cx, self.vm, self.frame()) {
            return Step::Raise;
        }
        self.pc = self.frame().pc();
        self.sp = self.vm.parked_sp.get();
        Step::Next
    }

    #[inline(always)]
    pub fn return_generator(&mut self, _: Site) -> Step {
        self.save_pc();
        let frame = self.frame();
        let generator = match generator::make(self.cx, frame, self.sp) {
            Ok(generator) => generator,
            Err(_) => return Step::Raise,
        };
        let word = frame.meta();
        self.vm.unlay(frame);
        if word & flags::ENTRY != 0 {
            self.vm.fp.set(frame.prev().map_or(std::ptr::null_mut(), Frame::fp));
            return Step::Exit(generator);
        }
        self.resume_caller(frame, generator);
        if let Some(made) = generator.cast::<generator::GeneratorObj>() {
            made.returned_to.set(self.pc);
            if generator::is_coroutine(made)
                && self.drops_next()
                && generator::never_awaited(self.cx, made).is_err()
            {
                return Step::Raise;
            }
        }
        Step::Next
    }

    /// Whether the next instruction drops the top: nobody has what a call returned.
    fn drops_next(&self) -> bool {
        let code = self.frame().code();
        let unit = (self.pc as usize - code.units() as usize) / 2;
        code.unit(unit) as u8 == Opcode::POP_TOP as u8
    }

    #[inline(always)]
    pub fn yield_value(&mut self, _: Site) -> Step {
        let frame = self.frame();
        let generator = generator::of_frame(frame);
        if !self.is_far && (frame.has(flags::FEEDS) || generator::is_delegated_to(generator)) {
            return Step::Far;
        }
        let v = self.pop();
        self.save_pc();
        generator.sp.set(self.sp);
        generator.state.set(GenState::Suspended);
        generator::remember(generator);
        self.suspended(frame, v)
    }

    /// The running frame's generator has suspended itself: `v` goes to whoever continued it.
    #[inline(always)]
    pub fn suspended(&mut self, mut frame: Frame, v: Value) -> Step {
        let mut generator = generator::of_frame(frame);
        if self.is_far && frame.has(flags::FEEDS) {
            self.vm.handled.set(generator.handled.prev.get());
            return self.feed(frame, v);
        }
        if self.is_far
            && let Some(item) = async_in_place::item(frame, v)
        {
            generator::leaf_ended(generator);
            self.vm.handled.set(generator.handled.prev.get());
            self.resume_caller(frame, item);
            frame.set_prev(None);
            self.jump(layout::return_offset_of(frame.meta()) as isize);
            return Step::Next;
        }
        // Generators that delegate yield the same value, without a dispatch.
        let is_chained = !self.vm.config.count && !self.vm.monitor.is_active();
        if self.is_far && is_chained && generator::is_delegated_to(generator) {
            generator = generator::suspend(self.cx, self.vm, generator);
            frame = generator.frame();
        }
        self.vm.handled.set(generator.handled.prev.get());
        let is_entry = frame.has(flags::ENTRY);
        if is_entry {
            self.vm.fp.set(frame.prev().map_or(std::ptr::null_mut(), Frame::fp));
            frame.set_prev(None);
            return Step::Exit(v);
        }
        self.resume_caller(frame, v);
        frame.set_prev(None);
        Step::Next
    }

    /// Continues a suspended generator in this loop, or what it delegates to. Its `yield` comes back behind
    /// the instruction, its `return` `return_offset` units further; both push on `return_sp`. There is room.
    #[inline(always)]
    pub fn enter_generator(
        &mut self,
        generator: Gc<crate::types::generator::GeneratorObj>,
        sent: Value,
        return_offset: u32,
        return_sp: *mut u64,
    ) {
        let frame = generator.frame();
        let depth = self.frame().depth();
        let mut inner = generator;
        if self.is_far && generator.state.get() == GenState::Delegating {
            inner = generator::wake(self.cx, self.vm, generator, depth).unwrap_or(generator);
        }
        frame.set_meta(meta(flags::GENERATOR, return_offset, depth + 1));
        frame.set_prev(Some(self.frame()));
        frame.set_return_sp(return_sp);
        generator.state.set(GenState::Running);
        generator.handled.prev.set(self.vm.handled.get());
        self.vm.handled.set(&raw const inner.handled);
        let frame = inner.frame();
        self.vm.fp.set(frame.fp());
        self.fp = frame.fp();
        self.pc = frame.pc();
        self.sp = inner.sp.get();
        self.push(sent);
    }

    #[inline(always)]
    pub fn exit_init_check(&mut self, _: Site) -> PyResult<()> {
        let v = self.pop();
        if v.is_none() { Ok(()) } else { slow::init_check(self.cx, v) }
    }

    #[inline(always)]
    pub fn make_function(&mut self, _: Site) -> PyResult<()> {
        let func = self.func();
        self.unary(|cx, code| slow::make_function(cx, func, code))
    }

    #[inline(always)]
    pub fn set_function_attribute(&mut self, at: Site) {
        let func = self.pop();
        let attr = self.peek(0);
        slow::set_function_attribute(func, attr, at.oparg);
        self.set_top(func);
    }

    #[inline(always)]
    pub fn load_build_class(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let builtins = self.func().builtins.get();
        let v = slow::load_build_class(self.cx, builtins)?;
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn call_intrinsic_1(&mut self, at: Site) -> PyResult<()> {
        let which = at.oparg;
        self.unary(|cx, v| crate::interp::intrinsics::unary(cx, which, v))
    }

    #[inline(always)]
    pub fn call_intrinsic_2(&mut self, at: Site) -> PyResult<()> {
        let which = at.oparg;
        self.binary(|cx, a, b| crate::interp::intrinsics::binary(cx, which, a, b))
    }
}

impl Frame {
    /// Whether this is the frame of a generator that gives out what its `SEND` got.
    #[inline(always)]
    pub(crate) fn is_delegating(self) -> bool {
        // SAFETY: an instruction follows every one that does not end the frame.
        self.has(flags::GENERATOR)
            && unsafe { self.pc().read() } == 1 << 8 | Opcode::YIELD_VALUE as u16
    }

    /// Whether returning from this frame is nothing but popping it.
    #[inline(always)]
    pub(crate) fn is_plain(self) -> bool {
        self.meta() as u32 == 0 && self.frame_obj().is_none()
    }
}

const _: () = assert!(HEADER == 9);
