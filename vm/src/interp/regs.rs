//! `Interp`: the registers of the interpreter loop, and the stack operations on them.
//!
//! The struct never leaves a handler: all methods are inlined and nothing takes its address, so that
//! `pc`, `sp` and `fp` live in machine registers. Slow paths are free functions on `cx` and values.
//! Before anything that can observe the frame, `save_pc` writes `pc` to it.

use super::count;
use super::state::Vm;
use crate::bytecode::{Opcode, Site};
use crate::frame::Frame;
use crate::frame::layout::{self, Slot};
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The other side of [`Interp::outlined`]: takes the registers from the running frame and leaves them
/// there.
#[inline(never)]
fn outline(
    cx: &mut Ctx,
    vm: &Vm,
    sp: *mut Slot,
    at: Site,
    run: fn(&mut Interp<'_>, Site) -> Step,
) -> Step {
    let Some(frame) = vm.frame() else { return Step::Raise };
    let mut i = Interp {
        cx,
        vm,
        pc: frame.pc(),
        sp,
        fp: frame.fp(),
        is_far: true,
        counted: false,
        counts: false,
        fuses: false,
    };
    let step = run(&mut i, at);
    if vm.frame().is_some_and(|f| f.fp() == i.fp) {
        i.save_pc();
    }
    vm.parked_sp.set(i.sp);
    step
}

/// What the loop does after a micro-op.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    /// Go on with the recipe.
    Next,
    /// A guard declined: run the family head.
    Miss,
    /// Decode the same instruction again (it was rewritten).
    Again,
    /// Run the whole instruction in its far handler; nothing has happened yet.
    Far,
    /// Unwind; the traceback gets an entry for this frame.
    Raise,
    /// Unwind without an entry (`RERAISE`).
    Reraise,
    /// Leave the loop with this value.
    Exit(Value),
}

/// Turns the result of a micro-op of any kind into a step.
pub(crate) trait IntoStep {
    fn step(self) -> Step;
}

impl IntoStep for () {
    #[inline(always)]
    fn step(self) -> Step {
        Step::Next
    }
}

impl IntoStep for bool {
    #[inline(always)]
    fn step(self) -> Step {
        if self { Step::Next } else { Step::Miss }
    }
}

impl IntoStep for PyResult<()> {
    #[inline(always)]
    fn step(self) -> Step {
        match self {
            Ok(()) => Step::Next,
            Err(_) => Step::Raise,
        }
    }
}

impl IntoStep for Step {
    #[inline(always)]
    fn step(self) -> Step {
        self
    }
}

/// The registers of the loop.
pub(crate) struct Interp<'a> {
    pub cx: &'a mut Ctx,
    pub vm: &'a Vm,
    /// The next code unit, behind the caches of the running instruction.
    pub pc: *mut u16,
    /// The first free word of the operand stack.
    pub sp: *mut Slot,
    /// Local 0.
    pub fp: *mut Slot,
    /// Whether this is a far handler, whose micro-ops do what `Step::Far` asks for.
    pub is_far: bool,
    /// Whether the near handler has counted this execution down already.
    pub counted: bool,
    /// Whether executions are counted.
    pub counts: bool,
    /// Whether handlers may do the instruction behind theirs too.
    pub fuses: bool,
}

impl Interp<'_> {
    /// The running frame.
    #[inline(always)]
    pub fn frame(&self) -> Frame {
        // SAFETY: `fp` is the local 0 of the running frame.
        unsafe { Frame::from_fp(self.fp) }
    }

    /// Whether the next instruction, which is in `unit`, is this one and is done along with the running one;
    /// then it is counted, if executions are.
    #[inline(always)]
    pub fn does_along(&mut self, unit: u16, opcode: Opcode) -> bool {
        if !self.fuses || unit as u8 != opcode as u8 {
            return false;
        }
        if self.counts {
            if !count::counts_along(self.cx, self.vm, self.pc, self.fp, opcode as u8) {
                return false;
            }
            count::count_along(self.vm, self.pc, self.fp, opcode as u8);
        }
        true
    }

    /// Writes `pc` to the frame.
    #[inline(always)]
    pub fn save_pc(&self) {
        self.frame().set_pc(self.pc);
    }

    /// The code object that runs.
    #[inline(always)]
    pub fn code(&self) -> Gc<CodeObj> {
        self.frame().code()
    }

    /// The function that runs.
    #[inline(always)]
    pub fn func(&self) -> Gc<FunctionObj> {
        self.frame().func()
    }

    /// Name `i` of the code object.
    #[inline(always)]
    pub fn name(&self, i: u32) -> Gc<StrObj> {
        self.code().name_at(i as usize)
    }

    /// Constant `i` of the code object.
    #[inline(always)]
    pub fn constant(&self, i: u32) -> Value {
        // SAFETY: CONSTS is the address of the constants, and operands are in range (checked when
        // the code object was made).
        unsafe { *(self.fp.offset(layout::CONSTS).read() as *const Value).add(i as usize) }
    }

    /// Pushes a value.
    #[inline(always)]
    pub fn push(&mut self, v: Value) {
        self.push_word(v.bits());
    }

    /// Pushes a value inside a loop that usually has few rounds: not to be vectorized.
    #[inline(always)]
    pub fn push_one_by_one(&mut self, v: Value) {
        // SAFETY: as in `push_word`.
        unsafe {
            self.sp.write_volatile(v.bits());
            self.sp = self.sp.add(1);
        }
    }

    /// Pushes a value or the absent word.
    #[inline(always)]
    pub fn push_opt(&mut self, v: Option<Value>) {
        self.push_word(v.map_or(0, Value::bits));
    }

    #[inline(always)]
    fn push_word(&mut self, w: Slot) {
        // SAFETY: code objects declare their stack size, and frames have that room.
        unsafe {
            self.sp.write(w);
            self.sp = self.sp.add(1);
        }
    }

    /// Pops a value.
    #[inline(always)]
    pub fn pop(&mut self) -> Value {
        self.sp = self.sp.wrapping_sub(1);
        self.read(0)
    }

    /// Pops a value or the absent word.
    #[inline(always)]
    pub fn pop_opt(&mut self) -> Option<Value> {
        self.sp = self.sp.wrapping_sub(1);
        self.read_opt(0)
    }

    /// The value at `sp + i`.
    #[inline(always)]
    fn read(&self, i: isize) -> Value {
        // SAFETY: the instruction's stack effect says that a value is there.
        unsafe { self.read_opt(i).unwrap_unchecked() }
    }

    #[inline(always)]
    fn read_opt(&self, i: isize) -> Option<Value> {
        // SAFETY: within the operand stack, whose words are values or 0.
        unsafe { Value::from_bits(self.sp.offset(i).read()) }
    }

    /// The value `n` below the top (0 is the top).
    #[inline(always)]
    pub fn peek(&self, n: usize) -> Value {
        self.read(-1 - n as isize)
    }

    /// As [`Interp::peek`], for a word that may be absent.
    #[inline(always)]
    pub fn peek_opt(&self, n: usize) -> Option<Value> {
        self.read_opt(-1 - n as isize)
    }

    /// Replaces the word `n` below the top.
    #[inline(always)]
    pub fn poke(&mut self, n: usize, v: Option<Value>) {
        // SAFETY: within the operand stack.
        unsafe { self.sp.offset(-1 - n as isize).write(v.map_or(0, Value::bits)) }
    }

    /// Replaces the top.
    #[inline(always)]
    pub fn set_top(&mut self, v: Value) {
        self.poke(0, Some(v));
    }

    /// Drops `n` words.
    #[inline(always)]
    pub fn drop_n(&mut self, n: usize) {
        self.sp = self.sp.wrapping_sub(n);
    }

    /// The top `n` words, which are values, as a slice. Native code may run with it: nothing moves
    /// or overwrites the operand stack of a frame while a callee runs.
    #[inline(always)]
    pub fn top_n<'b>(&self, n: usize) -> &'b [Value] {
        // SAFETY: the top `n` words are values; see above for their stability.
        unsafe { std::slice::from_raw_parts(self.sp.sub(n).cast::<Value>(), n) }
    }

    /// Local `i`.
    #[inline(always)]
    pub fn local(&self, i: usize) -> Option<Value> {
        // SAFETY: operands of local instructions are in range (checked when the code was made).
        unsafe { Value::from_bits(self.fp.add(i).read()) }
    }

    /// Sets local `i`.
    #[inline(always)]
    pub fn set_local(&mut self, i: usize, v: Option<Value>) {
        // SAFETY: as in `local`.
        unsafe { self.fp.add(i).write(v.map_or(0, Value::bits)) }
    }

    /// Moves `pc` by code units.
    #[inline(always)]
    pub fn jump(&mut self, units: isize) {
        self.pc = self.pc.wrapping_offset(units);
    }

    /// What only far handlers do; near ones jump there. The micro-op has had no effect yet.
    #[inline(always)]
    pub fn far(&mut self, run: impl FnOnce(&mut Self) -> PyResult<()>) -> Step {
        if self.is_far { run(self).step() } else { Step::Far }
    }

    /// Runs a large part of a micro-op in a function of its own, so that the memory it needs is not the
    /// handler's.
    #[inline(always)]
    pub fn outlined(&mut self, at: Site, run: fn(&mut Interp<'_>, Site) -> Step) -> Step {
        self.save_pc();
        let step = outline(self.cx, self.vm, self.sp, at, run);
        if let Some(frame) = self.vm.frame() {
            self.fp = frame.fp();
            self.pc = frame.pc();
            self.sp = self.vm.parked_sp.get();
        }
        step
    }

    /// One operand, one result: `f` gets the top, its result replaces it.
    #[inline(always)]
    pub fn unary(&mut self, f: impl FnOnce(&mut Ctx, Value) -> PyResult<Value>) -> PyResult<()> {
        self.save_pc();
        let v = f(self.cx, self.peek(0))?;
        self.set_top(v);
        Ok(())
    }

    /// Two operands, one result.
    #[inline(always)]
    pub fn binary(
        &mut self,
        f: impl FnOnce(&mut Ctx, Value, Value) -> PyResult<Value>,
    ) -> PyResult<()> {
        self.save_pc();
        let (lhs, rhs) = (self.peek(1), self.peek(0));
        let v = f(self.cx, lhs, rhs)?;
        self.drop_n(1);
        self.set_top(v);
        Ok(())
    }
}
