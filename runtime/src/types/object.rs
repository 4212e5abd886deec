//! `object`: what every class inherits.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::build::solid_base;
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::ops::attr::object_getattr;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    signature: "()",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(|cx, v| Ok(cx.default_repr(v)?.into())),
        str: Some(|cx, v| Ok(cx.repr(v)?.into())),
        hash: Some(|_, v| Ok(identity_hash(v))),
        getattr: Some(object_getattr),
        setattr: Some(crate::ops::attr::object_setattr),
        richcompare: Some(richcompare),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__format__", NativeCode::O(format)).sig("($self, format_spec, /)"),
        MethodDef::new("__reduce__", NativeCode::NoArgs(|cx, v| reduce_by_copyreg(cx, v, 0))),
        MethodDef::new("__reduce_ex__", NativeCode::O(reduce_ex)),
        MethodDef::new("__getstate__", NativeCode::NoArgs(getstate)),
        MethodDef::new("__dir__", NativeCode::NoArgs(dir)),
        MethodDef::new(
            "__sizeof__",
            NativeCode::NoArgs(|cx, v| {
                let ty = cx.type_of(v);
                Ok(Value::len(ty.basic_size.get() as usize))
            }),
        ),
        MethodDef::class("__init_subclass__", NativeCode::FastKw(init_subclass)),
        MethodDef::class(
            "__subclasshook__",
            NativeCode::Fast(|_, _, _| Ok(Value::NOT_IMPLEMENTED)),
        ),
    ],
    getset: &[GetSetDef::new("__class__", |cx, v| Ok(cx.type_of(v).into()), set_class)],
    ..TypeSpec::EMPTY
};

/// `hash(v)` by identity.
pub fn identity_hash(v: Value) -> i64 {
    v.bits().rotate_right(4) as i64
}

fn overrides(cx: &mut Ctx, class: Gc<TypeObj>, name: Gc<StrObj>) -> bool {
    let object = cx.ty(TypeId::OBJECT);
    cx.type_lookup(class, name) != cx.type_lookup(object, name)
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    if !args.is_empty() {
        let (new, init) = (cx.names.__new__, cx.names.__init__);
        if overrides(cx, class, new) {
            raise!(
                cx,
                TypeError,
                "object.__new__() takes exactly one argument (the type to instantiate)"
            );
        }
        if !overrides(cx, class, init) {
            raise!(cx, TypeError, "{}() takes no arguments", class.name);
        }
    }
    if class.has(TypeFlags::ABSTRACT) {
        return Err(abstract_error(cx, class)?);
    }
    if !cx.has_layout_of_object(class) {
        let name = class.full_name();
        raise!(cx, TypeError, "cannot create '{name}' instances");
    }
    cx.new_instance(class)
}

impl Ctx {
    /// Whether instances of a class are laid out as `object.__new__` makes them: those of most builtin types are
    /// structs of their own, which only their own constructor makes.
    pub fn has_layout_of_object(&mut self, class: Gc<TypeObj>) -> bool {
        native_base(class).layout == self.ty(TypeId::OBJECT).layout
    }
}

/// The most derived builtin type among a class and its bases.
pub(crate) fn native_base(class: Gc<TypeObj>) -> Gc<TypeObj> {
    let mut native = class;
    while native.has(TypeFlags::HEAP) {
        match native.base.get() {
            Some(base) => native = base,
            None => break,
        }
    }
    native
}

fn abstract_error(cx: &mut Ctx, class: Gc<TypeObj>) -> PyResult<crate::ctx::Raised> {
    let name = cx.names.__abstractmethods__;
    let methods = cx.getattr(class.into(), name)?;
    let list = cx.to_list(methods)?;
    let mut names: Vec<String> = (0..list.len())
        .filter_map(|i| list.get(i)?.cast::<StrObj>().map(|s| s.to_string()))
        .collect();
    names.sort();
    let plural = if names.len() > 1 { "s" } else { "" };
    let quoted = names.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {quoted}",
        class.name
    );
    Ok(cx.raise(Exc::TypeError, text))
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if args.is_empty() {
        return Ok(());
    }
    let class = cx.type_of(v);
    let object = cx.ty(TypeId::OBJECT);
    // A builtin type that makes its instances of the arguments, called.
    if !class.has(TypeFlags::HEAP)
        && let (Some(new), Some(usual)) = (class.slots.new.get(), object.slots.new.get())
        && !std::ptr::fn_addr_eq(new, usual)
    {
        return Ok(());
    }
    let (new, init) = (cx.names.__new__, cx.names.__init__);
    if overrides(cx, class, init) {
        raise!(
            cx,
            TypeError,
            "object.__init__() takes exactly one argument (the instance to initialize)"
        );
    }
    if !overrides(cx, class, new) {
        raise!(cx, TypeError, "{}() takes no arguments", class.name);
    }
    Ok(())
}

/// `object.__eq__` and its kin.
pub(crate) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    match op {
        CmpOp::Eq if a.is(b) => Ok(Value::TRUE),
        CmpOp::Ne => {
            // `!=` is the inverse of what the class says about `==`.
            let Some(eq) = cx.type_of(a).slots.richcompare.get() else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let equal = eq(cx, a, b, CmpOp::Eq)?;
            if equal.is(Value::NOT_IMPLEMENTED) {
                return Ok(equal);
            }
            Ok(Value::bool(!cx.truth(equal)?))
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn format(cx: &mut Ctx, v: Value, spec: Value) -> PyResult<Value> {
    let Some(spec) = spec.cast::<StrObj>() else {
        let got = cx.type_name(spec);
        raise!(cx, TypeError, "__format__() argument must be str, not {got}");
    };
    if !spec.is_empty() {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "unsupported format string passed to {ty}.__format__");
    }
    Ok(cx.str_of(v)?.into())
}

/// `copyreg.__reduce_ex__` for protocols 0 and 1, `copyreg.__newobj__` for 2 and up.
fn reduce_ex(cx: &mut Ctx, v: Value, protocol: Value) -> PyResult<Value> {
    let protocol = cx.index_i64(protocol)?;
    let (class, reduce) = (cx.type_of(v), cx.names.__reduce__);
    if overrides(cx, class, reduce) {
        return cx.call_method(v, reduce, &[]);
    }
    if protocol < 2 {
        return reduce_by_copyreg(cx, v, protocol as i32);
    }
    let copyreg = (cx.hooks.import)(cx, "copyreg")?;
    let (newargs, newargs_ex) = (cx.names.__getnewargs__, cx.names.__getnewargs_ex__);
    let mut call = cx.gc_vec();
    call.push(cx, class.into())?;
    let (mut kwargs, mut called_with) = (None, true);
    if let Some(method) = cx.lookup_special(v, newargs_ex)? {
        let pair = cx.call0(method)?;
        let pair = cx.to_tuple(pair)?;
        let (Some(a), Some(k)) = (pair.get(0), pair.get(1)) else {
            raise!(
                cx,
                ValueError,
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                pair.len()
            );
        };
        let a = cx.to_tuple(a)?;
        call.extend_from_slice(cx, a.items())?;
        kwargs = Some(k).filter(|k| k.cast::<DictObj>().is_some_and(|d| !d.is_empty()));
    } else if let Some(method) = cx.lookup_special(v, newargs)? {
        let a = cx.call0(method)?;
        let a = cx.to_tuple(a)?;
        call.extend_from_slice(cx, a.items())?;
    } else {
        called_with = false;
    }
    let container = class.has(TypeFlags::LIST) || class.has(TypeFlags::DICT);
    let usual_state = !overrides(cx, class, cx.names.__getstate__);
    if !called_with && !container && usual_state && class.layout != layouts::INSTANCE {
        // There is more to the object than attributes, and nobody says what.
        let name = class.shown_name();
        raise!(cx, TypeError, "cannot pickle '{name}' object");
    }
    let (name, call_args) = match kwargs {
        None => (cx.intern("__newobj__")?, cx.tuple(call.as_slice())?),
        Some(k) => {
            let rest = cx.tuple(&call.as_slice()[1..])?;
            (cx.intern("__newobj_ex__")?, cx.tuple(&[class.into(), rest.into(), k])?)
        }
    };
    let maker = cx.getattr(copyreg, name)?;
    let getstate = cx.names.__getstate__;
    let state = cx.call_method(v, getstate, &[])?;
    let list_items = if class.has(TypeFlags::LIST) { cx.iter(v)? } else { Value::NONE };
    let dict_items = if class.has(TypeFlags::DICT) {
        let items = cx.names.items;
        let items = cx.call_method(v, items, &[])?;
        cx.iter(items)?
    } else {
        Value::NONE
    };
    Ok(cx.tuple(&[maker, call_args.into(), state, list_items, dict_items])?.into())
}

/// `object.__reduce__`, which asks no class.
fn reduce_by_copyreg(cx: &mut Ctx, v: Value, protocol: i32) -> PyResult<Value> {
    let copyreg = (cx.hooks.import)(cx, "copyreg")?;
    let name = cx.intern("_reduce_ex")?;
    cx.call_method(copyreg, name, &[v, Value::small(protocol)])
}

fn getstate(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let mut state = Value::NONE;
    if cx.has_instance_dict(class) {
        // A copy of the attributes; the instance itself stays as it is.
        let name = cx.names.__dict__;
        if let Some(d) = cx.getattr_opt(v, name)?
            && d.cast::<DictObj>().is_some_and(|d| !d.is_empty())
        {
            state = d;
        }
    }
    let mut slots = None;
    for &c in class.mro.get().items() {
        let Some(c) = c.cast::<TypeObj>() else { continue };
        let dict = c.dict.get();
        for i in 0..dict.fill() {
            let Some(e) = dict.entry(i) else { continue };
            if e.value.has_shape(TypeId::MEMBER.shape())
                && let Some(name) = e.key.cast::<StrObj>()
                && let Some(value) = cx.getattr_opt(v, name)?
            {
                let slots = match slots {
                    Some(slots) => slots,
                    None => *slots.insert(cx.dict()?),
                };
                cx.dict_set_str(slots, name, value)?;
            }
        }
    }
    match slots {
        None => Ok(state),
        Some(slots) => Ok(cx.tuple(&[state, slots.into()])?.into()),
    }
}

fn dir(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let names = cx.dict()?;
    let dict_name = cx.names.__dict__;
    if let Some(d) = cx.getattr_opt(v, dict_name)?.and_then(|d| d.cast::<DictObj>()) {
        for i in 0..d.fill() {
            if let Some(e) = d.entry(i) {
                cx.dict_set_hashed(names, e.key, e.hash, Value::NONE)?;
            }
        }
    }
    let class_name = cx.names.__class__;
    let class = cx.getattr(v, class_name)?;
    if let Some(class) = class.cast::<TypeObj>() {
        collect_class_names(cx, class, names)?;
    }
    Ok(cx.to_list(names.into())?.into())
}

/// Adds the attribute names of a class and its bases to a dict.
pub fn collect_class_names(cx: &mut Ctx, class: Gc<TypeObj>, into: Gc<DictObj>) -> PyResult<()> {
    for &c in class.mro.get().items() {
        let Some(c) = c.cast::<TypeObj>() else { continue };
        let dict = c.dict.get();
        for i in 0..dict.fill() {
            if let Some(e) = dict.entry(i) {
                cx.dict_set_hashed(into, e.key, e.hash, Value::NONE)?;
            }
        }
    }
    Ok(())
}

fn init_subclass(cx: &mut Ctx, class: Value, args: Args<'_>) -> PyResult<Value> {
    if !args.is_empty() {
        let name = class.cast::<TypeObj>().map(|c| c.name_str()).unwrap_or_default();
        raise!(cx, TypeError, "{name}.__init_subclass__() takes no keyword arguments");
    }
    Ok(Value::NONE)
}

fn set_class(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let Some(to) = to else { raise!(cx, TypeError, "can't delete __class__ attribute") };
    let Some(to) = to.cast::<TypeObj>() else {
        let got = cx.type_name(to);
        raise!(cx, TypeError, "__class__ must be set to a class, not '{got}' object");
    };
    let from = cx.type_of(v);
    if from.ptr_eq(to) {
        return Ok(());
    }
    let module = TypeId::MODULE;
    let module_ty = cx.ty(module);
    let both_modules = from.is_subtype(module_ty) && to.is_subtype(module_ty);
    if !both_modules && (!from.has(TypeFlags::HEAP) || !to.has(TypeFlags::HEAP)) {
        raise!(
            cx,
            TypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses"
        );
    }
    let compatible = solid_base(from).ptr_eq(solid_base(to))
        && from.has(TypeFlags::HAS_DICT) == to.has(TypeFlags::HAS_DICT)
        && from.slot_words.get() == to.slot_words.get();
    if !compatible && !same_slots(cx, from, to) {
        let (t, f) = (to.shown_name(), from.shown_name());
        raise!(cx, TypeError, "__class__ assignment: '{t}' object layout differs from '{f}'");
    }
    cx.set_instance_class(v, to)?;
    let describes = |class: Gc<TypeObj>| {
        class.slots.descr_get.get().is_some() || class.slots.descr_set.get().is_some()
    };
    if describes(from) || describes(to) {
        cx.descriptors_changed();
    }
    Ok(())
}

/// Classes with equal `__slots__` on equal bases have equal layouts.
fn same_slots(cx: &mut Ctx, a: Gc<TypeObj>, b: Gc<TypeObj>) -> bool {
    let (Some(base_a), Some(base_b)) = (a.base.get(), b.base.get()) else { return false };
    let name = cx.names.__slots__;
    let (x, y) = (a.dict.get().get_str(name), b.dict.get().get_str(name));
    let equal = match (x, y) {
        (Some(x), Some(y)) => match cx.eq(x, y) {
            Ok(equal) => equal,
            Err(_) => {
                cx.clear_exception();
                false
            }
        },
        _ => false,
    };
    equal
        && solid_base(base_a).ptr_eq(solid_base(base_b))
        && a.slot_words.get() == b.slot_words.get()
        && a.has(TypeFlags::HAS_DICT) == b.has(TypeFlags::HAS_DICT)
}

/// The `__dict__` of builtin objects that have one.
pub fn dict_getset_get(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match cx.instance_dict(v)? {
        Some(d) => Ok(d.into()),
        None => {
            let name = cx.names.__dict__;
            Err(crate::types::descriptor::no_attribute(cx, v, name))
        }
    }
}

/// The builtin type that a class derives from.
fn solid_builtin(class: Gc<TypeObj>) -> Option<Gc<TypeObj>> {
    std::iter::successors(Some(class), |c| c.base.get()).find(|c| !c.has(TypeFlags::HEAP))
}

/// Sets or deletes the `__dict__` of objects that have one.
pub fn dict_getset_set(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let Some(to) = to else {
        // What is builtin keeps it; an instance of a class goes on with a new one.
        let builtin = solid_builtin(cx.type_of(v));
        if builtin.is_none_or(|ty| ty.has(TypeFlags::HAS_DICT)) {
            raise!(cx, TypeError, "cannot delete __dict__");
        }
        let fresh = cx.dict()?;
        cx.set_instance_dict(v, fresh)?;
        return Ok(());
    };
    let Some(dict) = to.cast::<DictObj>() else {
        let got = cx.type_name(to);
        raise!(cx, TypeError, "__dict__ must be set to a dictionary, not a '{got}'");
    };
    cx.set_instance_dict(v, dict)?;
    Ok(())
}

/// The `__dict__` attribute that a class gives its instances.
pub static DICT_ATTR: GetSetDef = GetSetDef {
    name: "__dict__",
    get: dict_getset_get,
    set: Some(dict_getset_set),
    doc: "dictionary for instance variables",
};

/// The `__weakref__` attribute that a class gives its instances.
pub static WEAKREF_ATTR: GetSetDef = GetSetDef {
    name: "__weakref__",
    get: |cx, v| Ok(cx.weak_references_to(v)?.get(0).unwrap_or(Value::NONE)),
    set: None,
    doc: "list of weak references to the object",
};
