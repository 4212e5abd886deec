//! `Frame`: safe reading of a live frame's header and locals, for everything outside the loop.

use super::layout::{self, HEADER, Slot};
use crate::types::code::CodeObj;
use crate::types::frame::FrameObj;
use crate::types::function::FunctionObj;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

/// A frame that is on the frame chain, or suspended in a live generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame(*mut Slot);

impl Frame {
    /// The frame whose local 0 is at `fp`.
    ///
    /// # Safety
    /// `fp` is the address of local 0 of an initialized frame, which stays so while the `Frame` is
    /// in use.
    #[inline(always)]
    pub const unsafe fn from_fp(fp: *mut Slot) -> Frame {
        Frame(fp)
    }

    /// Address of local 0.
    #[inline(always)]
    pub const fn fp(self) -> *mut Slot {
        self.0
    }

    /// Lowest word of the frame.
    #[inline(always)]
    pub const fn base(self) -> *mut Slot {
        self.0.wrapping_sub(HEADER)
    }

    #[inline(always)]
    fn word(self, at: isize) -> Slot {
        // SAFETY: `at` is a header offset, and the header is initialized (contract of `from_fp`).
        unsafe { self.0.offset(at).read() }
    }

    #[inline(always)]
    fn set_word(self, at: isize, to: Slot) {
        // SAFETY: as in `word`.
        unsafe { self.0.offset(at).write(to) }
    }

    /// The word in a slot (locals, then operand stack), as a value.
    pub fn slot_at(self, slot: usize) -> Option<Value> {
        assert!(slot < self.code().body_words(), "a slot lies in its frame");
        // SAFETY: slots of a frame hold values, or words that nobody takes for live ones.
        unsafe { Value::from_bits(self.0.add(slot).read()) }
    }

    /// A word that was read from this frame, its constants or its namespaces, which hold it still.
    pub fn value_of(self, word: u64) -> Option<Value> {
        // SAFETY: the caller read the word from live memory of the same moment (no code ran since).
        unsafe { Value::from_bits(word) }
    }

    /// The frame below.
    #[inline(always)]
    pub fn prev(self) -> Option<Frame> {
        match self.word(layout::PREV) {
            0 => None,
            fp => Some(Frame(fp as *mut Slot)),
        }
    }

    /// Links the frame below.
    #[inline(always)]
    pub fn set_prev(self, prev: Option<Frame>) {
        self.set_word(layout::PREV, prev.map_or(0, |f| f.0 as Slot));
    }

    /// The function.
    #[inline(always)]
    pub fn func(self) -> Gc<FunctionObj> {
        // SAFETY: FUNC always holds a function.
        unsafe { Gc::from_addr(self.word(layout::FUNC) as usize) }
    }

    /// The code object.
    #[inline(always)]
    pub fn code(self) -> Gc<CodeObj> {
        // SAFETY: CODE always holds a code object.
        unsafe { Gc::from_addr(self.word(layout::CODE) as usize) }
    }

    /// The namespace mapping, if this is no function frame.
    #[inline(always)]
    pub fn namespace(self) -> Option<Value> {
        // SAFETY: NAMESPACE holds a value or 0.
        unsafe { Value::from_bits(self.word(layout::NAMESPACE)) }
    }

    /// The frame object, if one was made.
    #[inline(always)]
    pub fn frame_obj(self) -> Option<Gc<FrameObj>> {
        match self.word(layout::FRAME_OBJ) {
            0 => None,
            // SAFETY: FRAME_OBJ holds a frame object or 0.
            addr => Some(unsafe { Gc::from_addr(addr as usize) }),
        }
    }

    /// Sets the frame object.
    pub fn set_frame_obj(self, to: Option<Gc<FrameObj>>) {
        self.set_word(layout::FRAME_OBJ, to.map_or(0, |f| f.addr() as Slot));
    }

    /// The META word.
    #[inline(always)]
    pub fn meta(self) -> u64 {
        self.word(layout::META)
    }

    /// Sets the META word.
    #[inline(always)]
    pub fn set_meta(self, to: u64) {
        self.set_word(layout::META, to);
    }

    /// Whether one of these flags is set.
    #[inline(always)]
    pub fn has(self, flags: u64) -> bool {
        self.meta() & flags != 0
    }

    /// Distance from the bottom of the chain.
    #[inline(always)]
    pub fn depth(self) -> u32 {
        layout::depth_of(self.meta())
    }

    /// Operand stack pointer of the frame below when this one returns.
    #[inline(always)]
    pub fn return_sp(self) -> *mut Slot {
        self.word(layout::RETURN_SP) as *mut Slot
    }

    /// Sets RETURN_SP.
    #[inline(always)]
    pub fn set_return_sp(self, to: *mut Slot) {
        self.set_word(layout::RETURN_SP, to as Slot);
    }

    /// The saved program counter.
    #[inline(always)]
    pub fn pc(self) -> *mut u16 {
        self.word(layout::PC) as *mut u16
    }

    /// Saves the program counter.
    #[inline(always)]
    pub fn set_pc(self, to: *mut u16) {
        self.set_word(layout::PC, to as Slot);
    }

    /// The code unit before the saved program counter: one of the instruction that last ran (its
    /// own, or one of its caches). `None` before the first.
    pub fn last_unit(self) -> Option<usize> {
        let start = self.code().units();
        (self.pc() as usize - start as usize).checked_div(2)?.checked_sub(1)
    }

    /// Local, cell or free variable `i`; `None` = unbound.
    #[inline(always)]
    pub fn local(self, i: usize) -> Option<Value> {
        debug_assert!(i < self.code().locals_len());
        // SAFETY: `i` is a local of the code object, and locals hold values or 0.
        unsafe { Value::from_bits(self.0.add(i).read()) }
    }

    /// Sets a local.
    #[inline(always)]
    pub fn set_local(self, i: usize, to: Option<Value>) {
        debug_assert!(i < self.code().locals_len());
        // SAFETY: as in `local`.
        unsafe { self.0.add(i).write(to.map_or(0, Value::bits)) }
    }

    /// Clears the words of the operand stack from `at` on, if that is a place in it: nothing else clears what was
    /// popped, which a collection would take for alive.
    pub fn forget_above(self, at: usize) {
        let (locals, end) = (self.code().locals_len(), self.code().body_words());
        let Some(bytes) = at.checked_sub(self.0.addr()) else { return };
        let first = bytes / size_of::<Slot>();
        if first >= locals {
            // SAFETY: words from the base of the operand stack to its end are the frame's.
            (first..end).for_each(|i| unsafe { self.0.add(i).write(0) });
        }
    }

    /// First word of the operand stack.
    #[inline(always)]
    pub fn stack_base(self) -> *mut Slot {
        self.0.wrapping_add(self.code().locals_len())
    }
}
