//! `GeneratorObj`: generators, coroutines and async generators; the frame lies behind the struct.
//!
//! ```text
//! | struct | frame header | locals ... | operand stack ... |
//! ```
//! The kind of object (which Python type) is its shape.

use crate::frame::Frame;
use crate::frame::layout::{self, HEADER, Slot};
use crate::interp::state::HandledItem;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use crate::types::layouts;
use std::cell::Cell;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// What a generator is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GenState {
    /// Made, not started.
    Created,
    /// At a `yield`.
    Suspended,
    /// On the frame chain.
    Running,
    /// Returned, raised or closed.
    Finished,
    /// Suspended in a delegation, and the root of a chain (`chain.rs`).
    Delegating,
    /// A member of a chain below its root: running if that is, suspended if that is.
    Linked,
    /// Running, and left by its machine code behind a `SEND`, with receiver and value on top.
    Sending,
    /// An async generator that its machine code left at a `yield`, with a value that is not wrapped.
    YieldedItem,
}

/// A generator, coroutine or async generator.
#[repr(C)]
pub struct GeneratorObj {
    pub(crate) hdr: Header,
    /// `__name__`.
    pub name: Field<Gc<StrObj>>,
    /// `__qualname__`.
    pub qualname: Field<Gc<StrObj>>,
    /// The code; the frame's own is gone when it finished.
    pub code: Field<Gc<CodeObj>>,
    /// Finalizer hook of an async generator.
    pub finalizer: Field<Option<Value>>,
    /// Exceptions that the generator is handling while suspended or running.
    pub handled: HandledItem,
    /// Operand stack pointer while suspended.
    pub sp: Cell<*mut Slot>,
    /// What it is doing.
    pub state: Cell<GenState>,
    /// Async generator: hooks were run.
    pub hooks_done: Cell<bool>,
    /// Async generator: closed.
    pub closed: Cell<bool>,
    /// Async generator: `asend`, `athrow` or `aclose` is running.
    pub running_async: Cell<bool>,
    /// Words of the frame, header included.
    pub words: u32,
    /// Where the call that made it went on; null if that is not known.
    pub returned_to: Cell<*const u16>,
    /// Of the root of a chain of delegation: the innermost member.
    pub leaf: Field<Option<Gc<GeneratorObj>>>,
    /// Of the innermost member of a chain: its root.
    pub root: Field<Option<Gc<GeneratorObj>>>,
}

// SAFETY: `GeneratorObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for GeneratorObj {
    const LAYOUT: LayoutId = layouts::GENERATOR;
}

/// Byte offset of local 0 of the frame.
pub const FP_OFFSET: usize = size_of::<GeneratorObj>() + HEADER * size_of::<Slot>();
/// Bytes from local 0 of the frame to `sp`.
pub const SP_FROM_FRAME: i32 = std::mem::offset_of!(GeneratorObj, sp) as i32 - FP_OFFSET as i32;
/// Bytes from local 0 of the frame to `state`, one byte.
pub const STATE_FROM_FRAME: i32 =
    std::mem::offset_of!(GeneratorObj, state) as i32 - FP_OFFSET as i32;
const _: () = assert!(size_of::<GeneratorObj>().is_multiple_of(size_of::<Slot>()));

impl GeneratorObj {
    /// The frame inside the object.
    #[inline(always)]
    pub fn frame(&self) -> Frame {
        let at = std::ptr::from_ref(self).cast_mut().cast::<u8>().wrapping_add(FP_OFFSET);
        // SAFETY: `new_generator` filled the header behind the struct.
        unsafe { Frame::from_fp(at.cast()) }
    }

    /// Whether the frame has ended.
    #[inline(always)]
    pub fn is_finished(&self) -> bool {
        self.state.get() == GenState::Finished
    }
}

/// The generator whose frame this is; the frame has the GENERATOR flag.
#[inline(always)]
pub(crate) fn of_frame(frame: Frame) -> Gc<GeneratorObj> {
    // SAFETY: a frame with that flag lies `FP_OFFSET` bytes into its generator.
    unsafe { Gc::from_addr(frame.fp() as usize - FP_OFFSET) }
}

/// Tells the collector that words of the generator were written without a barrier.
#[inline(always)]
pub(crate) fn remember(generator: Gc<GeneratorObj>) {
    let end = generator.frame().base() as usize + generator.words as usize * size_of::<Slot>();
    taipan_runtime::heap::write_barrier_range(generator.addr(), end);
}

/// A generator of this shape that a call of `func` makes, whose code does nothing else before it stands at
/// code unit `start`: arguments in its first locals, the closure's cells in its last.
pub(crate) fn new_of_call(
    cx: &mut Ctx,
    shape: ShapeId,
    func: Gc<FunctionObj>,
    args: &[Value],
    start: usize,
) -> PyResult<Gc<GeneratorObj>> {
    let code = func.code.get();
    let generator = new_without_frame(cx, shape, func, code)?;
    // SAFETY: the memory behind the struct is the frame's, and zero, which is an absent value.
    unsafe {
        let fp =
            std::ptr::from_ref(&*generator).cast_mut().cast::<u8>().add(FP_OFFSET).cast::<Slot>();
        fp.offset(layout::FUNC).write(func.addr() as Slot);
        fp.offset(layout::CODE).write(code.addr() as Slot);
        fp.offset(layout::CONSTS).write(code.consts_at.get() as Slot);
        fp.offset(layout::META).write(layout::meta(layout::flags::GENERATOR, 0, 0));
        fp.offset(layout::PC).write(code.units().wrapping_add(start) as Slot);
    }
    let frame = generator.frame();
    for (i, &arg) in args.iter().enumerate() {
        frame.set_local(i, Some(arg));
    }
    if let Some(closure) = func.closure.get() {
        let first = code.locals_len() - code.free_len as usize;
        for (i, &cell) in closure.items().iter().enumerate().take(code.free_len as usize) {
            frame.set_local(first + i, Some(cell));
        }
    }
    generator.sp.set(frame.stack_base());
    Ok(generator)
}

/// A generator of this shape with a copy of the frame, which ends where it was.
pub(crate) fn new_generator(
    cx: &mut Ctx,
    shape: ShapeId,
    frame: Frame,
    sp: *mut Slot,
) -> PyResult<Gc<GeneratorObj>> {
    let generator = new_without_frame(cx, shape, frame.func(), frame.code())?;
    let used = sp as usize - frame.base() as usize;
    // SAFETY: behind the struct is room for the whole frame; its live part ends at `sp`, and the rest is
    // zero.
    unsafe {
        let struct_ = std::ptr::from_ref(&*generator).cast_mut();
        let to = struct_.add(1).cast::<u8>();
        std::ptr::copy_nonoverlapping(frame.base().cast::<u8>(), to, used);
        generator.sp.set(to.add(used).cast());
    }
    Ok(generator)
}

/// A generator of this shape with room for a frame, whose words are all zero.
#[inline]
fn new_without_frame(
    cx: &mut Ctx,
    shape: ShapeId,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
) -> PyResult<Gc<GeneratorObj>> {
    let words = code.frame_words;
    let at = cx.alloc_raw(size_of::<GeneratorObj>() + words as usize * size_of::<Slot>())?;
    // SAFETY: the memory is ours, zeroed, and large enough for the struct.
    unsafe {
        at.cast::<GeneratorObj>().write(GeneratorObj {
            hdr: Header::new(shape, layouts::GENERATOR),
            name: Field::new(func.name.get()),
            qualname: Field::new(func.qualname.get()),
            code: Field::new(code),
            finalizer: Field::new(None),
            handled: HandledItem::new(),
            sp: Cell::new(std::ptr::null_mut()),
            state: Cell::new(GenState::Created),
            hooks_done: Cell::new(false),
            closed: Cell::new(false),
            running_async: Cell::new(false),
            words,
            returned_to: Cell::new(std::ptr::null()),
            leaf: Field::new(None),
            root: Field::new(None),
        });
        Ok(Gc::from_addr(at.as_ptr() as usize))
    }
}

impl Trace for GeneratorObj {
    fn trace(&self, m: &mut Marker) {
        self.name.trace(m);
        self.qualname.trace(m);
        self.code.trace(m);
        self.finalizer.trace(m);
        self.handled.trace(m);
        self.leaf.trace(m);
        self.root.trace(m);
        if !self.is_finished() {
            let frame = self.frame();
            m.mark_value(frame.func().into());
            m.mark_option(frame.namespace());
            m.mark_option(frame.frame_obj().map(Value::from));
            let end = frame.base().wrapping_add(self.words as usize);
            // SAFETY: the frame lies in this object, `words` long.
            unsafe { m.mark_words(frame.fp() as *const usize, end as *const usize) };
        }
    }
}

/// Pushes the value that a suspended generator is resumed with; gives the new stack pointer.
pub(crate) fn push_sent(sp: *mut Slot, v: Value) -> *mut Slot {
    // SAFETY: a frame suspended at `yield` or `RETURN_GENERATOR` has room for the sent value, which
    // its code expects on top.
    unsafe {
        sp.write(v.bits());
        sp.add(1)
    }
}

/// Where the operand stack of a generator's frame ends that is continued with a value on top.
pub(crate) fn sent_sp(frame: Frame) -> *mut Slot {
    of_frame(frame).sp.get().wrapping_add(1)
}

/// Of a generator that machine code left behind a `SEND`: receiver, value, and how far the jump of a receiver
/// that has ended goes. The value is taken off.
pub(crate) fn take_sent(g: Gc<GeneratorObj>) -> (Value, Value, u32) {
    let sp = g.sp.get().wrapping_sub(1);
    g.sp.set(sp);
    // SAFETY: machine code wrote both words, and left behind the one cache unit of an instruction without
    // prefix.
    let (receiver, value, unit) = unsafe {
        let words = (Value::from_bits(sp.sub(1).read()), Value::from_bits(sp.read()));
        (words.0, words.1, g.frame().pc().sub(2).read())
    };
    (receiver.unwrap_or(Value::NONE), value.unwrap_or(Value::NONE), (unit >> 8) as u32)
}

/// What the consumer of a running generator's frame has on top of its operand stack: the iterator that it
/// continued.
pub(crate) fn receiver_of(frame: Frame) -> Option<Value> {
    // SAFETY: whoever continues a generator has that, or its awaitable, on its operand stack until it gets
    // the result.
    unsafe { Value::from_bits(frame.return_sp().sub(1).read()) }
}

/// The top of the operand stack of a suspended generator.
pub(super) fn top_of(g: Gc<GeneratorObj>) -> Option<Value> {
    let sp = g.sp.get();
    if sp <= g.frame().stack_base() {
        return None;
    }
    // SAFETY: below the stack pointer of a suspended frame lie values or absent words.
    unsafe { Value::from_bits(sp.sub(1).read()) }
}
