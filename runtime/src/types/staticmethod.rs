//! `staticmethod` and `classmethod`: wrappers that change what a function binds to.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::generic_alias::class_getitem;
use crate::types::object::{dict_getset_get, dict_getset_set};
use crate::types::str::StrObj;
use crate::value::Value;

/// Either wrapper; the shape tells which.
#[repr(C)]
pub struct StaticMethodObj {
    pub(crate) hdr: Header,
    /// The wrapped callable; absent until `__init__` ran.
    pub callable: Field<Option<Value>>,
}

// SAFETY: `StaticMethodObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for StaticMethodObj {
    const LAYOUT: LayoutId = layouts::STATICMETHOD;
}

impl Trace for StaticMethodObj {
    fn trace(&self, m: &mut Marker) {
        self.callable.trace(m);
    }
}

fn wrapper(shape: ShapeId, callable: Option<Value>) -> StaticMethodObj {
    StaticMethodObj {
        hdr: Header::new(shape, layouts::STATICMETHOD),
        callable: Field::new(callable),
    }
}

impl Ctx {
    /// `staticmethod(callable)`.
    pub fn staticmethod(&mut self, callable: Value) -> PyResult<Value> {
        let ty = self.ty(TypeId::STATICMETHOD);
        Ok(self.alloc_instance(ty, |shape| wrapper(shape, Some(callable)))?.into())
    }

    /// `classmethod(callable)`.
    pub fn classmethod(&mut self, callable: Value) -> PyResult<Value> {
        let ty = self.ty(TypeId::CLASSMETHOD);
        Ok(self.alloc_instance(ty, |shape| wrapper(shape, Some(callable)))?.into())
    }
}

const ATTRS: &[GetSetDef] = &[
    GetSetDef::readonly("__func__", wrapped),
    GetSetDef::readonly("__wrapped__", wrapped),
    GetSetDef::readonly("__isabstractmethod__", |cx, v| {
        cx.check_stack()?;
        let (f, name) = (wrapped(cx, v)?, cx.names.__isabstractmethod__);
        match cx.getattr_opt(f, name)? {
            Some(flag) => Ok(Value::bool(cx.truth(flag)?)),
            None => Ok(Value::FALSE),
        }
    }),
    GetSetDef::new("__dict__", dict_getset_get, dict_getset_set),
    GetSetDef::new(
        "__annotations__",
        |cx, v| of_wrapped(cx, v, cx.names.__annotations__),
        |cx, v, to| set_own(cx, v, cx.names.__annotations__, to),
    ),
    GetSetDef::new(
        "__annotate__",
        |cx, v| of_wrapped(cx, v, cx.names.__annotate__),
        |cx, v, to| set_own(cx, v, cx.names.__annotate__, to),
    ),
];

const METHODS: &[MethodDef] =
    &[MethodDef::class("__class_getitem__", NativeCode::O(class_getitem))];

/// An attribute that is the wrapped function's, until the wrapper gets one of its own.
fn of_wrapped(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    if let Some(own) = cx.instance_get(v, name) {
        return Ok(own);
    }
    let f = wrapped(cx, v)?;
    let value = cx.getattr(f, name)?;
    cx.instance_set(v, name, value)?;
    Ok(value)
}

fn set_own(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(to) => cx.instance_set(v, name, to).map(|_| ()),
        None => raise!(cx, AttributeError, "attribute '{name}' cannot be deleted"),
    }
}

/// `staticmethod`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Convert a function to be a static method.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(|cx, v| repr(cx, v, "staticmethod")),
        call: Some(|cx, v, args| {
            let f = wrapped(cx, v)?;
            cx.call_args(f, args)
        }),
        descr_get: Some(|cx, v, _, _| wrapped(cx, v)),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    getset: ATTRS,
    ..TypeSpec::EMPTY
};

/// `classmethod`.
pub static CLASSMETHOD_SPEC: TypeSpec = TypeSpec {
    doc: "Convert a function to be a class method.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(|cx, v| repr(cx, v, "classmethod")),
        descr_get: Some(|cx, v, object, class| {
            let f = wrapped(cx, v)?;
            let class = match (class, object) {
                (Some(class), _) => class,
                (None, Some(object)) => cx.type_of(object).into(),
                (None, None) => Value::NONE,
            };
            cx.bound_method(f, class)
        }),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    getset: ATTRS,
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, class: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(class, |shape| wrapper(shape, None))?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let name = cx.type_name(v);
    let &[callable] = args.pos else {
        raise!(cx, TypeError, "{name} expected 1 argument, got {}", args.pos.len());
    };
    if args.kw_len() != 0 {
        raise!(cx, TypeError, "{name}() takes no keyword arguments");
    }
    let Some(w) = v.cast::<StaticMethodObj>() else { unreachable!("slot of `staticmethod`") };
    w.callable.set(Some(callable));
    let n = cx.names;
    for attr in [n.__module__, n.__name__, n.__qualname__, n.__doc__] {
        if let Some(value) = cx.getattr_opt(callable, attr)? {
            cx.instance_set(v, attr, value)?;
        }
    }
    Ok(())
}

fn wrapped(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match v.cast::<StaticMethodObj>().map(|w| w.callable.get()) {
        Some(Some(f)) => Ok(f),
        Some(None) => raise!(cx, RuntimeError, "uninitialized {} object", cx_name(v)),
        None => raise!(cx, TypeError, "descriptor requires a 'staticmethod' object"),
    }
}

fn cx_name(v: Value) -> &'static str {
    if v.has_shape(TypeId::CLASSMETHOD.shape()) { "classmethod" } else { "staticmethod" }
}

fn repr(cx: &mut Ctx, v: Value, what: &str) -> PyResult<Value> {
    let f = wrapped(cx, v)?;
    let inner = cx.repr(f)?;
    Ok(cx.str(&format!("<{what}({inner})>"))?.into())
}
