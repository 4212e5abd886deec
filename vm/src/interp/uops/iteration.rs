//! `for`, `yield from`, `await`, `async for`.

use crate::bytecode::Site;
use crate::frame::layout::OFFSET_BITS;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use crate::types::async_in_place;
use crate::types::generator::{GenState, GeneratorObj};
use taipan_runtime::ctx::PyResult;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::exact::{ListIter, RangeIter, TupleIter};
use taipan_runtime::object::slots::Sent;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn get_iter(&mut self, _: Site) -> PyResult<()> {
        self.unary(slow::iter)
    }

    #[inline(always)]
    pub fn get_yield_from_iter(&mut self, _: Site) -> PyResult<()> {
        let flags = self.code().flags;
        self.unary(|cx, v| slow::yield_from_iter(cx, flags, v))
    }

    /// A generator that can be continued in this loop; one that delegates only in a far handler.
    #[inline(always)]
    fn resumable(&self, v: Value, at: Site) -> Option<Gc<GeneratorObj>> {
        let g = v.cast::<GeneratorObj>()?;
        let idle = matches!(g.state.get(), GenState::Created | GenState::Suspended)
            || self.is_far && g.state.get() == GenState::Delegating;
        let fits = at.oparg < 1 << OFFSET_BITS && self.has_room(g.code.get());
        (idle && fits && !crate::types::generator::is_async(g)).then_some(g)
    }

    #[inline(always)]
    pub fn for_iter(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let iter = self.peek(0);
        if let Some(generator) = self.resumable(iter, at)
            && crate::types::generator::is_plain(generator)
        {
            self.enter_generator(generator, Value::NONE, at.oparg, self.sp);
            return Ok(());
        }
        let next = if self.vm.monitor.is_active() { slow::next_monitored } else { slow::next };
        match next(self.cx, iter)? {
            Some(v) => self.push(v),
            None => self.end_loop(at),
        }
        Ok(())
    }

    /// Jumps behind `END_FOR`, to the `POP_ITER`.
    #[inline(always)]
    pub(super) fn end_loop(&mut self, at: Site) {
        self.jump(at.oparg as isize + 1);
    }

    #[inline(always)]
    pub fn for_iter_gen(&mut self, at: Site) -> Step {
        if let Some(generator) = self.resumable(self.peek(0), at)
            && crate::types::generator::is_plain(generator)
        {
            if self.is_far {
                return self.outlined(at, |i, at| i.continue_looped_over(at));
            }
            if generator.code.get().resume.get() != 0 {
                return Step::Far;
            }
            self.save_pc();
            self.enter_generator(generator, Value::NONE, at.oparg, self.sp);
            return Step::Next;
        }
        self.far(|i| i.for_iter(at))
    }

    /// Continues the generator on top, or what it delegates to, in machine code if there is some.
    fn continue_looped_over(&mut self, at: Site) -> Step {
        let Some(generator) = self.peek(0).cast::<GeneratorObj>() else { return Step::Miss };
        self.enter_generator(generator, Value::NONE, at.oparg, self.sp);
        self.continue_in_machine_code()
    }

    /// Sends to the generator below the top in the same way.
    fn continue_delegated_to(&mut self, at: Site) -> Step {
        let (receiver, value) = (self.peek(1), self.peek(0));
        let Some(generator) = receiver.cast::<GeneratorObj>() else { return Step::Miss };
        self.drop_n(1);
        self.enter_generator(generator, value, at.oparg, self.sp);
        self.continue_in_machine_code()
    }

    #[inline(always)]
    fn push_or_end(&mut self, v: Option<Value>, at: Site) {
        match v {
            Some(v) => self.push(v),
            None => self.end_loop(at),
        }
    }

    #[inline(always)]
    pub fn for_iter_list(&mut self, at: Site) {
        let v = self.peek(0).exact::<ListIter>().and_then(|it| it.next_list());
        self.push_or_end(v, at);
    }

    #[inline(always)]
    pub fn for_iter_tuple(&mut self, at: Site) {
        let v = self.peek(0).exact::<TupleIter>().and_then(|it| it.next_tuple());
        self.push_or_end(v, at);
    }

    #[inline(always)]
    pub fn for_iter_range(&mut self, at: Site) {
        let v = self.peek(0).exact::<RangeIter>().and_then(|it| it.next_small());
        if taipan_runtime::fault!("range-steps-twice") {
            self.peek(0).exact::<RangeIter>().and_then(|it| it.next_small());
        }
        self.push_or_end(v, at);
    }

    #[inline(always)]
    pub fn send(&mut self, at: Site) -> Step {
        if !self.is_far {
            return Step::Far;
        }
        self.outlined(at, |i, at| i.send_to_any(at))
    }

    fn send_to_any(&mut self, at: Site) -> Step {
        let (receiver, value) = (self.peek(1), self.peek(0));
        if let Some(generator) = self.resumable(receiver, at)
            && (generator.state.get() != GenState::Created || value.is_none())
        {
            return self.continue_delegated_to(at);
        }
        if let Some((generator, value)) = async_in_place::continues(receiver, value)
            && !self.vm.monitor.is_active()
            && at.oparg < 1 << OFFSET_BITS
            && self.has_room(generator.code.get())
        {
            async_in_place::begin(receiver);
            self.drop_n(1);
            self.enter_generator(generator, value, at.oparg, self.sp);
            return self.continue_in_machine_code();
        }
        match slow::send(self.cx, receiver, value) {
            Ok(Sent::Yielded(v)) => self.set_top(v),
            Ok(Sent::Returned(v)) => {
                self.set_top(v);
                self.jump(at.oparg as isize);
            }
            Err(_) => return Step::Raise,
        }
        Step::Next
    }

    #[inline(always)]
    pub fn send_gen(&mut self, at: Site) -> Step {
        let (receiver, value) = (self.peek(1), self.peek(0));
        if let Some(generator) = self.resumable(receiver, at)
            && (generator.state.get() != GenState::Created || value.is_none())
        {
            if self.is_far {
                return self.outlined(at, |i, at| i.continue_delegated_to(at));
            }
            if generator.code.get().resume.get() != 0 {
                return Step::Far;
            }
            self.save_pc();
            self.drop_n(1);
            self.enter_generator(generator, value, at.oparg, self.sp);
            return Step::Next;
        }
        if self.is_far { self.send(at) } else { Step::Far }
    }

    #[inline(always)]
    pub fn cleanup_throw(&mut self, _: Site) -> Step {
        self.save_pc();
        // The traceback has this frame already.
        let Ok(v) = slow::cleanup_throw(self.cx, self.peek(0)) else { return Step::Reraise };
        self.drop_n(3);
        self.push(Value::NONE);
        self.push(v);
        Step::Next
    }

    #[inline(always)]
    pub fn get_awaitable(&mut self, at: Site) -> PyResult<()> {
        let oparg = at.oparg;
        self.unary(|cx, v| slow::awaitable(cx, v, oparg))
    }

    #[inline(always)]
    pub fn get_aiter(&mut self, _: Site) -> PyResult<()> {
        self.unary(slow::aiter)
    }

    #[inline(always)]
    pub fn get_anext(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let v = slow::anext(self.cx, self.peek(0))?;
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn end_async_for(&mut self, _: Site) -> Step {
        self.save_pc();
        // As in `cleanup_throw`.
        if slow::end_async_for(self.cx, self.peek(0)).is_err() {
            return Step::Reraise;
        }
        self.drop_n(2);
        Step::Next
    }
}
