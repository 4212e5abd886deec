//! `property`: an attribute computed by functions.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::args::Signature;
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;
use std::cell::Cell;

/// Python's `property`.
#[repr(C)]
pub struct PropertyObj {
    pub(crate) hdr: Header,
    /// `fget`.
    pub get: Field<Option<Value>>,
    /// `fset`.
    pub set: Field<Option<Value>>,
    /// `fdel`.
    pub del: Field<Option<Value>>,
    /// `__doc__`.
    pub doc: Field<Option<Value>>,
    /// `__name__`, from `__set_name__`.
    pub name: Field<Option<Value>>,
    doc_from_getter: Cell<bool>,
}

// SAFETY: `PropertyObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for PropertyObj {
    const LAYOUT: LayoutId = layouts::PROPERTY;
}

impl Trace for PropertyObj {
    fn trace(&self, m: &mut Marker) {
        for field in [&self.get, &self.set, &self.del, &self.doc, &self.name] {
            field.trace(m);
        }
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Property attribute.",
    signature: "(fget=None, fset=None, fdel=None, doc=None)",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        descr_get: Some(descr_get),
        descr_set: Some(descr_set),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("getter", NativeCode::O(|cx, v, f| with(cx, v, Some(f), None, None))),
        MethodDef::new("setter", NativeCode::O(|cx, v, f| with(cx, v, None, Some(f), None))),
        MethodDef::new("deleter", NativeCode::O(|cx, v, f| with(cx, v, None, None, Some(f)))),
        MethodDef::new("__set_name__", NativeCode::Fast(set_name)),
    ],
    getset: &[
        GetSetDef::readonly("fget", |cx, v| Ok(this(cx, v)?.get.get().unwrap_or(Value::NONE))),
        GetSetDef::readonly("fset", |cx, v| Ok(this(cx, v)?.set.get().unwrap_or(Value::NONE))),
        GetSetDef::readonly("fdel", |cx, v| Ok(this(cx, v)?.del.get().unwrap_or(Value::NONE))),
        GetSetDef::new(
            "__doc__",
            |cx, v| Ok(this(cx, v)?.doc.get().unwrap_or(Value::NONE)),
            |cx, v, to| {
                this(cx, v)?.doc.set(to);
                Ok(())
            },
        ),
        GetSetDef::new("__name__", get_name, |cx, v, to| {
            this(cx, v)?.name.set(to);
            Ok(())
        }),
        GetSetDef::readonly("__isabstractmethod__", |cx, v| {
            cx.check_stack()?;
            let p = this(cx, v)?;
            let name = cx.names.__isabstractmethod__;
            for f in [p.get.get(), p.set.get(), p.del.get()].into_iter().flatten() {
                if let Some(flag) = cx.getattr_opt(f, name)?
                    && cx.truth(flag)?
                {
                    return Ok(Value::TRUE);
                }
            }
            Ok(Value::FALSE)
        }),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<PropertyObj>> {
    match v.cast::<PropertyObj>() {
        Some(p) => Ok(p),
        None => raise!(cx, TypeError, "descriptor requires a 'property' object"),
    }
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let property = cx.alloc_instance(class, |shape| PropertyObj {
        hdr: Header::new(shape, layouts::PROPERTY),
        get: Field::new(None),
        set: Field::new(None),
        del: Field::new(None),
        doc: Field::new(None),
        name: Field::new(None),
        doc_from_getter: Cell::new(false),
    })?;
    Ok(property.into())
}

static INIT: Signature = Signature {
    name: "property",
    params: &["fget", "fset", "fdel", "doc"],
    pos_only: 0,
    pos_max: 4,
    required: 0,
};

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let given = args.bind::<4>(cx, &INIT)?;
    let [get, set, del, doc] = given.map(|a| a.filter(|a| !a.is_none()));
    let p = this(cx, v)?;
    p.get.set(get);
    p.set.set(set);
    p.del.set(del);
    p.doc.set(doc);
    p.doc_from_getter.set(false);
    let name = cx.names.__doc__;
    if let (None, Some(get)) = (doc, get) {
        let found = cx.getattr_opt(get, name)?.filter(|d| !d.is_none());
        p.doc.set(found);
        p.doc_from_getter.set(found.is_some());
    }
    if v.has_shape(TypeId::PROPERTY.shape()) {
        return Ok(());
    }
    // A subclass shows its `__doc__` from the instance, not from the class.
    let shown = p.doc.get().unwrap_or(Value::NONE);
    match cx.setattr(v, name, shown) {
        // One without a place for it goes without, unless the getter has a text.
        Err(_) if !p.doc_from_getter.get() && cx.exception_is(Exc::AttributeError) => {
            cx.clear_exception();
            Ok(())
        }
        result => result,
    }
}

/// A copy with some functions replaced.
fn with(
    cx: &mut Ctx,
    v: Value,
    get: Option<Value>,
    set: Option<Value>,
    del: Option<Value>,
) -> PyResult<Value> {
    let p = this(cx, v)?;
    let or_none = |f: Option<Value>| f.unwrap_or(Value::NONE);
    let get = get.filter(|f| !f.is_none()).or(p.get.get());
    let doc = if p.doc_from_getter.get() && get.is_some() { None } else { p.doc.get() };
    let args =
        [or_none(get), or_none(set.or(p.set.get())), or_none(del.or(p.del.get())), or_none(doc)];
    let class = cx.type_of(v);
    let fresh = cx.call(class.into(), &args)?;
    if let Some(f) = fresh.cast::<PropertyObj>() {
        f.name.set(p.name.get());
    }
    Ok(fresh)
}

fn set_name(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let &[_, name] = args else {
        raise!(
            cx,
            TypeError,
            "__set_name__() takes 2 positional arguments but {} were given",
            args.len()
        );
    };
    this(cx, v)?.name.set(Some(name));
    Ok(Value::NONE)
}

fn get_name(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let p = this(cx, v)?;
    if let Some(name) = p.name.get() {
        return Ok(name);
    }
    let name = cx.names.__name__;
    cx.check_stack()?;
    if let Some(get) = p.get.get()
        && let Some(found) = cx.getattr_opt(get, name)?
    {
        return Ok(found);
    }
    Err(crate::types::descriptor::no_attribute(cx, v, name))
}

fn descr_get(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    let (p, Some(object)) = (this(cx, v)?, object) else { return Ok(v) };
    match p.get.get() {
        Some(get) => cx.call(get, &[object]),
        None => Err(refuse(cx, p, object, "getter")?),
    }
}

fn descr_set(cx: &mut Ctx, v: Value, object: Value, to: Option<Value>) -> PyResult<()> {
    let p = this(cx, v)?;
    match (to, p.set.get(), p.del.get()) {
        (Some(to), Some(set), _) => cx.call(set, &[object, to]).map(|_| ()),
        (None, _, Some(del)) => cx.call(del, &[object]).map(|_| ()),
        (Some(_), None, _) => Err(refuse(cx, p, object, "setter")?),
        (None, _, None) => Err(refuse(cx, p, object, "deleter")?),
    }
}

fn refuse(
    cx: &mut Ctx,
    p: Gc<PropertyObj>,
    object: Value,
    what: &str,
) -> PyResult<crate::ctx::Raised> {
    let class = cx.type_of(object).qualname.get().to_string();
    let message = match p.name.get().and_then(|n| n.cast::<StrObj>()) {
        Some(name) => {
            let name = cx.repr(name.into())?;
            format!("property {name} of '{class}' object has no {what}")
        }
        None => format!("property of '{class}' object has no {what}"),
    };
    Ok(cx.raise(crate::exceptions::Exc::AttributeError, message))
}
