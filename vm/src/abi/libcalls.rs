//! Table 3 of 4: the runtime functions that machine code may call.
//!
//! Each takes the context and words, and returns a word: a value, or 0 with the exception in the
//! context. `Next` returns [`EXHAUSTED`] at the end of an iterator. All may run any Python code but for
//! those that say otherwise.

use crate::abi::facts;
use crate::contexts::Noted;
use crate::interp::intrinsics;
use crate::interp::slow;
use crate::interp::state::Vm;
use crate::tier::{deopt, generators, step, touched};
use crate::types::function::{self, FunctionObj};
use crate::types::generator::{self, GeneratorObj};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{MethodDef, NativeCode};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::types::set::SetObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// What `Next` returns at the end: an immediate that is no value.
pub const EXHAUSTED: u64 = 0xfc;

/// The word of a result; 0 = raised.
fn word(r: PyResult<Value>) -> u64 {
    r.map_or(0, Value::bits)
}

/// `True` for an operation without a result.
fn done(r: PyResult<()>) -> u64 {
    word(r.map(|()| Value::TRUE))
}

/// A value that machine code passed.
fn value(w: u64) -> Value {
    // SAFETY: machine code passes words that it has as values; the builder's types say so.
    unsafe { Value::from_bits(w) }.unwrap_or(Value::NONE)
}

/// Notes what a site saw in a context. `True` while there is more to be noted: else the code is left, and its place
/// compiled anew.
fn note(cx: &mut Ctx, number: u64, a: Value, b: Option<Value>) -> u64 {
    let vm = Vm::running(cx);
    let enough = vm.settings.entry_threshold.get() / 2;
    let noted = vm.contexts.note(number as usize, enough, a, b);
    if let (Noted::Enough(place), Some(backend)) = (noted, vm.backend.get()) {
        backend.knows_enough(place);
    }
    Value::bool(noted == Noted::Here).bits()
}

fn name(w: u64) -> Gc<StrObj> {
    // SAFETY: machine code passes the address of a name of its code object.
    unsafe { Gc::from_addr(w as usize) }
}

/// Words in the memory of the caller.
fn words<'a>(at: *const u64, len: u64) -> &'a [Option<Value>] {
    // SAFETY: machine code passes an array on its stack, which lives until the call returns.
    unsafe { std::slice::from_raw_parts(at.cast(), len as usize) }
}

fn values<'a>(at: *const u64, len: u64) -> &'a [Value] {
    // SAFETY: as in `words`; the builder passes only present values here.
    unsafe { std::slice::from_raw_parts(at.cast(), len as usize) }
}

/// A coroutine that a call of `callable` has just made, and that nobody gets, was never awaited.
fn tell_dropped(cx: &mut Ctx, callable: Option<Value>, made: u64) -> u64 {
    let function = callable.and_then(|callable| match callable.cast::<BoundMethodObj>() {
        Some(method) => method.function.get().cast::<FunctionObj>(),
        None => callable.cast::<FunctionObj>(),
    });
    if let Some(function) = function
        && facts::makes_coroutines(function.code.get())
        && made != 0
        && let Some(coroutine) = value(made).cast::<GeneratorObj>()
        && generator::never_awaited(cx, coroutine).is_err()
    {
        return 0;
    }
    made
}

macro_rules! libcalls {
    ($( $(#[doc = $doc:literal])+ $Name:ident = $func:ident ( $cx:ident $(, $arg:ident : $ty:ty)* ) $body:block )+) => {
        /// A runtime function, by name.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Libcall { $( $(#[doc = $doc])+ $Name, )+ }

        impl Libcall {
            /// Every row.
            pub const ALL: &'static [Libcall] = &[ $(Libcall::$Name,)+ ];

            /// The name in dumps.
            pub const fn name(self) -> &'static str { match self { $(Libcall::$Name => stringify!($func),)+ } }

            /// The address that machine code calls.
            pub fn address(self) -> u64 { match self { $(Libcall::$Name => $func as *const () as u64,)+ } }
        }

        $(
            extern "C" fn $func(cx: *mut Ctx $(, $arg: $ty)*) -> u64 {
                // SAFETY: machine code passes on the context it was entered with, which it does not use itself.
                let $cx = unsafe { &mut *cx };
                $body
            }
        )+
    };
}

libcalls! {
    /// A binary operator, by number.
    BinaryOp = binary_op(cx, op: u64, a: u64, b: u64) { word(slow::binary_op(cx, op as u32, value(a), value(b))) }
    /// The rest of a binary operator after the left operand's method said `NotImplemented`.
    BinaryDeclined = binary_declined(cx, op: u64, a: u64, b: u64) {
        word(slow::binary_declined(cx, op as u32, value(a), value(b)))
    }
    /// What a site saw where its code is translated in place; runs no Python code.
    NoteOwner = note_owner(cx, number: u64, v: u64) { note(cx, number, value(v), None) }
    /// The same of two operands.
    NoteOperands = note_operands(cx, number: u64, a: u64, b: u64) { note(cx, number, value(a), Some(value(b))) }
    /// A comparison, by the operand of `COMPARE_OP`.
    Compare = compare(cx, oparg: u64, a: u64, b: u64) { word(slow::compare(cx, value(a), value(b), oparg as u32)) }
    /// `bool(x)`.
    Truth = truth(cx, v: u64) { word(cx.truth(value(v)).map(Value::bool)) }
    /// `item in container`.
    Contains = contains(cx, item: u64, container: u64) {
        word(cx.contains(value(container), value(item)).map(Value::bool))
    }
    /// `owner.name`.
    GetAttr = get_attr(cx, owner: u64, of: u64) { word(slow::attr(cx, value(owner), name(of))) }
    /// `owner.name` for a call: the callable; where the receiver lies goes self, or the absent word.
    LoadMethod = load_method(cx, owner: u64, of: u64, receiver: *mut u64) {
        match slow::method(cx, value(owner), name(of)) {
            Ok((callable, this)) => {
                // SAFETY: machine code passes the address of a word of its frame's operand stack.
                unsafe { receiver.write(this.map_or(0, Value::bits)) };
                callable.bits()
            }
            Err(_) => 0,
        }
    }
    /// `owner.name = v`.
    SetAttr = set_attr(cx, owner: u64, of: u64, v: u64) { done(slow::set_attr(cx, value(owner), name(of), value(v))) }
    /// `container[key]`.
    GetItem = get_item(cx, container: u64, key: u64) {
        let (container, key) = (value(container), value(key));
        word(match container.has_shape(TypeId::DICT.shape()) {
            true => slow::dict_subscr(cx, container, key),
            false => cx.getitem(container, key),
        })
    }
    /// `container[key] = v`.
    SetItem = set_item(cx, container: u64, key: u64, v: u64) {
        done(cx.setitem(value(container), value(key), value(v)))
    }
    /// `iter(x)`.
    Iter = iter(cx, v: u64) { word(slow::iter(cx, value(v))) }
    /// The iterator of `yield from v`, in code with these flags.
    YieldFromIter = yield_from_iter(cx, v: u64, flags: u64) {
        word(slow::yield_from_iter(cx, flags as u32, value(v)))
    }
    /// The iterator of `await v`; the operand of `GET_AWAITABLE` tells where.
    Awaitable = awaitable(cx, v: u64, at: u64) { word(slow::awaitable(cx, value(v), at as u32)) }
    /// The awaitable of `anext(v)`.
    Anext = anext(cx, v: u64) { word(slow::anext(cx, value(v))) }
    /// The result of an intrinsic of one operand.
    Intrinsic = intrinsic(cx, v: u64, which: u64) {
        word(intrinsics::unary(cx, which as u32, value(v)))
    }
    /// `iter(range(start, stop, step))` of small ints; runs no Python code.
    RangeIter = range_iter(cx, start: u64, stop: u64, step: u64) {
        word(cx.range_iter_between(value(start), value(stop), value(step)))
    }
    /// `next(it)`, or [`EXHAUSTED`].
    Next = next(cx, it: u64) {
        match slow::next(cx, value(it)) {
            Ok(Some(v)) => v.bits(),
            Ok(None) => EXHAUSTED,
            Err(_) => 0,
        }
    }
    /// `next(it)` of a generator, or [`EXHAUSTED`].
    NextGenerator = next_generator(cx, it: u64) {
        let it = value(it);
        match generators::next_compiled(cx, it) {
            Some(word) => word,
            None => match slow::next(cx, it) {
                Ok(Some(v)) => v.bits(),
                Ok(None) => EXHAUSTED,
                Err(_) => 0,
            },
        }
    }
    /// A call: the callable, self or the absent word, arguments.
    Call = call(cx, at: *const u64, len: u64) {
        let all = words(at, len);
        let Some(callable) = all[0] else { return 0 };
        let skip = if all[1].is_some() { 1 } else { 2 };
        let args = values(at.wrapping_add(skip), len - skip as u64);
        word(match callable.cast::<FunctionObj>() {
            Some(func) => function::call_positional(cx, func, args),
            None => slow::call_builtin(cx, callable, args),
        })
    }
    /// `callable(*args, **kwargs)`: the four words of the instruction.
    CallEx = call_ex(cx, at: *const u64, len: u64) {
        let all = words(at, len);
        let (Some(callable), Some(args)) = (all[0], all[2]) else { return 0 };
        word(function::call_ex(cx, callable, args, all[3]))
    }
    /// Calls a native function without arguments, by its definition.
    NativeNoArgs = native_no_args(cx, def: &'static MethodDef, receiver: u64) {
        let NativeCode::NoArgs(f) = def.code else { return 0 };
        word(f(cx, value(receiver)))
    }
    /// Calls a native function of one argument, by its definition.
    NativeO = native_o(cx, def: &'static MethodDef, receiver: u64, arg: u64) {
        let NativeCode::O(f) = def.code else { return 0 };
        word(f(cx, value(receiver), value(arg)))
    }
    /// Calls a native function of positional arguments, by its definition: receiver, arguments.
    NativeFast = native_fast(cx, at: *const u64, len: u64, def: &'static MethodDef) {
        let Some((&receiver, args)) = values(at, len).split_first() else { return 0 };
        word(match def.code {
            NativeCode::Fast(f) => f(cx, receiver, args),
            NativeCode::FastKw(f) => slow::call_fast_kw(cx, f, receiver, args),
            _ => return 0,
        })
    }
    /// A call with keywords: as `Call`, the names last.
    CallKw = call_kw(cx, at: *const u64, len: u64) {
        let all = words(at, len);
        let (Some(callable), Some(names)) = (all[0], all[len as usize - 1]) else { return 0 };
        let skip = if all[1].is_some() { 1 } else { 2 };
        let args = slow::keyword_args(values(at.wrapping_add(skip), len - 1 - skip as u64), names);
        word(slow::call_native_args(cx, callable, args))
    }
    /// `Call` whose result the next instruction drops.
    CallDropped = call_dropped(cx, at: *const u64, len: u64) {
        let made = call(cx, at, len);
        tell_dropped(cx, words(at, len)[0], made)
    }
    /// `CallEx` whose result the next instruction drops.
    CallExDropped = call_ex_dropped(cx, at: *const u64, len: u64) {
        let made = call_ex(cx, at, len);
        tell_dropped(cx, words(at, len)[0], made)
    }
    /// `CallKw` whose result the next instruction drops.
    CallKwDropped = call_kw_dropped(cx, at: *const u64, len: u64) {
        let made = call_kw(cx, at, len);
        tell_dropped(cx, words(at, len)[0], made)
    }
    /// `str(x)`.
    Str = str_of(cx, v: u64) { word(slow::to_str(cx, value(v))) }
    /// `type(x)`.
    TypeOf = type_of(cx, v: u64) { word(Ok(cx.type_of(value(v)).into())) }
    /// `len(x)`.
    Len = len(cx, v: u64) { word(cx.len_value(value(v))) }
    /// `isinstance(x, C)`.
    IsInstance = is_instance(cx, v: u64, class: u64) {
        word(cx.isinstance(value(v), value(class)).map(Value::bool))
    }
    /// `list.append(x)` of an exact list; runs no Python code.
    ListAppend = list_append(cx, list: u64, v: u64) {
        match value(list).cast::<ListObj>() {
            Some(list) => done(cx.list_append(list, value(v))),
            None => 0,
        }
    }
    /// A list of words; runs no Python code.
    BuildList = build_list(cx, at: *const u64, len: u64) { word(cx.list(values(at, len)).map(Value::from)) }
    /// A tuple of words; runs no Python code.
    BuildTuple = build_tuple(cx, at: *const u64, len: u64) { word(cx.tuple(values(at, len)).map(Value::from)) }
    /// `container[start:stop]`.
    GetSlice = get_slice(cx, c: u64, start: u64, stop: u64) {
        word(slow::get_slice(cx, value(c), value(start), value(stop)))
    }
    /// `container[start:stop:step]`.
    GetSliceBy = get_slice_by(cx, c: u64, start: u64, stop: u64, step: u64) {
        word(slow::get_slice_by(cx, value(c), [value(start), value(stop), value(step)]))
    }
    /// `list[:]` of a list; runs no Python code.
    CopyList = copy_list(cx, list: u64) {
        match value(list).cast::<ListObj>() {
            Some(list) => word(cx.list_range(list, 0, list.len()).map(Value::from)),
            None => 0,
        }
    }
    /// `container[start:stop] = v`.
    SetSlice = set_slice(cx, v: u64, c: u64, start: u64, stop: u64) {
        done(slow::set_slice(cx, value(c), value(start), value(stop), value(v)))
    }
    /// An empty set; runs no Python code.
    NewSet = new_set(cx) { word(cx.set().map(Value::from)) }
    /// `set.add(x)` of an exact set.
    SetAdd = set_add(cx, set: u64, v: u64) {
        match value(set).cast::<SetObj>() {
            Some(set) => word(cx.set_add(set, value(v)).map(Value::bool)),
            None => 0,
        }
    }
    /// A function like another one, with cells; runs no Python code.
    MakeFunction = make_function(cx, like: u64, at: *const u64, len: u64) {
        let Some(like) = value(like).cast::<FunctionObj>() else { return 0 };
        let closure = match len {
            0 => Ok(None),
            _ => cx.tuple(values(at, len)).map(Some),
        };
        word(closure.and_then(|c| generators::make_function(cx, like, c)).map(Value::from))
    }
    /// A call of a function of generators, whose arguments fit exactly: the function, arguments.
    MakeGenerator = make_generator(cx, at: *const u64, len: u64) {
        let all = values(at, len);
        let Some(func) = all[0].cast::<FunctionObj>() else { return 0 };
        word(match generators::call_generator_function(cx, func, &all[1..]) {
            Ok(Some(made)) => Ok(made),
            Ok(None) => function::call_positional(cx, func, &all[1..]),
            Err(raised) => Err(raised),
        })
    }
    /// `to[from:till] = list[start:stop:step]` of lists, with bounds that are `None` or small ints and a step
    /// that is not 0; runs no Python code.
    MoveSlice = move_slice(cx, list: u64, start: u64, stop: u64, step: u64, to: u64, from: u64, till: u64) {
        let s = [value(start), value(stop), value(step)];
        done(slow::move_slice(cx, value(list), s, value(to), [value(from), value(till)]))
    }
    /// A new instance of a class without `__new__`; runs no Python code.
    NewInstance = new_instance(cx, class: u64) {
        match value(class).cast::<TypeObj>() {
            Some(class) => word(cx.new_instance(class)),
            None => 0,
        }
    }
    /// `__init__` returned something: TypeError unless it is None.
    InitReturned = init_returned(cx, v: u64) { done(slow::init_check(cx, value(v))) }
    /// Runs one instruction on the frame's memory: operand stack up to `sp`, instruction at `pc`.
    Step = step_instruction(cx, fp: *mut u64, sp: *mut u64, pc: *mut u16) {
        step::run(cx, fp, sp, pc) as u64
    }
    /// Runs a frame to its end, whose machine code left or that has none; it is off the stack then.
    Finish = finish(cx, fp: *mut u64) {
        let vm = Vm::of(cx);
        word(deopt::finish(cx, vm, fp))
    }
    /// A callee returned whose frame Python code holds: the frame object gets what it needs.
    Detach = detach(cx, fp: *mut u64) {
        deopt::detach(cx, fp);
        1
    }
    /// A call came back to an inlined function whose frame Python code holds: puts the frame objects aside, from
    /// the innermost frame to the entered one.
    Park = park(cx, fp: *mut u64, entered: *mut u64) {
        touched::park(Vm::of(cx), fp, entered);
        1
    }
}

/// Allocates a float that has no inline word.
#[allow(clippy::not_unsafe_ptr_arg_deref)] // machine code passes its own context
pub extern "C" fn alloc_float(cx: *mut Ctx, f: f64) -> u64 {
    // SAFETY: as in the table's functions.
    let cx = unsafe { &mut *cx };
    // Without memory the float becomes the nearest inline one only in a process that is about to fail
    // with MemoryError anyway: the exception stays pending for the next call that can report it.
    word(cx.float(f)).max(2)
}

/// `x ** y` of floats whose result is a float (the builder guards the operands).
pub extern "C" fn float_pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}
