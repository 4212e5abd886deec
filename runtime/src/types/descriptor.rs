//! The descriptors in the dictionaries of builtin types: methods, slot wrappers, computed
//! attributes, and the words of `__slots__`.
//!
//! Reference: <https://docs.python.org/3.14/howto/descriptor.html>.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::instance::field_at;
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, MethodKind, NativeCode, TypeSpec};
use crate::object::slot_defs::SlotDef;
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::builtin_function::text_or_none;
use crate::types::str::StrObj;
use crate::value::Value;

macro_rules! descriptor {
    ($(#[$doc:meta])* $name:ident, $layout:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* } traces $($traced:ident)*) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            pub(crate) hdr: Header,
            $($(#[$fdoc])* pub $field: $ty,)*
        }

        // SAFETY: the struct is `repr(C)`, begins with a `Header`, and only it uses this layout id.
        unsafe impl HeapObject for $name {
            const LAYOUT: LayoutId = layouts::$layout;
        }

        impl Trace for $name {
            fn trace(&self, m: &mut Marker) {
                $(self.$traced.trace(m);)*
            }
        }
    };
}

descriptor! {
    /// `method_descriptor` and `classmethod_descriptor`: an unbound native method.
    MethodDescrObj, METHOD_DESCRIPTOR {
        /// What it does.
        def: &'static MethodDef,
        /// The type that defines it.
        owner: Field<Gc<TypeObj>>,
    } traces owner
}
descriptor! {
    /// `wrapper_descriptor`: a native slot as an unbound dunder method.
    SlotWrapperObj, SLOT_WRAPPER {
        /// Which dunder.
        def: &'static SlotDef,
        /// The type whose slot it calls.
        owner: Field<Gc<TypeObj>>,
    } traces owner
}
descriptor! {
    /// `method-wrapper`: a slot wrapper bound to an object.
    MethodWrapperObj, METHOD_WRAPPER {
        /// The unbound one.
        wrapper: Field<Gc<SlotWrapperObj>>,
        /// The object.
        receiver: Field<Value>,
    } traces wrapper receiver
}
descriptor! {
    /// `getset_descriptor`: a computed attribute.
    GetSetObj, GETSET {
        /// How it is computed.
        def: &'static GetSetDef,
        /// The type that defines it.
        owner: Field<Gc<TypeObj>>,
    } traces owner
}
descriptor! {
    /// `member_descriptor`: a word of `__slots__`.
    MemberObj, MEMBER {
        /// `__name__`.
        name: Field<Gc<StrObj>>,
        /// The class that declares it.
        owner: Field<Gc<TypeObj>>,
        /// Byte offset inside instances.
        offset: usize,
    } traces name owner
}

impl Ctx {
    /// An unbound native method (a class method, if `def` says so).
    pub fn method_descriptor(
        &mut self,
        def: &'static MethodDef,
        owner: Gc<TypeObj>,
    ) -> PyResult<Value> {
        let id = match def.kind {
            MethodKind::Class => TypeId::CLASSMETHOD_DESCRIPTOR,
            _ => TypeId::METHOD_DESCRIPTOR,
        };
        let hdr = Header::new(id.shape(), layouts::METHOD_DESCRIPTOR);
        Ok(self.alloc(MethodDescrObj { hdr, def, owner: Field::new(owner) })?.into())
    }

    /// An unbound dunder for a native slot.
    pub fn slot_wrapper(&mut self, def: &'static SlotDef, owner: Gc<TypeObj>) -> PyResult<Value> {
        let hdr = Header::new(TypeId::SLOT_WRAPPER.shape(), layouts::SLOT_WRAPPER);
        Ok(self.alloc(SlotWrapperObj { hdr, def, owner: Field::new(owner) })?.into())
    }

    /// A computed attribute.
    pub fn getset(&mut self, def: &'static GetSetDef, owner: Gc<TypeObj>) -> PyResult<Value> {
        let hdr = Header::new(TypeId::GETSET.shape(), layouts::GETSET);
        Ok(self.alloc(GetSetObj { hdr, def, owner: Field::new(owner) })?.into())
    }

    /// The descriptor of a `__slots__` word.
    pub fn member(&mut self, name: Gc<StrObj>, owner: Gc<TypeObj>, offset: u16) -> PyResult<Value> {
        let hdr = Header::new(TypeId::MEMBER.shape(), layouts::MEMBER);
        let member = MemberObj {
            hdr,
            name: Field::new(name),
            owner: Field::new(owner),
            offset: offset as usize,
        };
        Ok(self.alloc(member)?.into())
    }

    fn require(&mut self, name: &str, owner: Gc<TypeObj>, object: Value) -> PyResult<()> {
        let ty = self.type_of(object);
        if ty.is_subtype(owner) {
            return Ok(());
        }
        let (o, t) = (owner.shown_name(), ty.shown_name());
        raise!(
            self,
            TypeError,
            "descriptor '{name}' for '{o}' objects doesn't apply to a '{t}' object"
        )
    }
}

/// The receiver of an unbound call, checked.
fn receiver(cx: &mut Ctx, name: &str, owner: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let Some(&object) = args.pos.first() else {
        let o = owner.shown_name();
        raise!(cx, TypeError, "unbound method {o}.{name}() needs an argument");
    };
    let ty = cx.type_of(object);
    if !ty.is_subtype(owner) {
        let (o, t) = (owner.shown_name(), ty.shown_name());
        raise!(
            cx,
            TypeError,
            "descriptor '{name}' for '{o}' objects doesn't apply to a '{t}' object"
        );
    }
    Ok(object)
}

// ----- methods -----

/// `method_descriptor`.
pub static METHOD_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, v| describe(cx, v, "method")),
        call: Some(call_method),
        descr_get: Some(bind_method),
        ..SlotTable::EMPTY
    },
    methods: PICKLED_BY_NAME,
    getset: METHOD_ATTRS,
    ..TypeSpec::EMPTY
};

/// `classmethod_descriptor`.
pub static CLASSMETHOD_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, v| describe(cx, v, "method")),
        call: Some(call_class_method),
        descr_get: Some(bind_class_method),
        ..SlotTable::EMPTY
    },
    getset: METHOD_ATTRS,
    ..TypeSpec::EMPTY
};

/// `__reduce__`: `getattr(owner, name)`.
const PICKLED_BY_NAME: &[MethodDef] = &[MethodDef::new(
    "__reduce__",
    NativeCode::NoArgs(|cx, v| {
        named(cx, v, |cx, n| {
            let name = cx.intern(n.name)?;
            cx.reduce_to_getattr(n.owner.into(), name)
        })
    }),
)];

const METHOD_ATTRS: &[GetSetDef] = &[
    GetSetDef::readonly("__name__", |cx, v| named(cx, v, |cx, n| Ok(cx.intern(n.name)?.into()))),
    GetSetDef::readonly("__qualname__", |cx, v| {
        named(cx, v, |cx, n| Ok(cx.str(&format!("{}.{}", n.owner.qualname, n.name))?.into()))
    }),
    GetSetDef::readonly("__objclass__", |cx, v| named(cx, v, |_, n| Ok(n.owner.into()))),
    GetSetDef::readonly("__doc__", |cx, v| named(cx, v, |cx, n| text_or_none(cx, n.doc))),
    GetSetDef::readonly("__text_signature__", |cx, v| {
        named(cx, v, |cx, n| text_or_none(cx, n.signature))
    }),
];

/// What all native descriptors tell about themselves.
struct Named {
    name: &'static str,
    owner: Gc<TypeObj>,
    doc: &'static str,
    signature: &'static str,
}

fn named(cx: &mut Ctx, v: Value, f: fn(&mut Ctx, Named) -> PyResult<Value>) -> PyResult<Value> {
    let n = if let Some(d) = v.cast::<MethodDescrObj>() {
        Named { name: d.def.name, owner: d.owner.get(), doc: d.def.doc, signature: d.def.signature }
    } else if let Some(d) = v.cast::<SlotWrapperObj>() {
        Named { name: d.def.name, owner: d.owner.get(), doc: "", signature: d.def.signature }
    } else if let Some(d) = v.cast::<MethodWrapperObj>() {
        let w = d.wrapper.get();
        Named { name: w.def.name, owner: w.owner.get(), doc: "", signature: w.def.signature }
    } else if let Some(d) = v.cast::<GetSetObj>() {
        Named { name: d.def.name, owner: d.owner.get(), doc: d.def.doc, signature: "" }
    } else {
        let got = cx.type_name(v);
        raise!(cx, TypeError, "expected a descriptor, got '{got}'");
    };
    f(cx, n)
}

fn describe(cx: &mut Ctx, v: Value, what: &'static str) -> PyResult<Value> {
    let (name, owner) = if let Some(m) = v.cast::<MemberObj>() {
        (m.name.get().to_string(), m.owner.get())
    } else if let Some(d) = v.cast::<MethodDescrObj>() {
        (d.def.name.to_owned(), d.owner.get())
    } else if let Some(d) = v.cast::<SlotWrapperObj>() {
        (d.def.name.to_owned(), d.owner.get())
    } else if let Some(d) = v.cast::<GetSetObj>() {
        (d.def.name.to_owned(), d.owner.get())
    } else {
        unreachable!("`describe` is a slot of descriptor types only")
    };
    Ok(cx.str(&format!("<{what} '{name}' of '{}' objects>", owner.name))?.into())
}

fn call_method(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(d) = v.cast::<MethodDescrObj>() else { unreachable!("slot of `method_descriptor`") };
    let object = receiver(cx, d.def.name, d.owner.get(), args)?;
    cx.call_native(d.def, object, args.skip_first())
}

fn bind_method(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    let (Some(d), Some(object)) = (v.cast::<MethodDescrObj>(), object) else { return Ok(v) };
    cx.require(d.def.name, d.owner.get(), object)?;
    Ok(cx.builtin_function(d.def, Some(object), None)?.into())
}

fn call_class_method(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(d) = v.cast::<MethodDescrObj>() else {
        unreachable!("slot of `classmethod_descriptor`")
    };
    match args.pos.first().and_then(|c| c.cast::<TypeObj>()) {
        Some(class) => cx.call_native(d.def, class.into(), args.skip_first()),
        None => raise!(cx, TypeError, "descriptor '{}' requires a type", d.def.name),
    }
}

fn bind_class_method(
    cx: &mut Ctx,
    v: Value,
    object: Option<Value>,
    class: Option<Value>,
) -> PyResult<Value> {
    let Some(d) = v.cast::<MethodDescrObj>() else { return Ok(v) };
    let class = match (class, object) {
        (Some(class), _) => class,
        (None, Some(object)) => cx.type_of(object).into(),
        (None, None) => return Ok(v),
    };
    Ok(cx.builtin_function(d.def, Some(class), None)?.into())
}

// ----- slot wrappers -----

/// `wrapper_descriptor`.
pub static WRAPPER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, v| describe(cx, v, "slot wrapper")),
        call: Some(call_wrapper),
        descr_get: Some(bind_wrapper),
        ..SlotTable::EMPTY
    },
    methods: PICKLED_BY_NAME,
    getset: METHOD_ATTRS,
    ..TypeSpec::EMPTY
};

fn call_wrapper(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(d) = v.cast::<SlotWrapperObj>() else { unreachable!("slot of `wrapper_descriptor`") };
    let owner = d.owner.get();
    let object = receiver(cx, d.def.name, owner, args)?;
    (d.def.wrap)(cx, owner, object, args.skip_first())
}

fn bind_wrapper(
    cx: &mut Ctx,
    v: Value,
    object: Option<Value>,
    _: Option<Value>,
) -> PyResult<Value> {
    let (Some(d), Some(object)) = (v.cast::<SlotWrapperObj>(), object) else { return Ok(v) };
    cx.require(d.def.name, d.owner.get(), object)?;
    let hdr = Header::new(TypeId::METHOD_WRAPPER.shape(), layouts::METHOD_WRAPPER);
    let bound = MethodWrapperObj { hdr, wrapper: Field::new(d), receiver: Field::new(object) };
    Ok(cx.alloc(bound)?.into())
}

/// `method-wrapper`.
pub static METHOD_WRAPPER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(repr_bound),
        call: Some(call_bound),
        hash: Some(hash_bound),
        richcompare: Some(compare_bound),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, v| {
            let Some(m) = v.cast::<MethodWrapperObj>() else { return Ok(Value::NONE) };
            let name = cx.intern(m.wrapper.get().def.name)?;
            cx.reduce_to_getattr(m.receiver.get(), name)
        }),
    )],
    getset: &[
        GetSetDef::readonly("__self__", |_, v| {
            Ok(v.cast::<MethodWrapperObj>().map_or(Value::NONE, |m| m.receiver.get()))
        }),
        GetSetDef::readonly("__name__", |cx, v| {
            named(cx, v, |cx, n| Ok(cx.intern(n.name)?.into()))
        }),
        GetSetDef::readonly("__qualname__", |cx, v| {
            named(cx, v, |cx, n| Ok(cx.str(&format!("{}.{}", n.owner.qualname, n.name))?.into()))
        }),
        GetSetDef::readonly("__objclass__", |cx, v| named(cx, v, |_, n| Ok(n.owner.into()))),
        GetSetDef::readonly("__doc__", |cx, v| named(cx, v, |cx, n| text_or_none(cx, n.doc))),
        GetSetDef::readonly("__text_signature__", |cx, v| {
            named(cx, v, |cx, n| text_or_none(cx, n.signature))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn repr_bound(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let Some(m) = v.cast::<MethodWrapperObj>() else { unreachable!("slot of `method-wrapper`") };
    let (name, ty) = (m.wrapper.get().def.name, cx.type_name(m.receiver.get()));
    let text =
        format!("<method-wrapper '{name}' of {ty} object at {:#x}>", m.receiver.get().bits());
    Ok(cx.str(&text)?.into())
}

/// Equal are wrappers of one slot, bound to one object.
fn compare_bound(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<MethodWrapperObj>(), b.cast::<MethodWrapperObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let equal = x.wrapper.get().ptr_eq(y.wrapper.get()) && x.receiver.get().is(y.receiver.get());
    match op {
        CmpOp::Eq => Ok(Value::bool(equal)),
        CmpOp::Ne => Ok(Value::bool(!equal)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn hash_bound(_: &mut Ctx, v: Value) -> PyResult<i64> {
    let Some(m) = v.cast::<MethodWrapperObj>() else { unreachable!("slot of `method-wrapper`") };
    Ok((m.receiver.get().bits() ^ (m.wrapper.get().addr() as u64).rotate_left(32)) as i64 >> 4)
}

fn call_bound(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(m) = v.cast::<MethodWrapperObj>() else { unreachable!("slot of `method-wrapper`") };
    let wrapper = m.wrapper.get();
    (wrapper.def.wrap)(cx, wrapper.owner.get(), m.receiver.get(), args)
}

// ----- computed attributes -----

/// `getset_descriptor`.
pub static GETSET_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, v| describe(cx, v, "attribute")),
        descr_get: Some(get_computed),
        descr_set: Some(set_computed),
        ..SlotTable::EMPTY
    },
    methods: PICKLED_BY_NAME,
    getset: METHOD_ATTRS,
    ..TypeSpec::EMPTY
};

fn get_computed(
    cx: &mut Ctx,
    v: Value,
    object: Option<Value>,
    _: Option<Value>,
) -> PyResult<Value> {
    let (Some(d), Some(object)) = (v.cast::<GetSetObj>(), object) else { return Ok(v) };
    cx.require(d.def.name, d.owner.get(), object)?;
    (d.def.get)(cx, object)
}

fn set_computed(cx: &mut Ctx, v: Value, object: Value, to: Option<Value>) -> PyResult<()> {
    let Some(d) = v.cast::<GetSetObj>() else { unreachable!("slot of `getset_descriptor`") };
    cx.require(d.def.name, d.owner.get(), object)?;
    match d.def.set {
        Some(set) => set(cx, object, to),
        None => {
            let o = d.owner.get().name_str();
            raise!(
                cx,
                AttributeError,
                "attribute '{}' of '{o}' objects is not writable",
                d.def.name
            )
        }
    }
}

// ----- words of `__slots__` -----

/// `member_descriptor`.
pub static MEMBER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, v| describe(cx, v, "member")),
        descr_get: Some(get_member),
        descr_set: Some(set_member),
        ..SlotTable::EMPTY
    },
    getset: &[
        GetSetDef::readonly("__name__", |_, v| {
            Ok(v.cast::<MemberObj>().map_or(Value::NONE, |m| m.name.get().into()))
        }),
        GetSetDef::readonly("__qualname__", |cx, v| match v.cast::<MemberObj>() {
            Some(m) => Ok(cx.str(&format!("{}.{}", m.owner.get().qualname, m.name.get()))?.into()),
            None => Ok(Value::NONE),
        }),
        GetSetDef::readonly("__objclass__", |_, v| {
            Ok(v.cast::<MemberObj>().map_or(Value::NONE, |m| m.owner.get().into()))
        }),
        GetSetDef::readonly("__doc__", |_, _| Ok(Value::NONE)),
    ],
    ..TypeSpec::EMPTY
};

fn get_member(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    let (Some(d), Some(object)) = (v.cast::<MemberObj>(), object) else { return Ok(v) };
    cx.require(&d.name.get().to_string(), d.owner.get(), object)?;
    match object.header().and_then(|h| field_at(h, d.offset).get()) {
        Some(v) => Ok(v),
        None => Err(no_attribute(cx, object, d.name.get())),
    }
}

fn set_member(cx: &mut Ctx, v: Value, object: Value, to: Option<Value>) -> PyResult<()> {
    let Some(d) = v.cast::<MemberObj>() else { unreachable!("slot of `member_descriptor`") };
    cx.require(&d.name.get().to_string(), d.owner.get(), object)?;
    let Some(header) = object.header() else { return Ok(()) };
    let field = field_at(header, d.offset);
    if to.is_none() && field.get().is_none() {
        return Err(no_attribute(cx, object, d.name.get()));
    }
    field.set(to);
    Ok(())
}

/// `AttributeError` as for a plain attribute, with `name` and `obj`.
pub fn no_attribute(cx: &mut Ctx, object: Value, name: Gc<StrObj>) -> crate::ctx::Raised {
    let ty = cx.type_name(object);
    let raised = cx.raise(Exc::AttributeError, format!("'{ty}' object has no attribute '{name}'"));
    cx.note_attribute(object, name);
    raised
}
