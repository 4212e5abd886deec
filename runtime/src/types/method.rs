//! `method`: a callable bound to its first argument.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// A bound method.
#[repr(C)]
pub struct BoundMethodObj {
    pub(crate) hdr: Header,
    /// `__func__`.
    pub function: Field<Value>,
    /// `__self__`.
    pub receiver: Field<Value>,
}

// SAFETY: `BoundMethodObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for BoundMethodObj {
    const LAYOUT: LayoutId = layouts::BOUND_METHOD;
}

impl Trace for BoundMethodObj {
    fn trace(&self, m: &mut Marker) {
        self.function.trace(m);
        self.receiver.trace(m);
    }
}

impl Ctx {
    /// `function` bound to `receiver`.
    pub fn bound_method(&mut self, function: Value, receiver: Value) -> PyResult<Value> {
        let hdr = Header::new(TypeId::METHOD.shape(), layouts::BOUND_METHOD);
        let method =
            BoundMethodObj { hdr, function: Field::new(function), receiver: Field::new(receiver) };
        Ok(self.alloc(method)?.into())
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a bound instance method object.",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr),
        call: Some(call),
        getattr: Some(getattr),
        richcompare: Some(richcompare),
        hash: Some(hash),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    getset: &[
        GetSetDef::readonly("__func__", |cx, v| Ok(this(cx, v)?.function.get())),
        GetSetDef::readonly("__self__", |cx, v| Ok(this(cx, v)?.receiver.get())),
        GetSetDef::readonly("__doc__", |cx, v| {
            cx.check_stack()?;
            let (f, name) = (this(cx, v)?.function.get(), cx.names.__doc__);
            Ok(cx.getattr_opt(f, name)?.unwrap_or(Value::NONE))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<BoundMethodObj>> {
    match v.cast::<BoundMethodObj>() {
        Some(m) => Ok(m),
        None => raise!(cx, TypeError, "descriptor requires a 'method' object"),
    }
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    if args.kw_len() != 0 {
        raise!(cx, TypeError, "method() takes no keyword arguments");
    }
    let &[function, receiver] = args.pos else {
        raise!(cx, TypeError, "method expected 2 arguments, got {}", args.pos.len());
    };
    if cx.type_of(function).slots.call.get().is_none() {
        raise!(cx, TypeError, "first argument must be callable");
    }
    if receiver.is_none() {
        raise!(cx, TypeError, "instance must not be None");
    }
    cx.bound_method(function, receiver)
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let m = this(cx, v)?;
    cx.call_prepended(m.function.get(), m.receiver.get(), args)
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let ty = cx.type_of(v);
    match cx.type_lookup(ty, name) {
        Some(_) => cx.generic_getattr(v, name),
        None => {
            let function = this(cx, v)?.function.get();
            cx.getattr(function, name)
        }
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let (qualname, name) = (cx.names.__qualname__, cx.names.__name__);
    let found = match cx.getattr_opt(m.function.get(), qualname)? {
        Some(q) => Some(q),
        None => cx.getattr_opt(m.function.get(), name)?,
    };
    let name =
        found.and_then(|n| n.cast::<StrObj>()).map_or_else(|| "?".to_owned(), |s| s.to_string());
    let receiver = cx.repr(m.receiver.get())?;
    Ok(cx.str(&format!("<bound method {name} of {receiver}>"))?.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<BoundMethodObj>(), b.cast::<BoundMethodObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same =
        x.receiver.get().is(y.receiver.get()) && cx.eq(x.function.get(), y.function.get())?;
    match op {
        CmpOp::Eq => Ok(Value::bool(same)),
        CmpOp::Ne => Ok(Value::bool(!same)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let m = this(cx, v)?;
    let function = cx.hash(m.function.get())?;
    Ok(function ^ (m.receiver.get().bits().rotate_right(4) as i64))
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let attr = cx.names.__name__;
    let method = cx.getattr(m.function.get(), attr)?;
    let method = cx.expect_attr_name(method)?;
    cx.reduce_to_getattr(m.receiver.get(), method)
}

impl Ctx {
    /// What `__reduce__` of something says that is an attribute of something else.
    pub fn reduce_to_getattr(&mut self, of: Value, name: Gc<StrObj>) -> PyResult<Value> {
        let builtins = (self.hooks.import)(self, "builtins")?;
        let attr = self.intern("getattr")?;
        let getattr = self.getattr(builtins, attr)?;
        let args = self.tuple(&[of, name.into()])?;
        Ok(self.tuple(&[getattr, args.into()])?.into())
    }
}
