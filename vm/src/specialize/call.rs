//! `CALL` and `CALL_KW`. Caches: units 1-2 the version of a Python function; for a class, the index
//! of three pinned values (class, `__init__`, class version).

use super::{Choice, Decline, pin, pinned, rows};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::builtin_calls;
use crate::interp::state::{Known, Vm};
use crate::types::code::CodeObj;
use crate::types::function::{self, FunctionObj};
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::NativeCode;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::types::builtin_function::BuiltinFunctionObj;
use taipan_runtime::types::descriptor::MethodDescrObj;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::value::Value;

/// A calling convention, without the function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NativeKind {
    NoArgs,
    O,
    Fast,
    FastKw,
}

fn kind_of(code: NativeCode) -> NativeKind {
    match code {
        NativeCode::NoArgs(_) => NativeKind::NoArgs,
        NativeCode::O(_) => NativeKind::O,
        NativeCode::Fast(_) => NativeKind::Fast,
        NativeCode::FastKw(_) => NativeKind::FastKw,
    }
}

/// The convention of a builtin function.
#[inline(always)]
pub(crate) fn builtin_kind(v: Value) -> Option<NativeKind> {
    v.cast::<BuiltinFunctionObj>().map(|f| kind_of(f.def.code))
}

/// Code and receiver of a builtin function that was guarded.
#[inline(always)]
pub(crate) fn builtin_code(v: Value) -> (NativeCode, Value) {
    let f = v.cast::<BuiltinFunctionObj>().expect("the guard saw a builtin function");
    (f.def.code, f.receiver.get().unwrap_or(Value::NONE))
}

/// The convention of a method descriptor.
#[inline(always)]
pub(crate) fn descriptor_kind(v: Value) -> Option<NativeKind> {
    descriptor_code(v).map(kind_of)
}

/// The code of a method descriptor.
#[inline(always)]
pub(crate) fn descriptor_code(v: Value) -> Option<NativeCode> {
    if !v.has_shape(TypeId::METHOD_DESCRIPTOR.shape()) {
        return None;
    }
    v.cast::<MethodDescrObj>().map(|d| d.def.code)
}

/// Whether a method descriptor accepts this self.
#[inline(always)]
pub(crate) fn accepts(cx: &mut Ctx, descriptor: Value, receiver: Value) -> bool {
    let Some(d) = descriptor.cast::<MethodDescrObj>() else { return false };
    let (owner, ty) = (d.owner.get(), cx.type_of(receiver));
    owner.ptr_eq(ty) || is_subtype(ty, owner)
}

#[cold]
#[inline(never)]
fn is_subtype(ty: Gc<TypeObj>, of: Gc<TypeObj>) -> bool {
    ty.is_subtype(of)
}

/// Whether this is a builtin class that may be called natively.
#[inline(always)]
pub(crate) fn is_builtin_class(class: Gc<TypeObj>) -> bool {
    !class.has(TypeFlags::HEAP)
}

/// The class version in a `CALL_ALLOC_AND_ENTER_INIT`.
#[inline(always)]
pub(crate) fn class_version(code: Gc<CodeObj>, at: Site) -> u64 {
    pinned(code, at.pair(1) + 2).and_then(Value::as_small).map_or(u64::MAX, |v| v as u64)
}

/// The `__init__` in a `CALL_ALLOC_AND_ENTER_INIT`.
#[inline(always)]
pub(crate) fn class_init(code: Gc<CodeObj>, at: Site) -> Gc<FunctionObj> {
    pinned(code, at.pair(1) + 1).and_then(|v| v.cast()).expect("the chooser pinned `__init__`")
}

/// Chooses for a call with `argc` arguments (self included); `bound` is whether self is on the stack.
pub(crate) fn call(
    cx: &mut Ctx,
    vm: &Vm,
    code: Gc<CodeObj>,
    at: Site,
    callable: Value,
    receiver: Option<Value>,
    argc: usize,
) -> Choice {
    if let Some(func) = callable.cast::<FunctionObj>() {
        at.set_pair(1, function::version(vm, func).ok_or(Decline::OutOfVersions)?);
        return Ok(if fits(func, argc) { Op::CALL_PY_EXACT_ARGS } else { Op::CALL_PY_GENERAL });
    }
    if let Some(method) = callable.cast::<BoundMethodObj>() {
        return match method.function.get().cast::<FunctionObj>() {
            Some(func) if receiver.is_none() => {
                at.set_pair(1, function::version(vm, func).ok_or(Decline::OutOfVersions)?);
                let exact = fits(func, argc + 1);
                Ok(if exact {
                    Op::CALL_BOUND_METHOD_EXACT_ARGS
                } else {
                    Op::CALL_BOUND_METHOD_GENERAL
                })
            }
            _ => Err(Decline::BoundMethod),
        };
    }
    if receiver.is_none()
        && let Some(number) = builtin_calls::find(cx, vm, callable, argc)
    {
        at.set_unit(1, number);
        if vm.settings.allows_row(rows::FIRST_CALL + number as usize - 1)
            && vm.settings.allows(Op::CALL_BUILTIN_EXTEND)
        {
            return Ok(Op::CALL_BUILTIN_EXTEND);
        }
    }
    if let Some(class) = callable.cast::<TypeObj>() {
        return class_call(cx, vm, code, at, class, receiver, argc);
    }
    if let Some(kind) = builtin_kind(callable) {
        return Ok(builtin_call(vm, callable, kind, argc));
    }
    if let Some(kind) = descriptor_kind(callable) {
        return descriptor_call(cx, vm, at, callable, receiver, kind, argc);
    }
    Ok(Op::CALL_NON_PY_GENERAL)
}

fn fits(func: Gc<FunctionObj>, argc: usize) -> bool {
    let code = func.code.get();
    code.simple && code.argcount as usize == argc
}

fn class_call(
    cx: &mut Ctx,
    vm: &Vm,
    code: Gc<CodeObj>,
    at: Site,
    class: Gc<TypeObj>,
    receiver: Option<Value>,
    argc: usize,
) -> Choice {
    if receiver.is_some() {
        return Ok(Op::CALL_NON_PY_GENERAL);
    }
    if argc == 1 {
        for (ty, op) in [
            (TypeId::TYPE, Op::CALL_TYPE_1),
            (TypeId::STR, Op::CALL_STR_1),
            (TypeId::TUPLE, Op::CALL_TUPLE_1),
        ] {
            if cx.ty(ty).ptr_eq(class) {
                return Ok(op);
            }
        }
    }
    if is_builtin_class(class) {
        return Ok(Op::CALL_BUILTIN_CLASS);
    }
    match python_init(cx, class) {
        Some(init) => {
            let first = pin_class(cx, code, class, init.into())?;
            at.set_pair(1, first);
            Ok(Op::CALL_ALLOC_AND_ENTER_INIT)
        }
        None if argc == 0 && has_usual_new(cx, class) && is_plain(cx, vm, class) => {
            let first = pin_class(cx, code, class, class.into())?;
            at.set_pair(1, first);
            Ok(Op::CALL_ALLOC)
        }
        _ => Ok(Op::CALL_NON_PY_GENERAL),
    }
}

/// The Python `__init__` that instantiating a class runs after allocating, where nothing else has a say.
pub(crate) fn python_init(cx: &mut Ctx, class: Gc<TypeObj>) -> Option<Gc<FunctionObj>> {
    let name = cx.names.__init__;
    let init = cx.type_lookup(class, name).and_then(|v| v.cast::<FunctionObj>())?;
    let is_usual = has_usual_new(cx, class)
        && cx.type_of(class.into()).ptr_eq(cx.ty(TypeId::TYPE))
        && !class.has(TypeFlags::ABSTRACT)
        && !class.is_volatile();
    is_usual.then_some(init)
}

fn has_usual_new(cx: &mut Ctx, class: Gc<TypeObj>) -> bool {
    match (class.slots.new.get(), cx.ty(TypeId::OBJECT).slots.new.get()) {
        (Some(a), Some(b)) => std::ptr::fn_addr_eq(a, b) && cx.has_layout_of_object(class),
        _ => false,
    }
}

/// Whether instances of a class are made by allocating them: neither it nor a base of it has a say.
fn is_plain(cx: &mut Ctx, vm: &Vm, class: Gc<TypeObj>) -> bool {
    let (type_ty, object) = (cx.ty(TypeId::TYPE), cx.ty(TypeId::OBJECT));
    let name = cx.names.__init__;
    let of_object = cx.type_lookup(object, name);
    vm.settings.allows(Op::CALL_ALLOC)
        && cx.type_lookup(class, name) == of_object
        && cx.type_of(class.into()).ptr_eq(type_ty)
        && !class.has(TypeFlags::ABSTRACT)
        && !class.is_volatile()
}

/// Pins a class, what its cache is for, and its version; gives the index of the first.
fn pin_class(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    class: Gc<TypeObj>,
    what: Value,
) -> Result<u32, Decline> {
    let version = cx.type_version(class);
    let Some(version) = i64::try_from(version).ok().and_then(Value::try_small) else {
        return Err(Decline::OutOfVersions);
    };
    let first = pin(cx, code, class.into())?;
    pin(cx, code, what)?;
    pin(cx, code, version)?;
    Ok(first)
}

fn builtin_call(vm: &Vm, callable: Value, kind: NativeKind, argc: usize) -> Op {
    if vm.known(Known::Len) == Some(callable) && argc == 1 {
        return Op::CALL_LEN;
    }
    if vm.known(Known::Isinstance) == Some(callable) && argc == 2 {
        return Op::CALL_ISINSTANCE;
    }
    match kind {
        NativeKind::O if argc == 1 => Op::CALL_BUILTIN_O,
        NativeKind::Fast => Op::CALL_BUILTIN_FAST,
        NativeKind::FastKw => Op::CALL_BUILTIN_FAST_WITH_KEYWORDS,
        _ => Op::CALL_NON_PY_GENERAL,
    }
}

fn descriptor_call(
    cx: &mut Ctx,
    vm: &Vm,
    at: Site,
    callable: Value,
    receiver: Option<Value>,
    kind: NativeKind,
    argc: usize,
) -> Choice {
    let Some(receiver) = receiver else { return Ok(Op::CALL_NON_PY_GENERAL) };
    if !accepts(cx, callable, receiver) {
        return Err(Decline::ExpectedError);
    }
    let append =
        vm.known(Known::ListAppend) == Some(callable) && receiver.has_shape(TypeId::LIST.shape());
    if append && argc == 2 && followed_by_pop(at) {
        return Ok(Op::CALL_LIST_APPEND);
    }
    Ok(match kind {
        NativeKind::NoArgs if argc == 1 => Op::CALL_METHOD_DESCRIPTOR_NOARGS,
        NativeKind::O if argc == 2 => Op::CALL_METHOD_DESCRIPTOR_O,
        NativeKind::Fast => Op::CALL_METHOD_DESCRIPTOR_FAST,
        NativeKind::FastKw => Op::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
        _ => return Err(Decline::WrongArguments),
    })
}

/// Whether the result of the call is dropped.
fn followed_by_pop(at: Site) -> bool {
    at.following(Op::CALL.caches()) as u8 == Op::POP_TOP as u8
}

/// Chooses for a call with keywords.
pub(crate) fn call_kw(vm: &Vm, at: Site, callable: Value, bound: bool) -> Choice {
    if let Some(func) = callable.cast::<FunctionObj>() {
        at.set_pair(1, function::version(vm, func).ok_or(Decline::OutOfVersions)?);
        return Ok(Op::CALL_KW_PY);
    }
    if let Some(method) = callable.cast::<BoundMethodObj>() {
        return match method.function.get().cast::<FunctionObj>() {
            Some(func) if !bound => {
                at.set_pair(1, function::version(vm, func).ok_or(Decline::OutOfVersions)?);
                Ok(Op::CALL_KW_BOUND_METHOD)
            }
            _ => Err(Decline::CallKind),
        };
    }
    Ok(Op::CALL_KW_NON_PY)
}
