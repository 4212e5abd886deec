//! What the slots of a Python-made class hold: functions that look the dunder method up and call it.

use super::native::Args;
use super::slots::CmpOp;
use super::type_obj::TypeObj;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// Calls `type(v).name(v, *args)`; the method must exist or `TypeError` is raised.
fn call_special(cx: &mut Ctx, v: Value, name: Gc<StrObj>, args: &[Value]) -> PyResult<Value> {
    match try_special(cx, v, name, args)? {
        Some(result) => Ok(result),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, AttributeError, "'{ty}' object has no attribute '{}'", name)
        }
    }
}

/// Calls `type(v).name(v, *args)` if the type has the method.
pub(crate) fn try_special(
    cx: &mut Ctx,
    v: Value,
    name: Gc<StrObj>,
    args: &[Value],
) -> PyResult<Option<Value>> {
    let ty = cx.type_of(v);
    match cx.type_lookup(ty, name) {
        Some(method) => cx.call_bound(method, v, args).map(Some),
        None => Ok(None),
    }
}

macro_rules! unary {
    ($($slot:ident $name:ident;)*) => {
        $(pub(super) fn $slot(cx: &mut Ctx, v: Value) -> PyResult<Value> {
            let name = cx.names.$name;
            call_special(cx, v, name, &[])
        })*
    };
}

unary! {
    neg __neg__; pos __pos__; abs __abs__; invert __invert__; int __int__; float __float__; index __index__;
    await_ __await__; aiter __aiter__; anext __anext__; del __del__; repr __repr__; str __str__;
}

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (ty, name) = (cx.type_of(v), cx.names.__iter__);
    if cx.type_lookup(ty, name).is_some_and(|m| m.is_none()) {
        raise!(cx, TypeError, "'{}' object is not iterable", ty.shown_name());
    }
    call_special(cx, v, name, &[])
}

pub(super) fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let (ty, name) = (cx.type_of(v), cx.names.__hash__);
    match cx.type_lookup(ty, name) {
        Some(method) if !method.is_none() => {
            let h = cx.call_bound(method, v, &[])?;
            if !h.is_int() {
                raise!(cx, TypeError, "__hash__ method should return an integer");
            }
            match h.as_i64() {
                Some(-1) => Ok(-2),
                Some(n) => Ok(n),
                None => cx.hash(h),
            }
        }
        _ => raise!(cx, TypeError, "unhashable type: '{}'", ty.shown_name()),
    }
}

pub(super) fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let (ty, name) = (cx.type_of(v), cx.names.__call__);
    cx.check_stack()?;
    match cx.type_lookup(ty, name) {
        Some(method) => cx.call_bound_args(method, v, args),
        None => raise!(cx, TypeError, "'{}' object is not callable", ty.shown_name()),
    }
}

pub(super) fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let ty = cx.type_of(v);
    let (get, fallback) = (cx.names.__getattribute__, cx.names.__getattr__);
    let found = match cx.type_lookup(ty, get) {
        Some(m) if cx.is_object_getattribute(m) => cx.generic_getattr(v, name),
        Some(m) => cx.call_bound(m, v, &[name.into()]),
        None => cx.generic_getattr(v, name),
    };
    match found {
        Err(_) if cx.exception_is(Exc::AttributeError) => match cx.type_lookup(ty, fallback) {
            Some(m) => {
                cx.clear_exception();
                cx.call_bound(m, v, &[name.into()])
            }
            None => found,
        },
        found => found,
    }
}

pub(super) fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(to) => {
            let set = cx.names.__setattr__;
            call_special(cx, v, set, &[name.into(), to])?;
        }
        None => {
            let del = cx.names.__delattr__;
            call_special(cx, v, del, &[name.into()])?;
        }
    }
    Ok(())
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let n = &cx.names;
    let name = [n.__lt__, n.__le__, n.__eq__, n.__ne__, n.__gt__, n.__ge__][op as usize];
    cx.check_stack()?;
    Ok(try_special(cx, a, name, &[b])?.unwrap_or(Value::NOT_IMPLEMENTED))
}

pub(super) fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let name = cx.names.__next__;
    let result = call_special(cx, v, name, &[]);
    cx.catch(Exc::StopIteration, result)
}

pub(super) fn descr_get(
    cx: &mut Ctx,
    v: Value,
    object: Option<Value>,
    class: Option<Value>,
) -> PyResult<Value> {
    let name = cx.names.__get__;
    call_special(cx, v, name, &[object.unwrap_or(Value::NONE), class.unwrap_or(Value::NONE)])
}

pub(super) fn descr_set(cx: &mut Ctx, v: Value, object: Value, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(to) => {
            let name = cx.names.__set__;
            call_special(cx, v, name, &[object, to])?;
        }
        None => {
            let name = cx.names.__delete__;
            match try_special(cx, v, name, &[object])? {
                Some(_) => {}
                None => raise!(cx, AttributeError, "__delete__"),
            }
        }
    }
    Ok(())
}

pub(super) fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let (ty, name) = (cx.type_of(v), cx.names.__init__);
    let Some(method) = cx.type_lookup(ty, name) else { return Ok(()) };
    let result = cx.call_bound_args(method, v, args)?;
    if !result.is_none() {
        let got = cx.type_name(result);
        raise!(cx, TypeError, "__init__() should return None, not '{got}'");
    }
    Ok(())
}

pub(super) fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let name = cx.names.__new__;
    let new = cx.getattr(class.into(), name)?;
    let mut pos = cx.gc_vec();
    pos.push(cx, class.into())?;
    pos.extend_from_slice(cx, args.pos)?;
    cx.call_args(new, Args { pos: pos.as_slice(), ..args })
}

/// `a op b` where `this` is the trampoline of the operation: the forward method of `a`, the
/// reflected method of `b`; the reflected one first if `b`'s class derives from `a`'s and overrides it.
fn binary(
    cx: &mut Ctx,
    a: Value,
    b: Value,
    names: (Gc<StrObj>, Gc<StrObj>),
    owns: fn(&TypeObj) -> bool,
) -> PyResult<Value> {
    let (ta, tb) = (cx.type_of(a), cx.type_of(b));
    let same = ta.ptr_eq(tb);
    let mut try_b = !same && owns(&tb);
    if owns(&ta) {
        if try_b && tb.is_subtype(ta) {
            let (mine, theirs) = (cx.type_lookup(tb, names.1), cx.type_lookup(ta, names.1));
            if mine.is_some() && mine != theirs {
                if let Some(r) = try_special(cx, b, names.1, &[a])?
                    && !r.is(Value::NOT_IMPLEMENTED)
                {
                    return Ok(r);
                }
                try_b = false;
            }
        }
        if let Some(r) = try_special(cx, a, names.0, &[b])?
            && (!r.is(Value::NOT_IMPLEMENTED) || same)
        {
            return Ok(r);
        }
    }
    if try_b && let Some(r) = try_special(cx, b, names.1, &[a])? {
        return Ok(r);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

macro_rules! binary {
    ($($slot:ident $name:ident $reflected:ident;)*) => {
        $(pub(super) fn $slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
            let names = (cx.names.$name, cx.names.$reflected);
            let owns = |t: &TypeObj| {
                t.slots.$slot.get().is_some_and(|f| std::ptr::fn_addr_eq(f, $slot as super::slots::BinaryFn))
            };
            binary(cx, a, b, names, owns)
        })*
    };
}

binary! {
    add __add__ __radd__; sub __sub__ __rsub__; mul __mul__ __rmul__; matmul __matmul__ __rmatmul__;
    truediv __truediv__ __rtruediv__; floordiv __floordiv__ __rfloordiv__; rem __mod__ __rmod__;
    divmod __divmod__ __rdivmod__; lshift __lshift__ __rlshift__; rshift __rshift__ __rrshift__;
    and __and__ __rand__; xor __xor__ __rxor__; or __or__ __ror__;
}

pub(super) fn pow(cx: &mut Ctx, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
    let names = (cx.names.__pow__, cx.names.__rpow__);
    let owns = |t: &TypeObj| {
        t.slots.pow.get().is_some_and(|f| std::ptr::fn_addr_eq(f, pow as super::slots::TernaryFn))
    };
    if modulus.is_none() {
        return binary(cx, a, b, names, owns);
    }
    let ta = cx.type_of(a);
    if owns(&ta) {
        return Ok(try_special(cx, a, names.0, &[b, modulus])?.unwrap_or(Value::NOT_IMPLEMENTED));
    }
    Ok(Value::NOT_IMPLEMENTED)
}

macro_rules! inplace {
    ($($slot:ident $name:ident;)*) => {
        $(pub(super) fn $slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
            let name = cx.names.$name;
            Ok(try_special(cx, a, name, &[b])?.unwrap_or(Value::NOT_IMPLEMENTED))
        })*
    };
}

inplace! {
    iadd __iadd__; isub __isub__; imul __imul__; imatmul __imatmul__; itruediv __itruediv__;
    ifloordiv __ifloordiv__; irem __imod__; ipow __ipow__; ilshift __ilshift__; irshift __irshift__;
    iand __iand__; ixor __ixor__; ior __ior__;
}

pub(super) fn bool(cx: &mut Ctx, v: Value) -> PyResult<bool> {
    let name = cx.names.__bool__;
    let result = call_special(cx, v, name, &[])?;
    match result.as_bool() {
        Some(b) => Ok(b),
        None => {
            let got = cx.type_name(result);
            raise!(cx, TypeError, "__bool__ should return bool, returned {got}")
        }
    }
}

pub(super) fn len(cx: &mut Ctx, v: Value) -> PyResult<usize> {
    let name = cx.names.__len__;
    let result = call_special(cx, v, name, &[])?;
    let n = cx.index(result)?;
    match n.as_small() {
        Some(n) if n >= 0 => Ok(n as usize),
        _ if n.as_i64().is_some_and(|n| n < 0) => {
            raise!(cx, ValueError, "__len__() should return >= 0")
        }
        _ => raise!(cx, OverflowError, "cannot fit 'int' into an index-sized integer"),
    }
}

pub(super) fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let name = cx.names.__getitem__;
    call_special(cx, v, name, &[key])
}

pub(super) fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let name = if to.is_some() { cx.names.__setitem__ } else { cx.names.__delitem__ };
    let args = [key, to.unwrap_or(Value::NONE)];
    call_special(cx, v, name, &args[..1 + to.is_some() as usize])?;
    Ok(())
}

pub(super) fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    let (ty, name) = (cx.type_of(v), cx.names.__contains__);
    match cx.type_lookup(ty, name) {
        Some(m) if m.is_none() => {
            raise!(cx, TypeError, "'{}' object is not a container", ty.shown_name())
        }
        Some(m) => {
            let found = cx.call_bound(m, v, &[item])?;
            cx.truth(found)
        }
        None => cx.contains_by_iteration(v, item),
    }
}
