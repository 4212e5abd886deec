//! Facts of the running VM that a compiler of machine code asks for: addresses it may bake into code,
//! and what inline caches hold.

use crate::bytecode::{Opcode, Site, backoff, branches, exception_table};
use crate::interp::place;
use crate::interp::state::{Known, Vm};
use crate::specialize::{call, packed};
use crate::stats::sites;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_frontend::code_flags;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::ops::binop::BinOp;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// Addresses of words that do not move while the VM lives.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    /// The pointer of the running frame.
    pub running_frame: u64,
    /// The first free word of the value stack.
    pub top: u64,
    /// The end of the running thread's value stack.
    pub value_limit: u64,
    /// The eval breaker.
    pub breaker: u64,
    /// The fuel that is left, if it is counted.
    pub fuel: Option<u64>,
    /// The number of shape 0 while it holds, and the bytes to the next shape's.
    pub live_shapes: (u64, u64),
    /// The recursion limit.
    pub recursion_limit: u64,
    /// The lowest address that machine code of the running thread may reach on the native stack.
    pub native_limit: u64,
}

impl Vm {
    /// Addresses for machine code.
    pub fn addresses(&self, cx: &Ctx) -> Addresses {
        let (live, step) = cx.shapes.live_numbers();
        Addresses {
            running_frame: self.fp.as_ptr() as u64,
            top: self.top.as_ptr() as u64,
            value_limit: self.limit.as_ptr() as u64,
            breaker: cx.eval_breaker.as_ptr() as u64,
            fuel: cx.meter.has_fuel().then_some(&raw const cx.fuel as u64),
            live_shapes: (live as u64, step as u64),
            recursion_limit: &raw const cx.recursion_limit as u64,
            native_limit: &raw const cx.machine_stack_limit as u64,
        }
    }

    /// Gives a function a version, if it has none.
    pub fn give_version(&self, func: Gc<FunctionObj>) {
        // Without numbers left it stays at 0, which no guard accepts.
        let _ = crate::types::function::version(self, func);
    }

    /// The builtin `len`, if it is made.
    pub fn known_len(&self) -> Option<Value> {
        self.known(Known::Len)
    }

    /// `list.append`, if it is made.
    pub fn known_list_append(&self) -> Option<Value> {
        self.known(Known::ListAppend)
    }

    /// The builtin `isinstance`, if it is made.
    pub fn known_isinstance(&self) -> Option<Value> {
        self.known(Known::Isinstance)
    }
}

/// A builtin function of numbers that machine code has instructions for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberFunction {
    /// `abs`.
    Abs,
    /// `min`.
    Min,
    /// `max`.
    Max,
}

impl Vm {
    /// The number function that a callable is.
    pub fn number_function(&self, callable: Value) -> Option<NumberFunction> {
        let rows = [
            (Known::Abs, NumberFunction::Abs),
            (Known::Min, NumberFunction::Min),
            (Known::Max, NumberFunction::Max),
        ];
        rows.into_iter().find(|&(k, _)| self.known(k) == Some(callable)).map(|(_, f)| f)
    }
}

/// The number of a name's entry in a namespace that is a dict, and the version of the keys for which that holds.
pub fn global_entry(cx: &mut Ctx, globals: Gc<DictObj>, name: Gc<StrObj>) -> Option<(usize, u64)> {
    if !Value::from(globals).has_shape(TypeId::DICT.shape()) {
        return None;
    }
    let hash = cx.hash_str(name);
    let i = globals.find_str(name, hash)?;
    Some((i, cx.dict_keys_version(globals)))
}

/// Where a cached attribute lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At this byte offset of the object.
    Inline(u16),
    /// At this index of the overflow array, which is at this byte offset of the object.
    Overflow(u16, u16),
}

/// The place in unit 3 of an attribute cache, and whether a store adds the attribute.
pub fn attribute_place(cx: &Ctx, at: Site, shape: u32) -> (Place, bool) {
    let unit = at.unit(3);
    let adds = unit & place::ADDS != 0;
    let bare = unit & !place::ADDS;
    if bare & place::OVERFLOW == 0 {
        return (Place::Inline(bare), adds);
    }
    let array = cx.shapes.get(ShapeId(shape)).attrs_offset.get();
    (Place::Overflow(bare & !place::OVERFLOW, array), adds)
}

/// The `__init__` and class version of a `CALL_ALLOC_AND_ENTER_INIT`.
pub fn class_init(code: Gc<CodeObj>, at: Site) -> (Gc<FunctionObj>, u64) {
    (call::class_init(code, at), call::class_version(code, at))
}

/// The Python `__init__` of a class that is instantiated by allocating, and the class's version.
pub fn python_init(cx: &mut Ctx, class: Gc<TypeObj>) -> Option<(Gc<FunctionObj>, u64)> {
    let init = call::python_init(cx, class)?;
    Some((init, cx.type_version(class)))
}

/// Shape and `__getitem__` of a `BINARY_OP_SUBSCR_GETITEM`.
pub fn getitem(at: Site) -> (u32, Gc<FunctionObj>) {
    (packed::shape(at.word(1)), packed::function(at.word(1)))
}

/// The value in units 5-8 of a `LOAD_ATTR` cache.
pub fn descriptor(at: Site) -> Option<Value> {
    // SAFETY: the specializer stored a value there that the code object's pins keep alive.
    unsafe { Value::from_bits(at.word(5)) }
}

/// The operator of a `BINARY_OP` operand that is neither in-place nor a subscript.
pub fn operator(oparg: u32) -> BinOp {
    crate::interp::slow::OPERATORS[oparg as usize]
}

/// The operator number of a `BINARY_OP_EXTEND` for numbers.
pub fn extension_op(at: Site) -> Option<u32> {
    crate::interp::arith::numeric_operator(at.unit(1))
}

/// Whether calls of this code make generators, coroutines or async generators.
pub fn makes_generators(code: Gc<CodeObj>) -> bool {
    let kinds = [code_flags::GENERATOR, code_flags::COROUTINE, code_flags::ASYNC_GENERATOR];
    kinds.iter().any(|&flag| code.has(flag))
}

/// Whether the instruction at `unit` drops what the one before it, a call, gives: a coroutine then was never awaited, which
/// is told.
pub fn drops_result(caller: Gc<CodeObj>, unit: usize) -> bool {
    unit < caller.units_len() && caller.unit(unit) as u8 == Opcode::POP_TOP as u8
}

/// Whether a call of this code makes a coroutine.
pub fn makes_coroutines(code: Gc<CodeObj>) -> bool {
    code.has(code_flags::COROUTINE)
}

/// Whether what calls of this code make are plain generators, neither coroutines nor async generators.
pub fn makes_plain_generators(code: Gc<CodeObj>) -> bool {
    let others = [code_flags::COROUTINE, code_flags::ASYNC_GENERATOR];
    code.has(code_flags::GENERATOR) && others.iter().all(|&flag| !code.has(flag))
}

/// Whether exceptions only pass through a generator's body: its one handler turns `StopIteration` into
/// `RuntimeError`. Nothing happens then when the generator is dropped.
pub fn handles_nothing(code: Gc<CodeObj>) -> bool {
    let table = code.exceptiontable.get();
    exception_table::ranges(table.as_slice()).all(|range| {
        let unit = code.unit(range.handler.target);
        unit as u8 == Opcode::CALL_INTRINSIC_1 as u8 && unit >> 8 == STOPITERATION_ERROR
    })
}

/// The operand of the intrinsic that turns a `StopIteration` into a `RuntimeError`.
const STOPITERATION_ERROR: u16 = 3;

/// Whether a conditional jump stays, and whether it jumps, more than rarely, as far as is known.
pub fn ways_of_branch(vm: &Vm, code: Gc<CodeObj>, at: Site) -> [bool; 2] {
    if !vm.settings.adaptive.get() {
        return [true; 2];
    }
    branches::ways(vm.windows.with_before(code, cache_unit(code, at), at.unit(0)))
}

/// Machine code left at an instruction, for which it has no code: if that is a jump, it goes a way that it hardly ever went.
pub fn left_at_way(op: Opcode, at: Site) {
    if branches::notes(op) {
        branches::left(at);
    }
}

/// The code unit at which the caches of an instruction begin.
pub fn cache_unit(code: Gc<CodeObj>, at: Site) -> u32 {
    ((at.caches() as usize - code.units() as usize) / 2) as u32
}

/// The cache unit of each jump that notes its ways, and what it knows.
pub fn jumps(code: Gc<CodeObj>) -> Vec<(u32, u16)> {
    let jumps = sites::instructions(code).filter(|&(_, op, _)| branches::notes(op));
    jumps.map(|(unit, ..)| (unit as u32 + 1, code.unit(unit + 1))).collect()
}

/// Whether some jump of this code goes either way.
pub fn has_two_ways(code: Gc<CodeObj>) -> bool {
    jumps(code).iter().any(|&(_, known)| branches::ways(known) == [true; 2])
}

/// Whether an instruction that specializes has never run: its counter stands as it was made.
pub fn never_ran(vm: &Vm, code: Gc<CodeObj>, op: Opcode, at: Site) -> bool {
    use Opcode::*;
    let counted = matches!(
        op,
        TO_BOOL
            | BINARY_OP
            | COMPARE_OP
            | CONTAINS_OP
            | STORE_SUBSCR
            | LOAD_GLOBAL
            | LOAD_ATTR
            | STORE_ATTR
            | LOAD_SUPER_ATTR
            | UNPACK_SEQUENCE
            | FOR_ITER
            | CALL
            | CALL_KW
    );
    counted
        && vm.settings.adaptive.get()
        && at.unit(0) == vm.first_counter(code, at)
        && at.unit(0) != backoff::NEVER
}

/// The site of the instruction at code unit `i`.
pub fn site(code: Gc<CodeObj>, i: usize, oparg: u32) -> Site {
    assert!(i < code.units_len(), "an instruction is inside its code");
    // SAFETY: the caches of instruction `i` follow it, inside the code.
    unsafe { Site::new(oparg, code.units().add(i + 1)) }
}
