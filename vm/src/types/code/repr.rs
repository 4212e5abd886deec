//! `CodeObj`: the struct behind `types.CodeType`, and its decoders.
//!
//! The code units are mutable: specialization rewrites opcodes and caches in place. Everything else
//! is fixed, once the code was read (`unread.rs`). Objects that caches point to are kept alive by `pins`.

use crate::bytecode::instr::{CACHES, HEADS};
use crate::bytecode::line_table::{self, Lines};
use crate::frame::layout::HEADER;
use crate::stats::sites::{Rare, Runs, SiteCounts};
use crate::types::layouts;
use std::cell::Cell;
use taipan_runtime::heap::{ByteArray, Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use taipan_runtime::types::bytes::BytesObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A code object.
#[repr(C)]
pub struct CodeObj {
    pub(crate) hdr: Header,
    pub(crate) units: Cell<*mut u16>,
    pub(crate) units_len: Cell<usize>,
    pub(crate) consts_at: Cell<*const Value>,
    pub(crate) names_at: Cell<*const Value>,
    /// Where its part begins in the library image, until that was read.
    pub(super) unread_at: Cell<Option<usize>>,
    /// `co_flags`.
    pub flags: u32,
    /// `co_argcount`: positional parameters, positional-only ones included.
    pub argcount: u32,
    /// `co_posonlyargcount`.
    pub posonly: u32,
    /// `co_kwonlyargcount`.
    pub kwonly: u32,
    /// `co_stacksize`.
    pub stacksize: u32,
    /// `co_firstlineno`.
    pub first_line: i32,
    /// Locals, cells and free variables.
    pub(crate) locals_len: u32,
    /// Words of a whole frame, header included.
    pub frame_words: u32,
    /// Number of free variables.
    pub free_len: u32,
    /// Whether a call with exactly `argcount` positional arguments fills the frame one to one.
    pub simple: bool,
    /// Whether it stays unspecialized and is not compiled (`-X generic=`).
    pub generic: bool,
    /// Whether Python code took the frame of a call that machine code ran in place: it does so no more.
    pub framed: Cell<bool>,
    /// Entries and back edges seen, for the tier policy.
    pub heat: Cell<u32>,
    /// The version of functions made of this code, 0 until one of them needed one: `FunctionObj::version`.
    pub function_version: Cell<u32>,
    /// Address of machine code for calls; 0 = none. Owned by the backend.
    pub entry: Cell<usize>,
    /// Address of machine code that continues generators of this code; 0 = none. Owned by the backend.
    pub resume: Cell<usize>,
    /// The units as they were, while the code is patched (`monitor/patch.rs`); null otherwise.
    pub(crate) plain: Cell<*const u16>,
    /// Whether a guard of its machine code met a float that has no inline form (infinite, not a number, or beyond
    /// 1e77 or below 1e-77): code made later takes those too.
    pub heap_floats: Cell<bool>,
    pub(crate) buffer: Field<Option<Gc<ByteArray>>>,
    /// `co_consts`.
    pub consts: Field<Gc<TupleObj>>,
    /// `co_names`.
    pub names: Field<Gc<TupleObj>>,
    /// Names of locals, cells and free variables.
    pub locals: Field<Gc<TupleObj>>,
    /// Kind byte of each of `locals`.
    pub kinds: Field<Gc<BytesObj>>,
    /// `co_filename`.
    pub filename: Field<Gc<StrObj>>,
    /// `co_name`.
    pub name: Field<Gc<StrObj>>,
    /// `co_qualname`.
    pub qualname: Field<Gc<StrObj>>,
    /// `co_linetable`.
    pub linetable: Field<Gc<BytesObj>>,
    /// `co_exceptiontable`.
    pub exceptiontable: Field<Gc<BytesObj>>,
    /// Objects that inline caches point to.
    pub pins: Field<Option<Gc<ListObj>>>,
    /// When executions are counted: per code unit a [`Runs`], and behind those per code unit a [`Rare`].
    pub(crate) counts: Field<Option<Gc<ByteArray>>>,
    /// Address of the first `Runs`; null when nothing is counted.
    pub(crate) counts_at: Cell<*const Runs>,
    /// `counts_at` less what makes the address behind an instruction, times 8, its `Runs`.
    pub(crate) counts_bias: Cell<usize>,
}

// SAFETY: `CodeObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for CodeObj {
    const LAYOUT: LayoutId = layouts::CODE;
}

impl CodeObj {
    /// Address of the first code unit.
    #[inline(always)]
    pub fn units(&self) -> *mut u16 {
        self.units.get()
    }

    /// Address of the first constant.
    pub fn consts_address(&self) -> usize {
        self.consts_at.get() as usize
    }

    /// Number of code units, caches included.
    #[inline(always)]
    pub fn units_len(&self) -> usize {
        self.units_len.get()
    }

    /// Number of locals, cells and free variables.
    #[inline(always)]
    pub fn locals_len(&self) -> usize {
        self.locals_len as usize
    }

    /// Words of a frame without its header.
    #[inline(always)]
    pub fn body_words(&self) -> usize {
        self.frame_words as usize - HEADER
    }

    /// Whether all these `co_flags` are set.
    #[inline(always)]
    pub fn has(&self, flags: u32) -> bool {
        self.flags & flags == flags
    }

    /// Name `i` of `co_names`.
    #[inline(always)]
    pub fn name_at(&self, i: usize) -> Gc<StrObj> {
        debug_assert!(i < self.names.get().len());
        // SAFETY: operands of name instructions are below `co_names`' length, checked when the code
        // object was made; names are strs.
        unsafe { Gc::from_addr((*self.names_at.get().add(i)).bits() as usize) }
    }

    /// Constant `i`.
    #[inline(always)]
    pub fn const_at(&self, i: usize) -> Value {
        debug_assert!(i < self.consts.get().len());
        // SAFETY: operands of constant instructions are below `co_consts`' length, checked when the
        // code object was made.
        unsafe { *self.consts_at.get().add(i) }
    }

    /// Whether so many positional arguments are exactly the parameters.
    #[inline(always)]
    pub fn takes_exactly(&self, args: usize) -> bool {
        self.simple && self.argcount as usize == args
    }

    /// Name of local, cell or free variable `i`.
    pub fn local_name(&self, i: usize) -> Gc<StrObj> {
        self.locals.get().get(i).and_then(Value::cast).expect("a local operand has a name")
    }

    /// Kind bits of local, cell or free variable `i`.
    pub fn local_kind(&self, i: usize) -> u8 {
        self.kinds.get().as_slice().get(i).copied().unwrap_or(0)
    }

    /// Whether its instructions are patched to tell what happens.
    #[inline(always)]
    pub fn is_patched(&self) -> bool {
        !self.plain.get().is_null()
    }

    /// Code unit `i` as it stands: possibly specialized. Of patched code as it was before.
    #[inline(always)]
    pub fn unit(&self, i: usize) -> u16 {
        assert!(i < self.units_len(), "code unit out of range");
        if self.is_patched() {
            // SAFETY: `plain` has as many units, as long as the code is patched.
            return unsafe { self.plain.get().add(i).read() };
        }
        // SAFETY: `i` is below the number of units.
        unsafe { self.units().add(i).read() }
    }

    /// The counters of the instruction at code unit `i`, if executions are counted.
    #[inline]
    pub fn site_counts(&self, i: usize) -> Option<SiteCounts<'_>> {
        let counts = self.counts_at.get();
        if counts.is_null() || i >= self.units_len() {
            return None;
        }
        // SAFETY: there are two rows per code unit, in memory that `counts` keeps and that was zeroed.
        unsafe {
            let rare = counts.add(self.units_len()).cast::<Rare>();
            Some(SiteCounts { runs: &*counts.add(i), rare: &*rare.add(i) })
        }
    }

    /// Executions of the instruction that ends before `pc`. Only in a VM that counts.
    #[inline(always)]
    pub(crate) fn runs_before(&self, pc: *const u16) -> &Runs {
        const { assert!(size_of::<Runs>() == 16) };
        debug_assert!(!self.counts_at.get().is_null());
        let at = self.counts_bias.get().wrapping_add((pc as usize).wrapping_mul(8)) as *const Runs;
        // SAFETY: in a VM that counts, every code object has a row for each of its code units.
        unsafe { &*at }
    }

    /// The other counters of that instruction.
    #[inline(always)]
    pub(crate) fn rare_before(&self, pc: *const u16) -> &Rare {
        const { assert!(size_of::<Rare>() == 32) };
        debug_assert!(!self.counts_at.get().is_null());
        let bytes = (pc as usize).wrapping_sub(self.units() as usize).wrapping_sub(2) * 16;
        // SAFETY: as in `runs_before`; these rows lie behind the others.
        unsafe { &*self.counts_at.get().add(self.units_len()).byte_add(bytes).cast::<Rare>() }
    }

    /// Takes an execution of the instruction at `pc` back, which machine code counted: it runs again.
    pub(crate) fn count_back(&self, pc: *const u16) {
        let unit = (pc as usize).wrapping_sub(self.units() as usize) / 2;
        let Some(site) = self.site_counts(unit) else { return };
        let op = (self.unit(unit) & 0xff) as usize;
        let is_generic = HEADS[op] as usize == op;
        let cells = [&site.runs.generic, &site.runs.special];
        // Another instruction may stand there since the code was made.
        let [wanted, other] = if is_generic { cells } else { [cells[1], cells[0]] };
        let cell = if wanted.get() << 1 == 0 { other } else { wanted };
        cell.set(cell.get() - 1);
    }

    /// As [`CodeObj::site_counts`], of the instruction that ends before `pc`.
    #[inline(always)]
    pub(crate) fn site_counts_before(&self, pc: *const u16) -> Option<SiteCounts<'_>> {
        self.site_counts(((pc as usize).wrapping_sub(self.units() as usize) / 2).wrapping_sub(1))
    }

    /// Rewrites code unit `i`: an opcode of the same family with the same operand, or a cache.
    pub(crate) fn set_unit(&self, i: usize, to: u16) {
        assert!(i < self.units_len(), "code unit out of range");
        // SAFETY: `i` is below the number of units, which are mutable.
        unsafe { self.units().add(i).write(to) }
    }

    /// The code units as the compiler made them: generic opcodes, zeroed caches.
    pub fn generic_units(&self) -> Vec<u16> {
        let mut out = Vec::with_capacity(self.units_len());
        while out.len() < self.units_len() {
            let unit = self.unit(out.len());
            let head = HEADS[(unit & 0xff) as usize];
            out.push(unit & 0xff00 | head as u16);
            out.resize((out.len() + CACHES[head as usize] as usize).min(self.units_len()), 0);
        }
        out
    }

    /// First unit of the instruction that unit `i` belongs to.
    pub fn instruction_start(&self, i: usize) -> usize {
        let mut at = 0;
        while at < self.units_len() {
            let next = at + 1 + CACHES[(self.unit(at) & 0xff) as usize] as usize;
            if next > i {
                return at;
            }
            at = next;
        }
        i
    }

    /// Source positions of the instruction that unit `i` belongs to.
    pub fn lines_at(&self, i: usize) -> Option<Lines> {
        line_table::lookup(self.linetable.get().as_slice(), self.first_line, i)
    }
}

impl Trace for CodeObj {
    fn trace(&self, m: &mut Marker) {
        self.buffer.trace(m);
        self.consts.trace(m);
        self.names.trace(m);
        self.locals.trace(m);
        self.kinds.trace(m);
        self.filename.trace(m);
        self.name.trace(m);
        self.qualname.trace(m);
        self.linetable.trace(m);
        self.exceptiontable.trace(m);
        self.pins.trace(m);
        self.counts.trace(m);
    }
}
