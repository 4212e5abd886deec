//! Pushing and dropping frames on the value stack.

use super::layout::{self, HEADER, Slot, meta};
use super::view::Frame;
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

impl Vm {
    /// Whether a frame of this code may be pushed on a frame of this depth.
    #[inline(always)]
    pub fn has_room(&self, cx: &Ctx, code: Gc<CodeObj>, depth: u32) -> bool {
        (depth as usize) < cx.recursion_limit
            && (self.top.get() as usize) + (code.frame_words as usize) * size_of::<Slot>()
                <= self.limit.get() as usize
    }

    /// Lays a frame on the stack: header written, all locals unbound, not yet the running frame.
    ///
    /// # Safety
    /// [`Vm::has_room`] was true for this code.
    #[inline(always)]
    pub unsafe fn lay(&self, func: Gc<FunctionObj>, code: Gc<CodeObj>, meta: u64) -> Frame {
        let base = self.top.get();
        // SAFETY: the stack has room for the whole frame (contract).
        unsafe {
            let fp = base.add(HEADER);
            fp.offset(layout::PREV).write(self.fp.get() as Slot);
            fp.offset(layout::FUNC).write(func.addr() as Slot);
            fp.offset(layout::CODE).write(code.addr() as Slot);
            fp.offset(layout::CONSTS).write(code.consts_at.get() as Slot);
            fp.offset(layout::NAMESPACE).write(0);
            fp.offset(layout::FRAME_OBJ).write(0);
            fp.offset(layout::META).write(meta);
            fp.offset(layout::RETURN_SP).write(0);
            fp.offset(layout::PC).write(code.units() as Slot);
            self.top.set(base.add(code.frame_words as usize));
            Frame::from_fp(fp)
        }
    }

    /// Lays the entry frame of a nested loop: `RecursionError` when there is no room.
    pub fn lay_entry(
        &self,
        cx: &mut Ctx,
        func: Gc<FunctionObj>,
        namespace: Option<Value>,
    ) -> PyResult<Frame> {
        let code = func.code.get();
        let depth = self.frame().map_or(0, Frame::depth);
        if !self.has_room(cx, code, depth) {
            return Err(too_deep(cx));
        }
        // SAFETY: there is room.
        let frame = unsafe { self.lay(func, code, meta(layout::flags::ENTRY, 0, depth + 1)) };
        frame.clear_locals();
        frame.set_namespace(namespace);
        Ok(frame)
    }

    /// Takes the topmost frame, which is not running any more, off the stack.
    #[inline(always)]
    pub fn unlay(&self, frame: Frame) {
        self.top.set(frame.base());
    }
}

impl Frame {
    /// Makes every local unbound.
    #[inline(always)]
    pub fn clear_locals(self) {
        // SAFETY: a frame has `locals_len` locals.
        unsafe { self.fp().write_bytes(0, self.code().locals_len()) }
    }

    /// What `COPY_FREE_VARS` does, for machine code that begins behind it.
    pub(crate) fn copy_closure(self) {
        let code = self.code();
        if code.free_len == 0 {
            return;
        }
        let Some(closure) = self.func().closure.get() else { return };
        let first = code.locals_len() - closure.len();
        for (i, &cell) in closure.items().iter().enumerate() {
            self.set_local(first + i, Some(cell));
        }
    }

    /// Puts the frame at the beginning of its code, which was read after the frame was laid.
    pub(crate) fn begin(self) {
        // SAFETY: CONSTS is a header word.
        unsafe { self.fp().offset(layout::CONSTS).write(self.code().consts_at.get() as Slot) }
        self.set_pc(self.code().units());
    }

    /// Sets the namespace mapping.
    pub fn set_namespace(self, to: Option<Value>) {
        // SAFETY: NAMESPACE is a header word.
        unsafe { self.fp().offset(layout::NAMESPACE).write(to.map_or(0, Value::bits)) }
    }

    /// The locals as raw words.
    pub(crate) fn locals_mut<'a>(self) -> &'a mut [Option<Value>] {
        // SAFETY: locals hold values or 0, and only the caller writes them while the frame is being
        // set up.
        unsafe { std::slice::from_raw_parts_mut(self.fp().cast(), self.code().locals_len()) }
    }
}

/// The exception of a call that goes too deep.
#[cold]
#[inline(never)]
pub fn too_deep(cx: &mut Ctx) -> taipan_runtime::ctx::Raised {
    fn raised(cx: &mut Ctx) -> PyResult<()> {
        raise!(cx, RecursionError, "maximum recursion depth exceeded")
    }
    raised(cx).expect_err("`raise!` returns an error")
}
