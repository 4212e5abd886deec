//! `typing.Union`: what `int | str` makes (PEP 604).

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::generic_alias::{GenericAliasObj, collect_parameters, substitute, type_text};
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A union of types.
    pub struct UnionObj: UNION {
        /// The members, without duplicates.
        traced args: Gc<TupleObj>,
        /// The type variables among them, once asked for.
        traced parameters: Option<Gc<TupleObj>>,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Represent a union type\n\nE.g. for int | str",
    slots: SlotTable {
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(richcompare),
        getitem: Some(getitem),
        or: Some(|cx, a, b| cx.union_or(a, b)),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__instancecheck__", NativeCode::O(instancecheck)),
        MethodDef::new("__subclasscheck__", NativeCode::O(subclasscheck)),
        MethodDef::new("__mro_entries__", NativeCode::O(mro_entries)),
        MethodDef::class("__class_getitem__", NativeCode::O(class_getitem)),
    ],
    getset: &[
        GetSetDef::readonly("__args__", |_, v| Ok(this!(v, UnionObj).args.get().into())),
        GetSetDef::readonly("__parameters__", |cx, v| {
            Ok(parameters(cx, this!(v, UnionObj))?.into())
        }),
        GetSetDef::readonly("__origin__", |cx, _| Ok(cx.ty(TypeId::UNION).into())),
        GetSetDef::readonly("__name__", |cx, _| Ok(cx.str("Union")?.into())),
        GetSetDef::readonly("__qualname__", |cx, _| Ok(cx.str("Union")?.into())),
    ],
    ..TypeSpec::EMPTY
};

/// Whether `v` may be an operand of `|` between types.
fn is_unionable(cx: &mut Ctx, v: Value) -> bool {
    v.is_none()
        || v.cast::<TypeObj>().is_some()
        || v.cast::<GenericAliasObj>().is_some()
        || v.cast::<UnionObj>().is_some()
        || cx.type_of(v).name.get().eq_str("TypeAliasType")
}

impl Ctx {
    /// `a | b` for types; `NotImplemented` when one is no type.
    pub fn union_or(&mut self, a: Value, b: Value) -> PyResult<Value> {
        if !is_unionable(self, a) || !is_unionable(self, b) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        self.union_of(&[a, b])
    }

    /// The union of these types; with one distinct member, that member.
    pub fn union_of(&mut self, types: &[Value]) -> PyResult<Value> {
        let mut members = GcVec::new();
        for &t in types {
            match t.cast::<UnionObj>() {
                Some(union) => {
                    for &t in union.args.get().items() {
                        self.union_add(&mut members, t)?;
                    }
                }
                None => self.union_add(&mut members, t)?,
            }
        }
        if let [only] = *members.as_slice() {
            return Ok(only);
        }
        let args = self.tuple(&members)?;
        Ok(self.alloc(UnionObj::new(TypeId::UNION.shape(), args, None))?.into())
    }

    fn union_add(&mut self, members: &mut GcVec, t: Value) -> PyResult<()> {
        let t = if t.is_none() { self.ty(TypeId::NONE).into() } else { t };
        for i in 0..members.len() {
            if members[i].is(t) || self.eq(members[i], t)? {
                return Ok(());
            }
        }
        members.push(self, t)
    }
}

fn parameters(cx: &mut Ctx, u: Gc<UnionObj>) -> PyResult<Gc<TupleObj>> {
    if let Some(known) = u.parameters.get() {
        return Ok(known);
    }
    let found = collect_parameters(cx, u.args.get())?;
    u.parameters.set(Some(found));
    Ok(found)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let none = Value::from(cx.ty(TypeId::NONE));
    let mut parts = Vec::new();
    for &t in this!(v, UnionObj).args.get().items() {
        parts.push(if t.is(none) { "None".to_owned() } else { type_text(cx, t)? });
    }
    Ok(cx.str(&parts.join(" | "))?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let set = cx.frozenset(this!(v, UnionObj).args.get().items())?;
    cx.hash(set.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<UnionObj>(), b.cast::<UnionObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (x.args.get(), y.args.get());
    let mut equal = x.len() == y.len();
    for &t in x.items() {
        equal = equal && cx.contains(y.into(), t)?;
    }
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn getitem(cx: &mut Ctx, v: Value, item: Value) -> PyResult<Value> {
    let u = this!(v, UnionObj);
    let parameters = parameters(cx, u)?;
    let args = substitute(cx, v, u.args.get(), parameters, item)?;
    cx.union_of(args.items())
}

fn instancecheck(cx: &mut Ctx, v: Value, object: Value) -> PyResult<Value> {
    for &t in this!(v, UnionObj).args.get().items() {
        if cx.isinstance(object, t)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn subclasscheck(cx: &mut Ctx, v: Value, class: Value) -> PyResult<Value> {
    if class.cast::<TypeObj>().is_none() {
        raise!(cx, TypeError, "issubclass() arg 1 must be a class");
    }
    for &t in this!(v, UnionObj).args.get().items() {
        if cx.issubclass(class, t)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn mro_entries(cx: &mut Ctx, v: Value, _: Value) -> PyResult<Value> {
    let text = cx.repr(v)?;
    raise!(cx, TypeError, "Cannot subclass {}", text.to_string())
}

/// `Union[int, str]`: also takes what only `typing` can tell to be a type (forward references).
fn class_getitem(cx: &mut Ctx, _: Value, item: Value) -> PyResult<Value> {
    let items = match item.cast::<TupleObj>() {
        Some(tuple) => tuple,
        None => cx.tuple(&[item])?,
    };
    if items.is_empty() {
        raise!(cx, TypeError, "Cannot take a Union of no types.");
    }
    let mut types = GcVec::new();
    for &t in items.items() {
        let t = if is_unionable(cx, t) && t.cast::<StrObj>().is_none() {
            t
        } else {
            check_type(cx, t)?
        };
        types.push(cx, t)?;
    }
    cx.union_of(&types)
}

fn check_type(cx: &mut Ctx, t: Value) -> PyResult<Value> {
    let typing = (cx.hooks.import)(cx, "typing")?;
    let name = cx.intern("_type_check")?;
    let check = cx.getattr(typing, name)?;
    let message = cx.str("Union[arg, ...]: each arg must be a type.")?;
    cx.call(check, &[t, message.into()])
}

/// The `or` slot of `type`.
pub fn type_or(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    cx.union_or(a, b)
}
