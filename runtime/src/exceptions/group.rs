//! `BaseExceptionGroup` and `ExceptionGroup` (PEP 654). Words: message, exceptions (a tuple).

use super::attrs::this;
use super::{Exc, ExceptionObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The type.
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "A combination of multiple unrelated exceptions.",
    slots: SlotTable {
        new: Some(new),
        init: Some(|_, _, _| Ok(())),
        str: Some(str),
        repr: Some(repr),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "derive",
            NativeCode::O(|cx, v, list| {
                let message = message(cx, v)?;
                let class = cx.exc_ty(Exc::BaseExceptionGroup);
                cx.call(class.into(), &[message, list])
            }),
        ),
        MethodDef::new(
            "split",
            NativeCode::O(|cx, v, condition| {
                let (yes, no) = split(cx, v, condition)?;
                Ok(cx.tuple(&[yes.unwrap_or(Value::NONE), no.unwrap_or(Value::NONE)])?.into())
            }),
        ),
        MethodDef::new(
            "subgroup",
            NativeCode::O(|cx, v, condition| Ok(split(cx, v, condition)?.0.unwrap_or(Value::NONE))),
        ),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
    getset: &[
        GetSetDef::readonly("message", message),
        GetSetDef::readonly("exceptions", |cx, v| Ok(this(cx, v)?.extra(1).unwrap_or(Value::NONE))),
    ],
    ..TypeSpec::EMPTY
};

/// `ExceptionGroup`: its second base is `Exception`, which the table of types cannot say.
pub(super) static EXCEPTION_GROUP: TypeSpec =
    TypeSpec { finish: Some(add_exception_base), ..TypeSpec::EMPTY };

fn add_exception_base(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<()> {
    let (group, exception) = (cx.exc_ty(Exc::BaseExceptionGroup), cx.exc_ty(Exc::Exception));
    let (base, object) = (cx.exc_ty(Exc::BaseException), cx.ty(TypeId::OBJECT));
    let bases = cx.tuple(&[group.into(), exception.into()])?;
    let mro = cx.tuple(&[ty.into(), group.into(), exception.into(), base.into(), object.into()])?;
    ty.bases.set(bases);
    ty.mro.set(mro);
    Ok(())
}

fn message(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(this(cx, v)?.extra(0).unwrap_or(Value::NONE))
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let &[text, list] = args.pos else {
        raise!(
            cx,
            TypeError,
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            args.pos.len()
        );
    };
    if text.cast::<StrObj>().is_none() {
        let got = cx.type_name(text);
        raise!(cx, TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not {got}");
    }
    if cx.type_of(list).slots.getitem.get().is_none() {
        raise!(cx, TypeError, "second argument (exceptions) must be a sequence");
    }
    let members = cx.to_tuple(list)?;
    if members.is_empty() {
        raise!(cx, ValueError, "second argument (exceptions) must be a non-empty sequence");
    }
    let exception = cx.exc_ty(Exc::Exception);
    let mut nested_base = false;
    for (i, &m) in members.items().iter().enumerate() {
        if m.cast::<ExceptionObj>().is_none() {
            raise!(cx, ValueError, "Item {i} of second argument (exceptions) is not an exception");
        }
        nested_base |= !cx.type_of(m).is_subtype(exception);
    }
    let mut class = class;
    let (base_group, group) = (cx.exc_ty(Exc::BaseExceptionGroup), cx.exc_ty(Exc::ExceptionGroup));
    if class.ptr_eq(base_group) && !nested_base {
        class = group;
    } else if class.ptr_eq(group) && nested_base {
        raise!(cx, TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    } else if nested_base && class.is_subtype(exception) {
        raise!(cx, TypeError, "Cannot nest BaseExceptions in '{}'", class.name);
    }
    let args = cx.tuple(args.pos)?;
    let e = cx.alloc_instance(class, |shape| ExceptionObj::new(shape, args))?;
    e.set_extra(0, Some(text));
    e.set_extra(1, Some(members.into()));
    Ok(e.into())
}

fn members(cx: &mut Ctx, v: Value) -> PyResult<Gc<TupleObj>> {
    match this(cx, v)?.extra(1).and_then(|m| m.cast::<TupleObj>()) {
        Some(m) => Ok(m),
        None => cx.tuple(&[]),
    }
}

fn str(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let n = members(cx, v)?.len();
    let message = message(cx, v)?;
    let message = cx.str_of(message)?;
    let plural = if n == 1 { "" } else { "s" };
    Ok(cx.str(&format!("{message} ({n} sub-exception{plural})"))?.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (name, message, members) = (cx.type_name(v), message(cx, v)?, members(cx, v)?);
    let message = cx.repr(message)?;
    // As what the group was made of.
    let args = v.cast::<ExceptionObj>().map(|e| e.args.get());
    let is_tuple = args
        .and_then(|args| args.get(1))
        .is_some_and(|given| given.has_shape(TypeId::TUPLE.shape()));
    let shown = if is_tuple { members.into() } else { cx.list(members.items())?.into() };
    let shown = cx.repr(shown)?;
    Ok(cx.str(&format!("{name}({message}, {shown})"))?.into())
}

/// Whether `except*`-like `condition` (a class, a tuple of classes, a function) takes an exception.
fn matches(cx: &mut Ctx, e: Value, condition: Value) -> PyResult<bool> {
    if let Some(class) = condition.cast::<TypeObj>() {
        let base = cx.exc_ty(Exc::BaseException);
        if class.is_subtype(base) {
            return Ok(cx.type_of(e).is_subtype(class));
        }
    }
    if let Some(classes) = condition.cast::<TupleObj>() {
        let ty = cx.type_of(e);
        return Ok(classes
            .items()
            .iter()
            .any(|c| c.cast::<TypeObj>().is_some_and(|c| ty.is_subtype(c))));
    }
    if cx.is_callable(condition) {
        let r = cx.call(condition, &[e])?;
        return cx.truth(r);
    }
    raise!(
        cx,
        TypeError,
        "expected an exception type, a tuple of exception types, or a callable (other than a class)"
    )
}

/// The part of a group that matches, and the rest; each with the group's metadata.
pub fn split(cx: &mut Ctx, v: Value, condition: Value) -> PyResult<(Option<Value>, Option<Value>)> {
    cx.check_stack()?;
    if matches(cx, v, condition)? {
        return Ok((Some(v), None));
    }
    let base_group = cx.exc_ty(Exc::BaseExceptionGroup);
    if !cx.type_of(v).is_subtype(base_group) {
        return Ok((None, Some(v)));
    }
    let (yes, no) = (cx.list(&[])?, cx.list(&[])?);
    for &m in members(cx, v)?.items() {
        let (a, b) = split(cx, m, condition)?;
        if let Some(a) = a {
            cx.list_append(yes, a)?;
        }
        if let Some(b) = b {
            cx.list_append(no, b)?;
        }
    }
    let derive = |cx: &mut Ctx, list: Gc<crate::types::list::ListObj>| -> PyResult<Option<Value>> {
        if list.is_empty() { Ok(None) } else { derived(cx, v, list.into()).map(Some) }
    };
    Ok((derive(cx, yes)?, derive(cx, no)?))
}

/// `v.derive(list)` with traceback, cause, context and notes of `v`.
pub fn derived(cx: &mut Ctx, v: Value, list: Value) -> PyResult<Value> {
    let name = cx.intern("derive")?;
    let made = cx.call_method(v, name, &[list])?;
    let Some(to) = made.cast::<ExceptionObj>() else {
        raise!(cx, TypeError, "derive must return an instance of BaseExceptionGroup");
    };
    let from = this(cx, v)?;
    to.traceback.set(from.traceback.get());
    to.cause.set(from.cause.get());
    to.context.set(from.context.get());
    to.suppress_context.set(from.suppress_context.get());
    let notes = cx.names.__notes__;
    if let Some(list) = cx.getattr_opt(v, notes)? {
        let copy = cx.to_list(list)?;
        cx.setattr(made, notes, copy.into())?;
    }
    Ok(made)
}

/// A group of one exception, as `except*` makes it for an exception that is no group.
pub fn wrap(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (class, message, only) = (cx.exc_ty(Exc::BaseExceptionGroup), cx.str("")?, cx.tuple(&[v])?);
    cx.call(class.into(), &[message.into(), only.into()])
}
