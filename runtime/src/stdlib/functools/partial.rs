//! `partial` and `Placeholder`.

use super::super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::dict::DictObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A function with some arguments given.
    pub struct PartialObj: PARTIAL {
        /// The function.
        traced func: Value,
        /// Positional arguments, `Placeholder` where one is still to come.
        traced args: Gc<TupleObj>,
        /// Keyword arguments.
        traced keywords: Gc<DictObj>,
        /// How many placeholders there are.
        plain holes: usize,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a new function with partial application of the given arguments and keywords.",
    slots: SlotTable {
        new: Some(new),
        call: Some(call),
        repr: Some(repr),
        descr_get: Some(descr_get),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new("__setstate__", NativeCode::O(setstate)),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
    getset: &[
        GetSetDef::readonly("func", |_, v| Ok(this!(v, PartialObj).func.get())),
        GetSetDef::readonly("args", |_, v| Ok(this!(v, PartialObj).args.get().into())),
        GetSetDef::readonly("keywords", |_, v| Ok(this!(v, PartialObj).keywords.get().into())),
    ],
    ..TypeSpec::EMPTY
};

/// The type of `Placeholder`.
pub static PLACEHOLDER_SPEC: TypeSpec = TypeSpec {
    doc: "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    slots: SlotTable {
        new: Some(|cx, _, args| {
            if !args.is_empty() {
                raise!(cx, TypeError, "_PlaceholderType takes no arguments");
            }
            placeholder(cx)
        }),
        repr: Some(|cx, _| Ok(cx.str("Placeholder")?.into())),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, _| Ok(cx.str("Placeholder")?.into())),
    )],
    ..TypeSpec::EMPTY
};

/// The `Placeholder` singleton.
pub(super) fn placeholder(cx: &mut Ctx) -> PyResult<Value> {
    const KEPT: &str = "_functools.Placeholder";
    if let Some(known) = cx.kept(KEPT) {
        return Ok(known);
    }
    let class = cx.ty(ty::PLACEHOLDER_TYPE);
    let made: Value = cx.record(class, &[], 0, 0)?.into();
    cx.keep(KEPT, made);
    Ok(made)
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let Some((&func, given)) = args.pos.split_first() else {
        raise!(cx, TypeError, "type 'partial' takes at least one argument")
    };
    if !cx.is_callable(func) {
        raise!(cx, TypeError, "the first argument must be callable");
    }
    let hole = placeholder(cx)?;
    if given.last().is_some_and(|v| v.is(hole)) {
        raise!(cx, TypeError, "trailing Placeholders are not allowed");
    }
    if args.kw_values.iter().any(|v| v.is(hole)) {
        raise!(cx, TypeError, "Placeholder cannot be passed as a keyword argument");
    }
    let (mut func, mut all, keywords) = (func, GcVec::new(), cx.dict()?);
    match func
        .cast::<PartialObj>()
        .filter(|_| cls.ptr_eq(cx.ty(ty::PARTIAL)) && func.has_shape(ty::PARTIAL.shape()))
    {
        Some(inner) => {
            fill(cx, &mut all, inner, hole, given)?;
            cx.dict_merge(keywords, inner.keywords.get())?;
            func = inner.func.get();
        }
        None => all.extend_from_slice(cx, given)?,
    }
    for (name, value) in args.keywords() {
        cx.dict_set(keywords, name.into(), value)?;
    }
    let holes = all.iter().filter(|v| v.is(hole)).count();
    let all = cx.tuple(&all)?;
    Ok(cx.alloc_instance(cls, |shape| PartialObj::new(shape, func, all, keywords, holes))?.into())
}

/// The arguments of a partial with its holes filled by the first of `given`, then the rest of them.
fn fill(
    cx: &mut Ctx,
    out: &mut GcVec,
    p: Gc<PartialObj>,
    hole: Value,
    given: &[Value],
) -> PyResult<()> {
    let mut given = given.iter().copied();
    for &v in p.args.get().items() {
        let v = if p.holes.get() > 0 && v.is(hole) { given.next().unwrap_or(hole) } else { v };
        out.push(cx, v)?;
    }
    for v in given {
        out.push(cx, v)?;
    }
    Ok(())
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let p = this!(v, PartialObj);
    let (holes, given) = (p.holes.get(), args.pos.len());
    if given < holes {
        raise!(
            cx,
            TypeError,
            "missing positional arguments in 'partial' call; expected at least {holes}, got {given}"
        );
    }
    let hole = if holes > 0 { placeholder(cx)? } else { Value::NONE };
    let mut pos = GcVec::with_capacity(cx, p.args.get().len() + given)?;
    fill(cx, &mut pos, p, hole, args.pos)?;
    let fixed = p.keywords.get();
    if fixed.is_empty() {
        return cx.call_args(p.func.get(), Args { pos: &pos, ..args });
    }
    let merged = cx.dict_copy(fixed)?;
    for (name, value) in args.keywords() {
        cx.dict_set(merged, name.into(), value)?;
    }
    let (mut names, mut values) = (GcVec::new(), GcVec::new());
    for i in 0..merged.fill() {
        if let Some(e) = merged.entry(i) {
            names.push(cx, e.key)?;
            values.push(cx, e.value)?;
        }
    }
    let names = cx.tuple(&names)?;
    cx.call_args(p.func.get(), Args { pos: &pos, kw_names: Some(names), kw_values: &values })
}

fn descr_get(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    match object.filter(|o| !o.is_none()) {
        Some(object) => Ok(cx.bound_method(v, object)?),
        None => Ok(v),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let p = this!(v, PartialObj);
    let class = cx.type_of(v);
    let module = cx.names.__module__;
    let module = cx.getattr(class.into(), module)?;
    let name = format!("{}.{}", cx.str_of(module)?, class.qualname.get());
    let text = cx.repr_guarded(v, "...", |cx| {
        let mut parts = vec![cx.repr(p.func.get())?.to_string()];
        for &arg in p.args.get().items() {
            parts.push(cx.repr(arg)?.to_string());
        }
        let keywords = p.keywords.get();
        for i in 0..keywords.fill() {
            if let Some(e) = keywords.entry(i) {
                let key = cx.str_of(e.key)?.to_string();
                parts.push(format!("{key}={}", cx.repr(e.value)?));
            }
        }
        cx.str(&format!("{name}({})", parts.join(", ")))
    })?;
    Ok(text.into())
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let p = this!(v, PartialObj);
    let class = cx.type_of(v);
    let func = cx.tuple(&[p.func.get()])?;
    let attrs = match cx.instance_dict(v)? {
        Some(dict) if !dict.is_empty() => dict.into(),
        _ => Value::NONE,
    };
    let state = cx.tuple(&[p.func.get(), p.args.get().into(), p.keywords.get().into(), attrs])?;
    Ok(cx.tuple(&[class.into(), func.into(), state.into()])?.into())
}

fn setstate(cx: &mut Ctx, v: Value, state: Value) -> PyResult<Value> {
    let p = this!(v, PartialObj);
    let parts = state.cast::<TupleObj>().filter(|t| t.len() == 4);
    let Some(&[func, args, keywords, attrs]) =
        parts.as_ref().map(|t| t.items()).and_then(|i| i.first_chunk::<4>())
    else {
        raise!(cx, TypeError, "invalid partial state")
    };
    let Some(args) = args.cast::<TupleObj>().filter(|_| cx.is_callable(func)) else {
        raise!(cx, TypeError, "invalid partial state")
    };
    let hole = placeholder(cx)?;
    if args.items().last().is_some_and(|v| v.is(hole)) {
        raise!(cx, TypeError, "trailing Placeholders are not allowed");
    }
    let keywords = match keywords.cast::<DictObj>() {
        Some(dict) => cx.dict_copy(dict)?,
        None if keywords.is_none() => cx.dict()?,
        None => raise!(cx, TypeError, "invalid partial state"),
    };
    p.func.set(func);
    p.args.set(args);
    p.keywords.set(keywords);
    p.holes.set(args.items().iter().filter(|v| v.is(hole)).count());
    if let Some(attrs) = attrs.cast::<DictObj>() {
        let attrs = cx.dict_copy(attrs)?;
        cx.set_instance_dict(v, attrs)?;
    }
    Ok(Value::NONE)
}
