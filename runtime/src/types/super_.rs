//! `super`: attribute lookup that starts behind a class in the MRO of an object's class.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// Python's `super`.
#[repr(C)]
pub struct SuperObj {
    pub(crate) hdr: Header,
    class: Field<Option<Gc<TypeObj>>>,
    object: Field<Option<Value>>,
    object_class: Field<Option<Gc<TypeObj>>>,
}

// SAFETY: `SuperObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for SuperObj {
    const LAYOUT: LayoutId = layouts::SUPER;
}

impl Trace for SuperObj {
    fn trace(&self, m: &mut Marker) {
        self.class.trace(m);
        self.object.trace(m);
        self.object_class.trace(m);
    }
}

impl Ctx {
    /// The class whose MRO `super(class, object)` walks.
    pub fn super_check(&mut self, class: Gc<TypeObj>, object: Value) -> PyResult<Gc<TypeObj>> {
        if let Some(as_class) = object.cast::<TypeObj>()
            && as_class.is_subtype(class)
        {
            return Ok(as_class);
        }
        let ty = self.type_of(object);
        if ty.is_subtype(class) {
            return Ok(ty);
        }
        let name = self.names.__class__;
        if let Some(claimed) = self.getattr_opt(object, name)?.and_then(|c| c.cast::<TypeObj>())
            && claimed.is_subtype(class)
        {
            return Ok(claimed);
        }
        let what = if object.cast::<TypeObj>().is_some() { "type" } else { "instance of" };
        let (kind, c) = (ty.name_str(), class.name_str());
        let shown = object.cast::<TypeObj>().map_or(kind, |t| t.name_str());
        raise!(
            self,
            TypeError,
            "super(type, obj): obj ({what} {shown}) is not an instance or subtype of type ({c})."
        )
    }

    /// What `super(class, object).name` finds behind `class` in the MRO of `start`, unbound.
    pub fn super_lookup(
        &mut self,
        class: Gc<TypeObj>,
        start: Gc<TypeObj>,
        name: Gc<StrObj>,
    ) -> Option<Value> {
        let mro = start.mro.get();
        let at = mro.items().iter().position(|&c| c == Value::from(class))?;
        let name = self.intern_obj(name);
        mro.items()[at + 1..].iter().find_map(|c| c.cast::<TypeObj>()?.dict.get().get_str(name))
    }

    /// `super(class, object).name`.
    pub fn super_getattr(
        &mut self,
        class: Gc<TypeObj>,
        object: Value,
        start: Gc<TypeObj>,
        name: Gc<StrObj>,
    ) -> PyResult<Option<Value>> {
        if name.ptr_eq(self.names.__class__) {
            return Ok(None);
        }
        let Some(found) = self.super_lookup(class, start, name) else { return Ok(None) };
        match self.type_of(found).slots.descr_get.get() {
            // Through a class there is no instance to bind to.
            Some(get) => {
                let instance = if Value::from(start) == object { None } else { Some(object) };
                get(self, found, instance, Some(start.into())).map(Some)
            }
            None => Ok(Some(found)),
        }
    }
}

/// The type. Zero-argument `super()` is resolved by the VM, which passes both arguments.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "super() -> same as super(__class__, <first argument>)",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(getattr),
        descr_get: Some(descr_get),
        ..SlotTable::EMPTY
    },
    getset: &[
        GetSetDef::readonly("__thisclass__", |cx, v| {
            Ok(this(cx, v)?.class.get().map_or(Value::NONE, Value::from))
        }),
        GetSetDef::readonly("__self__", |cx, v| {
            Ok(this(cx, v)?.object.get().unwrap_or(Value::NONE))
        }),
        GetSetDef::readonly("__self_class__", |cx, v| {
            Ok(this(cx, v)?.object_class.get().map_or(Value::NONE, Value::from))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<SuperObj>> {
    match v.cast::<SuperObj>() {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "descriptor requires a 'super' object"),
    }
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let object = cx.alloc_instance(class, |shape| SuperObj {
        hdr: Header::new(shape, layouts::SUPER),
        class: Field::new(None),
        object: Field::new(None),
        object_class: Field::new(None),
    })?;
    Ok(object.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if args.kw_len() != 0 {
        raise!(cx, TypeError, "super() takes no keyword arguments");
    }
    let (class, object) = match *args.pos {
        [] => (cx.hooks.zero_arg_super)(cx)?,
        [class] => (class, Value::NONE),
        [class, object] => (class, object),
        _ => raise!(cx, TypeError, "super() expected at most 2 arguments, got {}", args.pos.len()),
    };
    let Some(class) = class.cast::<TypeObj>() else {
        let got = cx.type_name(class);
        raise!(cx, TypeError, "super() argument 1 must be a type, not {got}");
    };
    let s = this(cx, v)?;
    s.class.set(Some(class));
    if !object.is_none() {
        let start = cx.super_check(class, object)?;
        s.object.set(Some(object));
        s.object_class.set(Some(start));
    }
    Ok(())
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let s = this(cx, v)?;
    if let (Some(class), Some(object), Some(start)) =
        (s.class.get(), s.object.get(), s.object_class.get())
        && let Some(found) = cx.super_getattr(class, object, start, name)?
    {
        return Ok(found);
    }
    cx.generic_getattr(v, name)
}

fn descr_get(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    let s = this(cx, v)?;
    match (s.class.get(), object) {
        (Some(class), Some(object)) if s.object.get().is_none() => {
            let ty = cx.type_of(v);
            cx.call(ty.into(), &[class.into(), object])
        }
        _ => Ok(v),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    let class = s.class.get().map_or_else(|| "NULL".to_owned(), |c| c.name_str());
    let text = match s.object_class.get() {
        Some(start) => format!("<super: <class '{class}'>, <{} object>>", start.name),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(cx.str(&text)?.into())
}
