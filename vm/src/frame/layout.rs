//! The layout of a frame, shared by interpreter and machine code.
//!
//! `fp` points at local 0. The header lies below it, locals, cells and free variables and then the
//! operand stack above it:
//!
//! ```text
//! fp-9  PREV       fp of the frame that gets the result; 0 = none
//! fp-8  FUNC       Gc<FunctionObj>
//! fp-7  CODE       Gc<CodeObj>
//! fp-6  CONSTS     address of the first constant
//! fp-5  NAMESPACE  mapping of a class body, module or exec; 0 in functions
//! fp-4  FRAME_OBJ  Gc<FrameObj> that Python code holds of this frame; 0 = none yet
//! fp-3  META       flags (9 bits), return offset (23 bits), depth (32 bits)
//! fp-2  RETURN_SP  operand stack pointer of PREV when this frame returns; the result goes there
//! fp-1  PC         address of the next code unit to run, while the frame is not the running one
//! fp+0  locals, cells, free variables (absent word = unbound)
//! fp+n  operand stack
//! ```
//!
//! Every word is either a `Value`, an absent word, or something that is no object address, so the
//! collector scans frames conservatively from the base of the value stack to its top.

/// One word of a frame.
pub type Slot = u64;

/// Words of the header.
pub const HEADER: usize = 9;
/// `fp` of the frame below.
pub const PREV: isize = -9;
/// The function.
pub const FUNC: isize = -8;
/// The code object.
pub const CODE: isize = -7;
/// Address of the first constant.
pub const CONSTS: isize = -6;
/// Namespace mapping, or 0.
pub const NAMESPACE: isize = -5;
/// Frame object, or 0.
pub const FRAME_OBJ: isize = -4;
/// Flags, return offset, depth.
pub const META: isize = -3;
/// Where the result goes.
pub const RETURN_SP: isize = -2;
/// The next code unit.
pub const PC: isize = -1;

/// Bits of META, the lowest first.
pub mod flags {
    /// Returning leaves the interpreter loop that was entered with this frame.
    pub const ENTRY: u64 = 1;
    /// The frame lies inside a generator object and survives `yield`.
    pub const GENERATOR: u64 = 2;
    /// `__init__` called by instantiation: the result must be None and is dropped; the new instance
    /// is already below RETURN_SP.
    pub const INIT: u64 = 4;
    /// Machine code waits for the result of this frame.
    pub const NATIVE_CALLER: u64 = 8;
    /// The result is dropped: `__setitem__` of a store that machine code runs in place.
    pub const DISCARD: u64 = 16;
    /// The body of a generator whose items a builtin takes (`tier/feed.rs`); the return offset says which.
    pub const FEEDS: u64 = 32;
    /// A `map` that a loop steps called the function: `StopIteration` ends the loop. The return offset
    /// says where that is, and is not added on return.
    pub const MAPPED: u64 = 64;
    /// Of a frame that machine code may run: Python code holds a frame that was inlined in it, or wrote a variable
    /// of it, so that machine code shall leave behind the call that it is in.
    pub const TOUCHED: u64 = 128;
    /// The left operand's method of a `BINARY_OP` that machine code runs in place: the operands are below RETURN_SP, and where
    /// the method says `NotImplemented`, the operator asks on.
    pub const OPERATOR: u64 = 256;
    /// All flags.
    pub const MASK: u64 = 0x1ff;
}

/// Shift of the return offset in META: code units added to PREV's PC on return (not on yield).
pub const OFFSET_SHIFT: u32 = 9;
/// Bits of the return offset.
pub const OFFSET_BITS: u32 = 23;
/// Shift of the depth in META.
pub const DEPTH_SHIFT: u32 = 32;

/// META of a frame at this depth.
#[inline(always)]
pub const fn meta(flags: u64, return_offset: u32, depth: u32) -> u64 {
    flags | (return_offset as u64) << OFFSET_SHIFT | (depth as u64) << DEPTH_SHIFT
}

/// Depth in META.
#[inline(always)]
pub const fn depth_of(meta: u64) -> u32 {
    (meta >> DEPTH_SHIFT) as u32
}

/// Return offset in META.
#[inline(always)]
pub const fn return_offset_of(meta: u64) -> usize {
    (meta as u32 >> OFFSET_SHIFT) as usize
}

const _: () = assert!(OFFSET_SHIFT + OFFSET_BITS == DEPTH_SHIFT && PREV == -(HEADER as isize));
