//! Calls of callables that are not Python functions, and making functions.

use crate::frame::Frame;
use crate::frame::layout::meta;
use crate::interp::state::{Known, Vm};
use crate::interp::uops::calls::lay_bound;
use crate::specialize::call::{accepts, builtin_code, builtin_kind, descriptor_code};
use crate::types::code::CodeObj;
use crate::types::function::{self, FunctionObj};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, NativeCode};
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A call that gave a result at once, or a frame to enter.
pub(crate) enum Called {
    Value(Value),
    Frame(Frame),
}

/// Calls natively with positional arguments.
#[inline(never)]
pub(crate) fn call_native(cx: &mut Ctx, callable: Value, args: &[Value]) -> PyResult<Value> {
    cx.call_args(callable, Args::positional(args))
}

/// Calls natively.
#[inline(never)]
pub(crate) fn call_native_args(cx: &mut Ctx, callable: Value, args: Args<'_>) -> PyResult<Value> {
    cx.call_args(callable, args)
}

/// Calls natively with the words of a `CALL_KW`.
#[inline(never)]
pub(crate) fn call_native_keywords(
    cx: &mut Ctx,
    callable: Value,
    words: &[Value],
    names: Value,
) -> PyResult<Value> {
    cx.call_args(callable, keyword_args(words, names))
}

/// Calls a native function of the most general convention with positional arguments.
#[inline(never)]
pub(crate) fn call_fast_kw(
    cx: &mut Ctx,
    f: fn(&mut Ctx, Value, Args<'_>) -> PyResult<Value>,
    receiver: Value,
    args: &[Value],
) -> PyResult<Value> {
    f(cx, receiver, Args::positional(args))
}

/// As [`lay_bound`], with positional arguments.
#[inline(never)]
pub(crate) fn lay_positional(
    cx: &mut Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    args: &[Value],
    flags: u64,
) -> PyResult<Frame> {
    lay_bound(cx, vm, func, Args::positional(args), flags)
}

/// The frame of a function of simple parameters, when what is not given has defaults and every keyword
/// is the name of a parameter that is not given otherwise. Anything else is `None`: the general way
/// binds it, or says what is wrong.
#[inline(never)]
pub(crate) fn lay_with_defaults(
    cx: &Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    positional: &[Value],
    names: &[Value],
    values: &[Value],
) -> Option<Frame> {
    let code = func.code.get();
    let depth = vm.frame().map_or(0, Frame::depth);
    let argcount = code.argcount as usize;
    let fits = code.simple && positional.len() + names.len() <= argcount;
    if !fits
        || code.is_unread()
        || code.posonly != 0 && !names.is_empty()
        || !vm.has_room(cx, code, depth)
    {
        return None;
    }
    // SAFETY: there is room.
    let frame = unsafe { vm.lay(func, code, meta(0, 0, depth + 1)) };
    frame.clear_locals();
    let locals = frame.locals_mut();
    if fill(func, argcount, locals, positional, names, values).is_none() {
        vm.unlay(frame);
        return None;
    }
    Some(frame)
}

fn fill(
    func: Gc<FunctionObj>,
    argcount: usize,
    locals: &mut [Option<Value>],
    positional: &[Value],
    names: &[Value],
    values: &[Value],
) -> Option<()> {
    for (local, &v) in locals.iter_mut().zip(positional) {
        *local = Some(v);
    }
    let parameters = func.code.get().locals.get();
    for (name, &v) in names.iter().zip(values) {
        // Names are interned; another string of the same text goes the general way.
        let i = (positional.len()..argcount).find(|&i| parameters.get(i) == Some(*name))?;
        if locals[i].replace(v).is_some() {
            return None;
        }
    }
    if positional.len() + names.len() == argcount {
        return Some(());
    }
    let defaults = func.defaults.get()?;
    let first = argcount.checked_sub(defaults.len())?;
    for (i, local) in locals.iter_mut().enumerate().take(argcount).skip(positional.len()) {
        if local.is_none() {
            *local = Some(defaults.get(i.checked_sub(first)?)?);
        }
    }
    Some(())
}

/// As [`lay_with_defaults`], with the words of a `CALL_KW`.
#[inline(never)]
pub(crate) fn lay_words(
    cx: &Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    words: &[Value],
    names: Value,
) -> Option<Frame> {
    let names = names.cast::<TupleObj>()?;
    let (positional, values) = words.split_at(words.len().checked_sub(names.len())?);
    lay_with_defaults(cx, vm, func, positional, names.items(), values)
}

/// As [`lay_bound`], with the words of a `CALL_KW`.
#[inline(never)]
pub(crate) fn lay_keywords(
    cx: &mut Ctx,
    vm: &Vm,
    func: Gc<FunctionObj>,
    words: &[Value],
    names: Value,
) -> PyResult<Frame> {
    lay_bound(cx, vm, func, keyword_args(words, names), 0)
}

/// Calls with positional arguments: builtin functions and methods of builtin types straight by their
/// convention.
pub(crate) fn call_builtin(cx: &mut Ctx, callable: Value, args: &[Value]) -> PyResult<Value> {
    let (code, receiver, rest) = if builtin_kind(callable).is_some() {
        let (code, receiver) = builtin_code(callable);
        (code, receiver, args)
    } else {
        match (descriptor_code(callable), args.split_first()) {
            (Some(code), Some((&receiver, rest))) if accepts(cx, callable, receiver) => {
                (code, receiver, rest)
            }
            _ => return call_native(cx, callable, args),
        }
    };
    match (code, rest) {
        (NativeCode::NoArgs(f), []) => f(cx, receiver),
        (NativeCode::O(f), &[arg]) => f(cx, receiver, arg),
        (NativeCode::Fast(f), rest) => f(cx, receiver, rest),
        (NativeCode::FastKw(f), rest) => call_fast_kw(cx, f, receiver, rest),
        _ => call_native(cx, callable, args),
    }
}

/// Calls a builtin that a row of `builtin_calls` left to itself, and learns for the next time.
#[inline(never)]
pub(crate) fn call_extended(
    cx: &mut Ctx,
    vm: &Vm,
    callable: Value,
    args: &[Value],
) -> PyResult<Value> {
    if vm.known(Known::Getattr) == Some(callable)
        && let Some(name) = args.get(1).and_then(|n| n.cast::<StrObj>()).filter(|n| n.is_interned())
    {
        vm.lookups.learn_load(cx, args[0], name);
    }
    call_builtin(cx, callable, args)
}

/// An instance without attributes.
#[inline(never)]
pub(crate) fn new_instance(cx: &mut Ctx, class: Gc<TypeObj>) -> PyResult<Value> {
    cx.new_instance(class)
}

/// Splits the words of `CALL_KW` into positional and keyword arguments.
#[inline(always)]
pub(crate) fn keyword_args(words: &[Value], names: Value) -> Args<'_> {
    let kw_names = names.cast::<TupleObj>();
    let kw = kw_names.as_ref().map_or(0, |n| n.len()).min(words.len());
    let (pos, kw_values) = words.split_at(words.len() - kw);
    Args { pos, kw_names, kw_values }
}

/// `callable(*args, **kwargs)`.
#[inline(never)]
pub(crate) fn call_ex(
    cx: &mut Ctx,
    vm: &Vm,
    callable: Value,
    args: Value,
    kwargs: Option<Value>,
) -> PyResult<Called> {
    let args = match args.cast::<TupleObj>() {
        Some(tuple) => tuple,
        None => {
            if !cx.is_iterable(args) {
                let name = super::callable_name(cx, Some(callable))?;
                let ty = cx.type_name(args);
                raise!(cx, TypeError, "{name} argument after * must be an iterable, not {ty}")
            }
            cx.to_tuple(args)?
        }
    };
    let (mut names, mut values) = (None, None);
    if let Some(dict) = kwargs.and_then(|k| k.cast::<DictObj>())
        && !dict.is_empty()
    {
        let n = dict.len();
        let list = cx.list_with_capacity(2 * n)?;
        for e in dict.entries() {
            list.try_push(e.key);
        }
        for e in dict.entries() {
            list.try_push(e.value);
        }
        names = Some(cx.tuple_with(n, |i| list.get(i).unwrap_or(Value::NONE))?);
        values = Some(cx.tuple_with(n, |i| list.get(n + i).unwrap_or(Value::NONE))?);
    }
    let kw_values = values.as_ref().map_or(&[][..], |v: &Gc<TupleObj>| v.items());
    let all = Args { pos: args.items(), kw_names: names, kw_values };
    if let Some(func) = callable.cast::<FunctionObj>() {
        return lay_bound(cx, vm, func, all, 0).map(Called::Frame);
    }
    if let Some(method) = callable.cast::<BoundMethodObj>()
        && let Some(func) = method.function.get().cast::<FunctionObj>()
    {
        let receiver = method.receiver.get();
        let pos =
            cx.tuple_with(args.len() + 1, |i| if i == 0 { receiver } else { args.items()[i - 1] })?;
        let all = Args { pos: pos.items(), ..all };
        return lay_bound(cx, vm, func, all, 0).map(Called::Frame);
    }
    cx.call_args(callable, all).map(Called::Value)
}

/// A function of a code object, in the globals of the running one.
#[inline(never)]
pub(crate) fn make_function(
    cx: &mut Ctx,
    running: Gc<FunctionObj>,
    code: Value,
) -> PyResult<Value> {
    let code = code.cast::<CodeObj>().expect("`MAKE_FUNCTION` gets a code object");
    let func = function::make(cx, code, running.globals.get(), running.builtins.get())?;
    Ok(func.into())
}

/// Bits of `SET_FUNCTION_ATTRIBUTE`.
mod attribute {
    pub const DEFAULTS: u32 = 1;
    pub const KWDEFAULTS: u32 = 2;
    pub const ANNOTATIONS: u32 = 4;
    pub const CLOSURE: u32 = 8;
    pub const ANNOTATE: u32 = 16;
    /// The type parameters of a generic class, on the function of its body; the front end's own.
    pub const TYPE_PARAMS: u32 = 32;
}

/// Sets one attribute of a function that is being made.
#[inline(never)]
pub(crate) fn set_function_attribute(func: Value, attr: Value, which: u32) {
    let Some(func) = func.cast::<FunctionObj>() else { return };
    match which {
        attribute::DEFAULTS => func.defaults.set(attr.cast()),
        attribute::KWDEFAULTS => func.kwdefaults.set(attr.cast()),
        attribute::ANNOTATIONS => func.annotations.set(attr.cast()),
        attribute::CLOSURE => func.closure.set(attr.cast()),
        attribute::ANNOTATE => func.annotate.set(Some(attr)),
        attribute::TYPE_PARAMS => func.type_params.set(attr.cast()),
        _ => {}
    }
}

/// `__build_class__` of the builtins of the frame.
#[inline(never)]
pub(crate) fn load_build_class(cx: &mut Ctx, builtins: Gc<DictObj>) -> PyResult<Value> {
    let name = cx.names.__build_class__;
    match cx.dict_get_str(builtins, name) {
        Some(v) => Ok(v),
        None => raise!(cx, NameError, "__build_class__ not found"),
    }
}
