//! Hooks: counters of the adaptive tier and of the machine-code tier.
//!
//! The countdown is inline; reaching zero calls the family's chooser out of line.

use crate::bytecode::{Opcode, Site, backoff};
use crate::interp::regs::{Interp, Step};
use crate::interp::{arith, count, observe};
use crate::specialize::{self, Choice, attributes, call, containers, globals, operators};
use crate::types::function::FunctionObj;

/// Steps after an attempt: decode again if the site was rewritten.
#[inline(always)]
fn after(installed: bool) -> Step {
    if installed { Step::Again } else { Step::Next }
}

macro_rules! counted {
    ($($name:ident $head:ident |$i:ident, $at:ident| $choose:expr;)*) => {
        /// The heads of the families that specialize.
        pub const FAMILIES: &[Opcode] = &[$(Opcode::$head),*];

        impl Interp<'_> {
            $(
                #[inline(always)]
                pub fn $name(&mut self, $at: Site) -> Step {
                    if self.counted {
                        return Step::Next;
                    }
                    let counter = $at.unit(0);
                    if !backoff::triggers(counter) {
                        $at.set_unit(0, backoff::advance(counter));
                        return Step::Next;
                    }
                    if !self.is_far {
                        return Step::Far;
                    }
                    let $i = self;
                    if $i.vm.settings.frozen.get() {
                        $at.set_unit(0, backoff::postpone(counter));
                        return Step::Next;
                    }
                    observe::note_attempt($i.cx, $i.vm, $i.code(), $at, Opcode::$head, $i.sp);
                    let choice: Choice = $choose;
                    let installed = specialize::install($i.cx, $i.vm, $at, Opcode::$head, choice);
                    if installed && $i.vm.config.count {
                        count::installed($i.cx, $i.vm, $i.code(), $at, $i.sp);
                    }
                    after(installed)
                }
            )*
        }
    };
}

counted! {
    specialize_to_bool TO_BOOL |i, at| {
        i.vm.feedback.note_owner(at, i.peek(0));
        operators::to_bool(i.cx, at, i.peek(0))
    };
    specialize_binary_op BINARY_OP |i, at| {
        if at.oparg == arith::SUBSCR {
            i.vm.feedback.note_owner(at, i.peek(1));
        } else {
            i.vm.feedback.note_operands(at, i.peek(1), i.peek(0));
        }
        let stored_over = i.next_stored_local();
        operators::binary_op(i.cx, i.vm, i.code(), at, i.peek(1), i.peek(0), stored_over)
    };
    specialize_compare_op COMPARE_OP |i, at| {
        i.vm.feedback.note_operands(at, i.peek(1), i.peek(0));
        operators::compare_op(i.cx, at, i.peek(1), i.peek(0))
    };
    specialize_contains_op CONTAINS_OP |i, at| operators::contains_op(i.cx, i.peek(0), i.peek(1));
    specialize_store_subscr STORE_SUBSCR |i, at| {
        i.vm.feedback.note_owner(at, i.peek(1));
        operators::store_subscr(i.cx, i.peek(1), i.peek(0))
    };
    specialize_load_global LOAD_GLOBAL |i, at| {
        globals::load_global(i.cx, i.func(), at, i.name(at.oparg >> 1))
    };
    specialize_load_attr LOAD_ATTR |i, at| {
        i.vm.feedback.note_owner(at, i.peek(0));
        attributes::load_attr(i.cx, i.code(), at, i.peek(0), i.name(at.oparg >> 1))
    };
    specialize_store_attr STORE_ATTR |i, at| {
        i.vm.feedback.note_owner(at, i.peek(0));
        attributes::store_attr(i.cx, at, i.peek(0), i.name(at.oparg))
    };
    specialize_load_super_attr LOAD_SUPER_ATTR |i, at| {
        i.vm.feedback.note_owner(at, i.peek(0));
        attributes::load_super_attr(i.cx, at, i.peek(2), i.peek(1))
    };
    specialize_unpack_sequence UNPACK_SEQUENCE |i, at| containers::unpack_sequence(i.cx, at, i.peek(0));
    specialize_for_iter FOR_ITER |i, at| {
        i.vm.feedback.note_owner(at, i.peek(0));
        containers::for_iter(i.cx, i.peek(0))
    };
    specialize_send SEND |i, at| containers::send(i.cx, i.peek(1));
    specialize_call CALL |i, at| {
        let n = at.oparg as usize;
        let receiver = i.peek_opt(n);
        let argc = n + receiver.is_some() as usize;
        if i.peek(n + 1).cast::<FunctionObj>().is_some() {
            i.vm.feedback.note_callable(at, i.peek(n + 1));
        }
        call::call(i.cx, i.vm, i.code(), at, i.peek(n + 1), receiver, argc)
    };
    specialize_call_kw CALL_KW |i, at| {
        let n = at.oparg as usize + 1;
        call::call_kw(i.vm, at, i.peek(n + 1), i.peek_opt(n).is_some())
    };
}

impl Interp<'_> {
    /// The value of the local that the next instruction stores to, if it is a `STORE_FAST`.
    #[inline(always)]
    fn next_stored_local(&self) -> Option<taipan_runtime::value::Value> {
        // SAFETY: an instruction follows every one that does not end the frame.
        let unit = unsafe { self.pc.read() };
        if unit as u8 == Opcode::STORE_FAST as u8 { self.local((unit >> 8) as usize) } else { None }
    }

    /// Whether an instruction without caches may become this one.
    #[inline(always)]
    fn may_quicken(&self, op: Opcode) -> bool {
        let settings = &self.vm.settings;
        settings.adaptive.get()
            && !settings.frozen.get()
            && settings.allows(op)
            && !self.code().generic
            && !self.code().is_patched()
    }

    #[inline(always)]
    pub fn quicken_unary_negative(&mut self, at: Site) -> Step {
        let v = self.peek(0);
        let op = if v.is_small() {
            Opcode::UNARY_NEGATIVE_INT
        } else if arith::is_float(v) {
            Opcode::UNARY_NEGATIVE_FLOAT
        } else {
            return Step::Next;
        };
        if self.may_quicken(op) {
            at.set_opcode(op);
        }
        Step::Next
    }

    #[inline(always)]
    pub fn quicken_store_global(&mut self, at: Site) -> Step {
        if !self.may_quicken(Opcode::STORE_GLOBAL_MODULE) {
            return Step::Next;
        }
        let (globals, name) = (self.func().globals.get(), self.name(at.oparg));
        if self.vm.global_stores.learn(self.cx, globals, name) {
            at.set_opcode(Opcode::STORE_GLOBAL_MODULE);
        }
        Step::Next
    }

    #[inline(always)]
    pub fn quicken_call_function_ex(&mut self, at: Site) -> Step {
        if self.exact_function_ex().is_some() && self.may_quicken(Opcode::CALL_FUNCTION_EX_PY) {
            at.set_opcode(Opcode::CALL_FUNCTION_EX_PY);
        }
        Step::Next
    }

    #[inline(always)]
    pub fn quicken_resume(&mut self, at: Site) -> Step {
        if self.vm.settings.adaptive.get() && !self.code().generic {
            if self.vm.events.get().is_some() {
                if !self.is_far {
                    return Step::Far;
                }
                crate::events::quickened(self.vm, self.code());
            }
            at.set_opcode(Opcode::RESUME_CHECK);
        }
        Step::Next
    }

    #[inline(always)]
    pub fn count_entry(&mut self, at: Site) -> Step {
        if !self.vm.has_backend.get() {
            return Step::Next;
        }
        if self.is_far {
            return self.outlined(at, |i, _| i.enter_compiled_function());
        }
        let code = self.code();
        if code.heat.get() >= self.vm.settings.entry_threshold.get() {
            // The far handler polls again.
            self.cx.fuel += 1;
            return Step::Far;
        }
        code.heat.set(code.heat.get() + 1);
        Step::Next
    }

    #[inline(always)]
    pub fn count_back_edge(&mut self, at: Site) -> Step {
        let counter = at.unit(0);
        if !backoff::triggers(counter) {
            at.set_unit(0, backoff::advance(counter));
            return Step::Next;
        }
        if !self.vm.has_backend.get() {
            if self.vm.monitor.is_active() {
                at.set_unit(0, backoff::postpone(counter));
            } else {
                at.set_opcode(Opcode::JUMP_BACKWARD_NO_JIT);
            }
            return Step::Next;
        }
        if self.is_far {
            return self.outlined(at, |i, at| i.enter_compiled_loop(at));
        }
        self.cx.fuel += 1;
        Step::Far
    }
}
