//! The table of HIR instructions: one row each, with operands, result and effect.
//!
//! Everything that passes must know of an instruction is derived from its row. Row:
//! `Name = "text" (operand types) -> result, effect;` where a trailing `..` means any number of
//! further operands. Immediates (`imm`, `imm2`) are explained in each row's documentation.

use super::types::Type;
use taipan_runtime::object::type_id::TypeId;
use taipan_vm::abi::libcalls::Libcall;

/// In the first immediate of `GuardFloat` and `GuardNumber`: floats on the heap do not pass.
pub const INLINE_ONLY: i64 = 2;

/// A class of memory that is told apart from the others.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Region {
    /// The shape word of object headers.
    Shape,
    /// Attribute slots of instances.
    Slot,
    /// Length and item pointer of lists, dicts, arrays: anything resized in place.
    Header,
    /// Items of lists and arrays.
    Items,
    /// What never changes after creation (tuple items, code of a class of objects, float payloads).
    Frozen,
    /// Versions, flags and pointers of namespaces, classes and the VM.
    Meta,
    /// Contents of cells and values of namespace entries.
    Cell,
    /// Frames on the value stack.
    Frame,
    /// Counters of sites, which nothing else reads.
    Counts,
    /// How far iterators are: a loop writes that in each iteration, and may read lengths and items meanwhile.
    Cursor,
}

/// All regions, in the order of their numbers.
pub const REGIONS: [Region; 10] = [
    Region::Shape,
    Region::Slot,
    Region::Header,
    Region::Items,
    Region::Frozen,
    Region::Meta,
    Region::Cell,
    Region::Frame,
    Region::Counts,
    Region::Cursor,
];

/// What an instruction does besides computing its result.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Depends on its operands only.
    Pure,
    /// Pure but for leaving at its frame state when its condition does not hold.
    Guard,
    /// Like `Guard`, and the condition depends on memory (region in `imm2`'s high half or fixed).
    GuardRead,
    /// Reads memory of the region in `imm2`.
    Read,
    /// Writes memory of the region in `imm2`.
    Write,
    /// May run any Python code, raise, allocate, resize.
    Call,
    /// May leave, and must neither move nor go (it reads what signals and limits write).
    Poll,
    /// Ends a block.
    End,
    /// A block parameter.
    Param,
}

macro_rules! insts {
    ($( $(#[doc = $doc:literal])+ $Name:ident = $text:literal ( $($arg:ident),* $(; $rest:ident)? ) -> $ty:ident, $eff:ident; )+) => {
        /// An HIR instruction.
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $( $(#[doc = $doc])+ $Name, )+ }

        impl Op {
            /// Every instruction.
            pub const ALL: &'static [Op] = &[$(Op::$Name,)+];

            /// The name in text.
            pub fn name(self) -> &'static str { match self { $(Op::$Name => $text,)+ } }

            /// The types of the fixed operands.
            pub fn operands(self) -> &'static [Type] {
                match self { $(Op::$Name => &[$(Type::$arg),*],)+ }
            }

            /// The type of further operands, if any number may follow.
            pub fn rest(self) -> Option<Type> {
                match self { $(Op::$Name => { #[allow(unused_mut, unused_assignments)] let mut rest = None; $(rest = Some(Type::$rest);)? rest })+ }
            }

            /// The declared result type; `result_type` refines it.
            pub fn declared_type(self) -> Type { match self { $(Op::$Name => Type::$ty,)+ } }

            /// The effect.
            pub fn effect(self) -> Effect { match self { $(Op::$Name => Effect::$eff,)+ } }
        }
    };
}

insts! {
    /// A parameter of a block.
    Param = "param" () -> Any, Param;
    /// The tagged word `imm` (0 is the absent word).
    Const = "const" () -> Slot, Pure;
    /// The float with the bits `imm`.
    ConstF64 = "const_f64" () -> F64, Pure;
    /// The integer `imm`.
    ConstI64 = "const_i64" () -> I64, Pure;
    /// The frame slot `imm` as it was at entry.
    EntrySlot = "entry_slot" () -> Slot, Pure;
    /// The pointer to the context.
    Context = "context" () -> Ptr, Pure;
    /// The pointer to the frame of this function, plus `imm` bytes.
    FramePtr = "frame_ptr" () -> Ptr, Pure;
    /// A frame state: bytecode offset `imm`, locals count in `imm2`; operands are locals then stack.
    Snapshot = "snapshot" (; Void) -> State, Pure;

    // ---- Guards ---------------------------------------------------------------------------------
    /// Is a small int.
    GuardInt = "guard_int" (Slot) -> Int, Guard;
    /// Is a float.
    GuardFloat = "guard_float" (Slot) -> Float, Guard;
    /// Is a small int or a float; the result is the number. With `imm` 1, ints beyond 2**53 leave.
    GuardNumber = "guard_number" (Slot) -> F64, Guard;
    /// Is `True` or `False`.
    GuardBool = "guard_bool" (Slot) -> Bool, Guard;
    /// Is the word `imm`.
    GuardWord = "guard_word" (Slot) -> Any, Guard;
    /// Is not the absent word.
    GuardBound = "guard_bound" (Slot) -> Any, Guard;
    /// Is a heap object of exact builtin type `imm` (a shape number below 1024).
    GuardType = "guard_type" (Slot) -> Heap, Guard;
    /// Is a heap object with the shape `imm`, which it may lose at a call, as the shape may end there.
    GuardShape = "guard_shape" (Slot) -> Heap, GuardRead;
    /// The condition holds.
    GuardTrue = "guard_true" (Cond) -> Void, Guard;
    /// The condition does not hold.
    GuardFalse = "guard_false" (Cond) -> Void, Guard;
    /// The 32-bit word at constant address `imm` is zero: no signal, finalizer or limit is pending.
    Poll = "poll" () -> Void, Poll;
    /// There is room for `imm` further words of frames, `imm2` deep: recursion limit, value stack.
    GuardRoom = "guard_room" () -> Void, Poll;
    /// The call before took no frame of this unit that was inlined, and wrote no variable of one.
    CheckFrames = "check_frames" () -> Void, Poll;
    /// Python code holds no object of the entered frame, which is about to return; nor, unless `imm` is 0, of one that was
    /// inlined in it, and wrote no variable of one.
    CheckHeld = "check_held" () -> Void, Poll;

    // ---- Ints (tagged) --------------------------------------------------------------------------
    /// Sum; leaves when it does not fit.
    IntAdd = "int_add" (Int, Int) -> Int, Guard;
    /// Difference; leaves when it does not fit.
    IntSub = "int_sub" (Int, Int) -> Int, Guard;
    /// Product; leaves when it does not fit.
    IntMul = "int_mul" (Int, Int) -> Int, Guard;
    /// Floor division; leaves on zero divisor or when it does not fit.
    IntFloorDiv = "int_floordiv" (Int, Int) -> Int, Guard;
    /// Modulo with the sign of the divisor; leaves on zero divisor.
    IntMod = "int_mod" (Int, Int) -> Int, Guard;
    /// Left shift; leaves on a negative or large count or when it does not fit.
    IntShl = "int_shl" (Int, Int) -> Int, Guard;
    /// Right shift; leaves on a negative count.
    IntShr = "int_shr" (Int, Int) -> Int, Guard;
    /// Negation; leaves when it does not fit.
    IntNeg = "int_neg" (Int) -> Int, Guard;
    /// Complement.
    IntNot = "int_not" (Int) -> Int, Pure;
    /// Bitwise and.
    IntAnd = "int_and" (Int, Int) -> Int, Pure;
    /// Bitwise or.
    IntOr = "int_or" (Int, Int) -> Int, Pure;
    /// Bitwise exclusive or.
    IntXor = "int_xor" (Int, Int) -> Int, Pure;
    /// Comparison number `imm` (0 `<` 1 `<=` 2 `==` 3 `!=` 4 `>` 5 `>=`).
    IntCmp = "int_cmp" (Int, Int) -> Cond, Pure;
    /// The int as float.
    IntToF64 = "int_to_f64" (Int) -> F64, Pure;
    /// Without the tag.
    Untag = "untag" (Int) -> I64, Pure;
    /// With the tag; the value is known to fit.
    Tag = "tag" (I64) -> Int, Pure;

    // ---- Untagged integers ----------------------------------------------------------------------
    /// Wrapping sum.
    I64Add = "i64_add" (I64, I64) -> I64, Pure;
    /// Wrapping difference.
    I64Sub = "i64_sub" (I64, I64) -> I64, Pure;
    /// Wrapping product.
    I64Mul = "i64_mul" (I64, I64) -> I64, Pure;
    /// Signed comparison `imm`.
    I64Cmp = "i64_cmp" (I64, I64) -> Cond, Pure;
    /// `index` below `length`, both as unsigned numbers.
    InBounds = "in_bounds" (I64, I64) -> Cond, Pure;
    /// `index + length` if `index` is negative, else `index`.
    WrapIndex = "wrap_index" (I64, I64) -> I64, Pure;

    // ---- Floats ---------------------------------------------------------------------------------
    /// The float out of its word.
    Unbox = "unbox" (Float) -> F64, Pure;
    /// The word of a float; rare floats are allocated.
    Box = "box" (F64) -> Float, Pure;
    /// Sum.
    F64Add = "f64_add" (F64, F64) -> F64, Pure;
    /// Difference.
    F64Sub = "f64_sub" (F64, F64) -> F64, Pure;
    /// Product.
    F64Mul = "f64_mul" (F64, F64) -> F64, Pure;
    /// Quotient; the divisor was checked.
    F64Div = "f64_div" (F64, F64) -> F64, Pure;
    /// Negation.
    F64Neg = "f64_neg" (F64) -> F64, Pure;
    /// Magnitude.
    F64Abs = "f64_abs" (F64) -> F64, Pure;
    /// Square root of a number that was checked.
    F64Sqrt = "f64_sqrt" (F64) -> F64, Pure;
    /// The pure machine function number `imm` of one or two floats.
    F64Call = "f64_call" (; F64) -> F64, Pure;
    /// Comparison `imm`; false with nan but for `!=`.
    F64Cmp = "f64_cmp" (F64, F64) -> Cond, Pure;
    /// Truncated to an integer; the magnitude was checked.
    F64ToI64 = "f64_to_i64" (F64) -> I64, Pure;

    // ---- Conditions -----------------------------------------------------------------------------
    /// `imm` is 1 for true, 0 for false.
    ConstCond = "const_cond" () -> Cond, Pure;
    /// The words are equal.
    WordEq = "word_eq" (Slot, Slot) -> Cond, Pure;
    /// Both words are small ints.
    BothInts = "both_ints" (Slot, Slot) -> Cond, Pure;
    /// `True` or `False`.
    BoolOf = "bool_of" (Cond) -> Bool, Pure;
    /// The condition in a bool.
    CondOf = "cond_of" (Bool) -> Cond, Pure;
    /// Negation.
    Not = "not" (Cond) -> Cond, Pure;
    /// Whether a word is a heap object with shape `imm`.
    HasShape = "has_shape" (Slot) -> Cond, Read;

    // ---- Memory: base pointer or object, byte offset `imm`, region in `imm2` ------------------------
    /// The tagged word or absent word there.
    LoadSlot = "load_slot" (Void) -> Slot, Read;
    /// The 64-bit integer there.
    LoadI64 = "load_i64" (Void) -> I64, Read;
    /// The 32-bit unsigned integer there.
    LoadU32 = "load_u32" (Void) -> I64, Read;
    /// The byte there.
    LoadU8 = "load_u8" (Void) -> I64, Read;
    /// The float there.
    LoadF64 = "load_f64" (Void) -> F64, Read;
    /// The address there.
    LoadPtr = "load_ptr" (Void) -> Ptr, Read;
    /// Item `index` of the words at a base; `imm` bytes further.
    LoadItem = "load_item" (Void, I64) -> Slot, Read;
    /// Item `index` of the floats at a base; `imm` bytes further.
    LoadItemF64 = "load_item_f64" (Void, I64) -> F64, Read;
    /// Item `index` of the signed 32-bit integers at a base; `imm` bytes further.
    LoadItemI32 = "load_item_i32" (Void, I64) -> I64, Read;
    /// Byte `index` at a base; `imm` bytes further.
    LoadItemU8 = "load_item_u8" (Void, I64) -> I64, Read;
    /// Stores a word.
    StoreSlot = "store_slot" (Void, Slot) -> Void, Write;
    /// Stores a 64-bit integer.
    StoreI64 = "store_i64" (Void, I64) -> Void, Write;
    /// Stores a 32-bit integer.
    StoreU32 = "store_u32" (Void, I64) -> Void, Write;
    /// Stores a word at item `index`.
    StoreItem = "store_item" (Void, I64, Slot) -> Void, Write;
    /// Stores a float at item `index`.
    StoreItemF64 = "store_item_f64" (Void, I64, F64) -> Void, Write;
    /// Adds one to the 64-bit counter at constant address `imm`.
    CountSite = "count_site" () -> Void, Write;
    /// Reverses the items from one index to another, both included, of the words at a base; `imm` bytes further.
    ReverseItems = "reverse_items" (Void, I64, I64) -> Void, Write;
    /// The constant address `imm`.
    ConstPtr = "const_ptr" () -> Ptr, Pure;
    /// `base + imm`.
    Offset = "offset" (Void) -> Ptr, Pure;
    /// States what a word is; computes nothing (a fact that the builder proved). `imm` is a shape number, or `assume` codes.
    AssumeType = "assume_type" (Slot) -> Heap, Pure;
    /// States that a word points to a heap object.
    AssumeHeap = "assume_heap" (Slot) -> Heap, Pure;
    /// States that a word is present.
    AssumeBound = "assume_bound" (Slot) -> Any, Pure;
    /// States that a word is a small int.
    AssumeInt = "assume_int" (Slot) -> Int, Pure;

    // ---- Calls ----------------------------------------------------------------------------------
    /// Calls the runtime function `imm`; a result of 0 is a raised exception and leaves.
    LibCall = "libcall" (; Void) -> Any, Call;
    /// Calls the runtime function `imm` with operands in memory: the words go to an array, whose address and length follow the context, and then `imm2` if it is not 0.
    LibCallArray = "libcall_array" (; Slot) -> Any, Call;
    /// Calls the runtime function `imm`; it cannot fail or run Python code; result is a word or absent.
    LibCallPure = "libcall_pure" (; Void) -> Slot, Read;
    /// Allocates: calls runtime function `imm`, which may collect or raise, but neither runs Python code nor changes old objects.
    LibCallAlloc = "libcall_alloc" (; Void) -> Any, Write;
    /// A tuple of the operands; raises without memory.
    NewTuple = "new_tuple" (; Slot) -> Heap, Write;
    /// A tuple of the operands that only frame states know; an exit makes it.
    VirtualTuple = "virtual_tuple" (; Void) -> Void, Pure;
    /// A new function with the operands as its closure: `imm` is the address of one with the same code and namespaces. Raises without memory.
    NewFunction = "new_function" (; Slot) -> Heap, Write;
    /// A function that only frame states know; an exit makes it.
    VirtualFunction = "virtual_function" (; Void) -> Void, Pure;
    /// A suspended generator that only frame states know; an exit makes it. `imm` is the address of a function like its own, `imm2` the code unit to go on at; operands are locals then stack.
    VirtualGenerator = "virtual_generator" (; Void) -> Void, Pure;
    /// The generator, which only frame states know, whose body runs in the inlined frame above.
    RunningGenerator = "running_generator" () -> Void, Pure;
    /// The iterator of a range with a step of one that only frame states know; an exit makes it. Operands are the next number and the stop.
    VirtualRange = "virtual_range" (; I64) -> Void, Pure;
    /// Calls compiled or interpreted Python code: `imm` is the callee number; operands are the function and its locals.
    CallPy = "call_py" (; Slot) -> Any, Call;

    // ---- Ends -----------------------------------------------------------------------------------
    /// Goes on at the target.
    Jump = "jump" () -> Void, End;
    /// Goes to the first target if the condition holds, else to the second.
    Branch = "branch" (Cond) -> Void, End;
    /// Returns a value.
    Return = "return" (Any) -> Void, End;
    /// Leaves the generator at the frame state, which is behind the `yield`, and gives out a value. `imm` is the
    /// generator's state then: suspended, or behind a `SEND` that whoever entered the code does.
    Yield = "yield" (Any) -> Void, End;
    /// Leaves to the interpreter at the frame state.
    Exit = "exit" () -> Void, End;
    /// Never reached.
    Unreachable = "unreachable" () -> Void, End;
}

impl Op {
    /// The instruction with this text.
    pub fn parse(text: &str) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.name() == text)
    }

    /// Whether the instruction ends a block.
    pub fn is_end(self) -> bool {
        self.effect() == Effect::End
    }

    /// Whether it may leave at a frame state, and so must have one.
    pub fn needs_state(self) -> bool {
        matches!(self.effect(), Effect::Guard | Effect::GuardRead | Effect::Call | Effect::Poll)
            || matches!(
                self,
                Op::Exit | Op::Yield | Op::LibCallAlloc | Op::NewTuple | Op::NewFunction
            )
    }

    /// Whether two with equal operands and immediates always agree.
    pub fn is_numbered(self) -> bool {
        matches!(self.effect(), Effect::Pure | Effect::Guard)
            && self != Op::Snapshot
            && !self.is_virtual()
    }

    /// Whether it can go when nothing uses its result.
    pub fn is_removable(self) -> bool {
        matches!(self.effect(), Effect::Pure | Effect::Read | Effect::Param)
            || matches!(self, Op::NewTuple | Op::NewFunction)
    }

    /// Whether it is an object that only frame states know: it has no value, and exits make it.
    pub fn is_virtual(self) -> bool {
        matches!(
            self,
            Op::VirtualTuple
                | Op::VirtualFunction
                | Op::VirtualGenerator
                | Op::RunningGenerator
                | Op::VirtualRange
        )
    }

    /// Whether it is arithmetic that leaves only because its result has no small form; dead results need no check.
    pub fn is_checked_arithmetic(self) -> bool {
        matches!(self, Op::IntAdd | Op::IntSub | Op::IntMul | Op::IntNeg)
    }

    /// The result type, given immediates.
    pub fn result_type(self, imm: i64) -> Type {
        match self {
            Op::Const | Op::GuardWord => Type::of_word(imm as u64),
            Op::GuardType | Op::AssumeType => Type::Object(imm as u32),
            Op::NewTuple => Type::Object(TypeId::TUPLE.shape().0),
            other => other.declared_type(),
        }
    }
}

/// Whether an instruction calls what may run Python code, which can look at frames; `imm` is its immediate.
pub fn may_look(op: Op, imm: i64) -> bool {
    const QUIET: [Libcall; 7] = [
        Libcall::NoteOwner,
        Libcall::NoteOperands,
        Libcall::ListAppend,
        Libcall::BuildList,
        Libcall::BuildTuple,
        Libcall::NewInstance,
        Libcall::MoveSlice,
    ];
    match op {
        Op::CallPy => true,
        Op::LibCall | Op::LibCallArray => !QUIET.iter().any(|&quiet| quiet as i64 == imm),
        _ => false,
    }
}

/// The region numbered `n`.
pub fn region(n: i64) -> Region {
    REGIONS[n as usize % REGIONS.len()]
}
