//! Builtins that take a generator apart in machine code: `set(...)`, `list(...)` and `sum(...)` of a generator
//! that is not made. Where machine code leaves in the generator's body, the rest is done here.
//!
//! The body's frame then has the flag `FEEDS`: what was collected so far is on top of the caller's operand
//! stack, and the caller goes on behind the call when the generator has ended.

use crate::frame::Frame;
use crate::frame::layout;
use crate::interp::regs::{Interp, Step};
use crate::interp::state::{Known, Vm};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::stdlib::builtins;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::set::SetObj;
use taipan_runtime::value::Value;

/// What becomes of the generator's items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Feed {
    /// `set(...)`.
    Set,
    /// `list(...)`.
    List,
    /// `sum(...)`, while the total is an int.
    Sum,
}

impl Feed {
    /// What a callable does with the generator that is its one argument.
    pub fn of(cx: &mut Ctx, vm: &Vm, callable: Value) -> Option<Feed> {
        if vm.known(Known::Sum) == Some(callable) {
            return Some(Feed::Sum);
        }
        let is = |cx: &mut Ctx, id| Value::from(cx.ty(id)) == callable;
        if is(cx, TypeId::SET) {
            return Some(Feed::Set);
        }
        is(cx, TypeId::LIST).then_some(Feed::List)
    }

    /// As the return offset of the body's frame.
    fn from_offset(offset: usize) -> Feed {
        [Feed::Set, Feed::List, Feed::Sum][offset % 3]
    }

    /// Takes an item and the rest of the generator; the result of the call.
    fn rest(self, cx: &mut Ctx, so_far: Value, item: Value, generator: Value) -> PyResult<Value> {
        match self {
            Feed::Sum => builtins::sum_rest(cx, so_far, item, generator),
            Feed::Set => {
                let Some(set) = so_far.cast::<SetObj>() else { return Ok(so_far) };
                cx.set_add(set, item)?;
                let mut items = cx.iterate(generator)?;
                while let Some(item) = items.next(cx)? {
                    cx.set_add(set, item)?;
                }
                Ok(so_far)
            }
            Feed::List => {
                let Some(list) = so_far.cast::<ListObj>() else { return Ok(so_far) };
                cx.list_append(list, item)?;
                let mut items = cx.iterate(generator)?;
                while let Some(item) = items.next(cx)? {
                    cx.list_append(list, item)?;
                }
                Ok(so_far)
            }
        }
    }
}

impl Interp<'_> {
    /// The generator of a frame that feeds has suspended itself with this item: the caller, which is in the
    /// middle of its call, gets the rest too.
    #[inline(always)]
    pub fn feed(&mut self, frame: Frame, item: Value) -> Step {
        let word = frame.meta();
        let Some(prev) = frame.prev() else { return Step::Exit(item) };
        frame.set_prev(None);
        frame.set_meta(layout::meta(layout::flags::GENERATOR, 0, 0));
        self.vm.fp.set(prev.fp());
        self.fp = prev.fp();
        self.pc = prev.pc();
        self.sp = frame.return_sp();
        let generator = crate::types::generator::of_frame(frame);
        let feed = Feed::from_offset(layout::return_offset_of(word));
        match feed.rest(self.cx, self.peek(0), item, generator.into()) {
            Ok(result) => {
                self.set_top(result);
                Step::Next
            }
            Err(_) => Step::Raise,
        }
    }
}
