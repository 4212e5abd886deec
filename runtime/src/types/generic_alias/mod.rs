//! `types.GenericAlias`: what `list[int]` makes (PEP 585, PEP 646 for the starred form).

#![deny(unsafe_code)]

mod params;
mod text;

pub use params::{collect_parameters, substitute};
pub(crate) use text::type_text;

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A class with its type arguments.
    pub struct GenericAliasObj: GENERIC_ALIAS {
        /// The class.
        traced origin: Value,
        /// The arguments.
        traced args: Gc<TupleObj>,
        /// The type variables among the arguments, once asked for.
        traced parameters: Option<Gc<TupleObj>>,
        /// `*tuple[int]`.
        plain starred: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        call: Some(call),
        getattr: Some(getattr),
        richcompare: Some(richcompare),
        getitem: Some(getitem),
        iter: Some(iter),
        or: Some(|cx, a, b| cx.union_or(a, b)),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__mro_entries__", NativeCode::O(mro_entries)),
        MethodDef::new(
            "__instancecheck__",
            NativeCode::O(|cx, _, _| {
                raise!(cx, TypeError, "isinstance() argument 2 cannot be a parameterized generic")
            }),
        ),
        MethodDef::new(
            "__subclasscheck__",
            NativeCode::O(|cx, _, _| {
                raise!(cx, TypeError, "issubclass() argument 2 cannot be a parameterized generic")
            }),
        ),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new("__dir__", NativeCode::NoArgs(dir)),
    ],
    getset: &[
        GetSetDef::readonly("__origin__", |_, v| Ok(this!(v, GenericAliasObj).origin.get())),
        GetSetDef::readonly("__args__", |_, v| Ok(this!(v, GenericAliasObj).args.get().into())),
        GetSetDef::readonly("__parameters__", |cx, v| {
            Ok(parameters(cx, this!(v, GenericAliasObj))?.into())
        }),
        GetSetDef::readonly("__unpacked__", |_, v| {
            Ok(Value::bool(this!(v, GenericAliasObj).starred.get()))
        }),
        GetSetDef::readonly("__typing_unpacked_tuple_args__", |cx, v| {
            let a = this!(v, GenericAliasObj);
            let tuple = cx.ty(TypeId::TUPLE);
            let unpacked = a.starred.get() && a.origin.get().is(tuple.into());
            Ok(if unpacked { a.args.get().into() } else { Value::NONE })
        }),
    ],
    ..TypeSpec::EMPTY
};

impl Ctx {
    /// `origin[args]`, where `args` is a tuple of arguments or the only one.
    pub fn generic_alias(&mut self, origin: Value, args: Value) -> PyResult<Value> {
        let class = self.ty(TypeId::GENERIC_ALIAS);
        alias_of(self, class, origin, args, false)
    }
}

fn alias_of(
    cx: &mut Ctx,
    cls: Gc<TypeObj>,
    origin: Value,
    args: Value,
    starred: bool,
) -> PyResult<Value> {
    let args = match args.cast::<TupleObj>() {
        Some(tuple) => tuple,
        None => cx.tuple(&[args])?,
    };
    Ok(cx
        .alloc_instance(cls, |shape| GenericAliasObj::new(shape, origin, args, None, starred))?
        .into())
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "GenericAlias")?;
    check_positional(cx, "GenericAlias", args.pos.len(), 2, 2)?;
    alias_of(cx, cls, args.pos[0], args.pos[1], false)
}

fn parameters(cx: &mut Ctx, a: Gc<GenericAliasObj>) -> PyResult<Gc<TupleObj>> {
    if let Some(known) = a.parameters.get() {
        return Ok(known);
    }
    let found = collect_parameters(cx, a.args.get())?;
    a.parameters.set(Some(found));
    Ok(found)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let a = this!(v, GenericAliasObj);
    cx.check_stack()?;
    let mut out = if a.starred.get() { "*".to_owned() } else { String::new() };
    out.push_str(&type_text(cx, a.origin.get())?);
    out.push('[');
    let args = a.args.get();
    if args.is_empty() {
        out.push_str("()");
    }
    for (i, &arg) in args.items().iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&type_text(cx, arg)?);
    }
    out.push(']');
    Ok(cx.str(&out)?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let a = this!(v, GenericAliasObj);
    Ok(cx.hash(a.origin.get())? ^ cx.hash(a.args.get().into())?)
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let object = cx.call_args(this!(v, GenericAliasObj).origin.get(), args)?;
    let name = cx.names.__orig_class__;
    // Objects that take no such attribute simply do without.
    match cx.setattr(object, name, v) {
        Err(_) if cx.exception_is(Exc::AttributeError) || cx.exception_is(Exc::TypeError) => {
            cx.clear_exception()
        }
        result => result?,
    }
    Ok(object)
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    const OWN: &[&str] = &[
        "__bases__",
        "__copy__",
        "__deepcopy__",
        "__class__",
        "__origin__",
        "__args__",
        "__unpacked__",
        "__parameters__",
        "__typing_unpacked_tuple_args__",
        "__mro_entries__",
        "__reduce_ex__",
        "__reduce__",
    ];
    if OWN.iter().any(|own| name.eq_str(own)) {
        return cx.generic_getattr(v, name);
    }
    cx.getattr(this!(v, GenericAliasObj).origin.get(), name)
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<GenericAliasObj>(), b.cast::<GenericAliasObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = x.starred.get() == y.starred.get()
        && cx.eq(x.origin.get(), y.origin.get())?
        && cx.eq(x.args.get().into(), y.args.get().into())?;
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn getitem(cx: &mut Ctx, v: Value, item: Value) -> PyResult<Value> {
    let a = this!(v, GenericAliasObj);
    let parameters = parameters(cx, a)?;
    let args = substitute(cx, v, a.args.get(), parameters, item)?;
    let class = cx.ty(TypeId::GENERIC_ALIAS);
    alias_of(cx, class, a.origin.get(), args.into(), a.starred.get())
}

/// Iterating gives the starred alias, once: `*tuple[int]` in an argument list.
fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let a = this!(v, GenericAliasObj);
    let class = cx.ty(TypeId::GENERIC_ALIAS);
    let starred = alias_of(cx, class, a.origin.get(), a.args.get().into(), true)?;
    let only = cx.tuple(&[starred])?;
    cx.iter(only.into())
}

fn mro_entries(cx: &mut Ctx, v: Value, _: Value) -> PyResult<Value> {
    Ok(cx.tuple(&[this!(v, GenericAliasObj).origin.get()])?.into())
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let a = this!(v, GenericAliasObj);
    if a.starred.get() {
        let plain = cx.generic_alias(a.origin.get(), a.args.get().into())?;
        // The only item of the alias without a star. Its iterator cannot be copied without copying this.
        let largest = cx.builtin("max")?;
        let args = cx.tuple(&[plain])?;
        return Ok(cx.tuple(&[largest, args.into()])?.into());
    }
    let class = cx.type_of(v);
    let args = cx.tuple(&[a.origin.get(), a.args.get().into()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}

fn dir(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.names.__dir__;
    let origin = this!(v, GenericAliasObj).origin.get();
    let list = cx.call_special(origin, name, &[])?;
    let list = cx.to_list(list)?;
    for own in [
        "__origin__",
        "__args__",
        "__parameters__",
        "__mro_entries__",
        "__reduce_ex__",
        "__reduce__",
    ] {
        let own = cx.intern(own)?;
        cx.list_append(list, own.into())?;
    }
    Ok(list.into())
}

/// `__class_getitem__` of builtin generic classes.
pub fn class_getitem(cx: &mut Ctx, cls: Value, item: Value) -> PyResult<Value> {
    cx.generic_alias(cls, item)
}
