//! `_abc`: the registry and the caches of abstract base classes, below `abc.ABCMeta`.
//!
//! A class with this metaclass has its [`AbcObj`] as `_abc_impl`. The caches are dicts from serial
//! numbers of classes to weak references: asking them needs no reference, and keeps no class alive.
#![deny(unsafe_code)]

use super::{ModuleSpec, types};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::weakref::WeakRefObj;
use crate::value::Value;

crate::heap_object! {
    /// What an abstract base class knows of other classes.
    pub struct AbcObj: ABC {
        /// Weak references to the classes that were registered, by serial number.
        traced registry: Gc<DictObj>,
        /// Classes known to be subclasses.
        traced yes: Gc<DictObj>,
        /// Classes known not to be, as of `version`.
        traced no: Gc<DictObj>,
        /// The count of registrations at which `no` was right.
        plain version: u64,
    }
}

/// The type of `_abc_impl`.
pub static SPEC: TypeSpec =
    TypeSpec { doc: "Internal state held by ABC machinery.", ..TypeSpec::EMPTY };

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        MethodDef::new("get_cache_token", NativeCode::NoArgs(|cx, _| cache_token(cx)))
            .sig("($module, /)"),
        MethodDef::new("_abc_init", NativeCode::O(init)).sig("($module, self, /)"),
        MethodDef::new("_reset_registry", NativeCode::O(reset_registry)).sig("($module, self, /)"),
        MethodDef::new("_reset_caches", NativeCode::O(reset_caches)).sig("($module, self, /)"),
        MethodDef::new("_get_dump", NativeCode::O(dump)).sig("($module, self, /)"),
        MethodDef::new("_abc_register", NativeCode::Fast(register))
            .sig("($module, self, subclass, /)"),
        MethodDef::new("_abc_instancecheck", NativeCode::Fast(instance_check))
            .sig("($module, self, instance, /)"),
        MethodDef::new("_abc_subclasscheck", NativeCode::Fast(subclass_check))
            .sig("($module, self, subclass, /)"),
    ],
    init: None,
};

/// The flags that `__abc_tpflags__` names by CPython's numbers.
const COLLECTIONS: [(i64, TypeFlags); 2] =
    [(1 << 5, TypeFlags::SEQUENCE), (1 << 6, TypeFlags::MAPPING)];

fn cache_token(cx: &mut Ctx) -> PyResult<Value> {
    cx.int(cx.abc_registrations as i64)
}

/// The state of a class whose metaclass is `ABCMeta`.
fn state(cx: &mut Ctx, class: Value) -> PyResult<Gc<AbcObj>> {
    let name = cx.intern("_abc_impl")?;
    let own = class.cast::<TypeObj>().and_then(|c| c.dict.get().get_str(name));
    match own.and_then(|v| v.cast::<AbcObj>()) {
        Some(state) => Ok(state),
        None => raise!(cx, TypeError, "_abc_impl is set to a wrong type"),
    }
}

fn key(class: Gc<TypeObj>) -> Value {
    Value::len(class.serial as usize)
}

fn has(cx: &mut Ctx, set: Gc<DictObj>, class: Gc<TypeObj>) -> PyResult<bool> {
    if set.is_empty() {
        return Ok(false);
    }
    Ok(cx.dict_get(set, key(class))?.is_some())
}

fn add(cx: &mut Ctx, set: Gc<DictObj>, class: Gc<TypeObj>) -> PyResult<()> {
    let weakref = cx.ty(TypeId::WEAKREF);
    let reference = cx.weak_reference(weakref, class.into(), None, true)?;
    cx.dict_set(set, key(class), reference.into())
}

/// The classes of a set that are alive.
fn living(cx: &mut Ctx, set: Gc<DictObj>) -> PyResult<Gc<ListObj>> {
    let list = cx.list(&[])?;
    for entry in set.entries() {
        if let Some(class) = entry.value.cast::<WeakRefObj>().and_then(|r| r.target()) {
            cx.list_append(list, class)?;
        }
    }
    Ok(list)
}

fn init(cx: &mut Ctx, _: Value, class: Value) -> PyResult<Value> {
    let Some(ty) = class.cast::<TypeObj>() else {
        raise!(cx, TypeError, "_abc_init() argument must be a class");
    };
    compute_abstract_methods(cx, ty)?;
    let (registry, yes, no) = (cx.dict()?, cx.dict()?, cx.dict()?);
    let version = cx.abc_registrations;
    let state = cx.alloc(AbcObj::new(types::ABC.shape(), registry, yes, no, version))?;
    let name = cx.intern("_abc_impl")?;
    cx.set_class_attr(ty, name, Some(state.into()))?;
    let name = cx.intern("__abc_tpflags__")?;
    if let Some(flags) = ty.dict.get().get_str(name) {
        let flags = flags.as_small().unwrap_or(0);
        if COLLECTIONS.iter().all(|(bit, _)| flags & bit != 0) {
            raise!(
                cx,
                TypeError,
                "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"
            );
        }
        for (_, flag) in COLLECTIONS.iter().filter(|(bit, _)| flags & bit != 0) {
            ty.add_flags(*flag);
        }
        cx.set_class_attr(ty, name, None)?;
    }
    Ok(Value::NONE)
}

/// Sets `__abstractmethods__`: the class's own ones, and those of its bases that are still abstract.
fn compute_abstract_methods(cx: &mut Ctx, class: Gc<TypeObj>) -> PyResult<()> {
    let mark = cx.intern("__isabstractmethod__")?;
    let is_abstract = |cx: &mut Ctx, v: Value| match cx.getattr_opt(v, mark)? {
        Some(answer) => cx.truth(answer),
        None => Ok(false),
    };
    let found = cx.list(&[])?;
    // A copy: asking whether something is abstract may run code that changes the class.
    let items = cx.list(&[])?;
    for entry in class.dict.get().entries() {
        cx.list_append(items, entry.key)?;
        cx.list_append(items, entry.value)?;
    }
    for i in 0..items.len() / 2 {
        let (Some(name), Some(value)) = (items.get(i * 2), items.get(i * 2 + 1)) else { break };
        if is_abstract(cx, value)? {
            cx.list_append(found, name)?;
        }
    }
    let name = cx.names.__abstractmethods__;
    let bases = class.bases.get();
    for &base in bases.items() {
        let Some(theirs) = cx.getattr_opt(base, name)? else { continue };
        cx.for_each(theirs, &mut |cx, method| {
            let method = cx.expect_str(method, "abstract method name")?;
            let method = cx.intern_obj(method);
            match cx.getattr_opt(class.into(), method)? {
                Some(now) if is_abstract(cx, now)? => cx.list_append(found, method.into()),
                _ => Ok(()),
            }
        })?;
    }
    let frozen = cx.ty(TypeId::FROZENSET);
    let all = cx.call(frozen.into(), &[found.into()])?;
    cx.setattr(class.into(), name, all)
}

fn reset_registry(cx: &mut Ctx, _: Value, class: Value) -> PyResult<Value> {
    let state = state(cx, class)?;
    state.registry.set(cx.dict()?);
    Ok(Value::NONE)
}

fn reset_caches(cx: &mut Ctx, _: Value, class: Value) -> PyResult<Value> {
    let state = state(cx, class)?;
    state.yes.set(cx.dict()?);
    state.no.set(cx.dict()?);
    Ok(Value::NONE)
}

fn dump(cx: &mut Ctx, _: Value, class: Value) -> PyResult<Value> {
    let state = state(cx, class)?;
    let mut references = |set: Gc<DictObj>| {
        let list = cx.list(&[])?;
        for entry in set.entries() {
            cx.list_append(list, entry.value)?;
        }
        let set = cx.ty(TypeId::SET);
        cx.call(set.into(), &[list.into()])
    };
    let sets = [
        references(state.registry.get())?,
        references(state.yes.get())?,
        references(state.no.get())?,
    ];
    let version = cx.int(state.version.get() as i64)?;
    Ok(cx.tuple(&[sets[0], sets[1], sets[2], version])?.into())
}

fn register(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_abc_register", args.len(), 2, 2)?;
    let (class, subclass) = (args[0], args[1]);
    let Some(ty) = subclass.cast::<TypeObj>() else {
        raise!(cx, TypeError, "Can only register classes");
    };
    if cx.issubclass(subclass, class)? {
        return Ok(subclass);
    }
    if cx.issubclass(class, subclass)? {
        raise!(cx, RuntimeError, "Refusing to create an inheritance cycle");
    }
    let state = state(cx, class)?;
    add(cx, state.registry.get(), ty)?;
    // What was no subclass may be one now, of any class.
    cx.abc_registrations += 1;
    if let Some(class) = class.cast::<TypeObj>() {
        for (_, flag) in COLLECTIONS.iter().filter(|(_, flag)| class.has(*flag)) {
            set_flag(cx, ty, *flag)?;
        }
    }
    Ok(subclass)
}

/// Has a class and its subclasses match patterns of sequences or mappings.
fn set_flag(cx: &mut Ctx, class: Gc<TypeObj>, flag: TypeFlags) -> PyResult<()> {
    if class.has(flag) || !class.is_mutable() {
        return Ok(());
    }
    cx.check_stack()?;
    COLLECTIONS.iter().for_each(|(_, other)| class.remove_flags(*other));
    class.add_flags(flag);
    let subclasses = subclasses(cx, class.into())?;
    for i in 0..subclasses.len() {
        if let Some(sub) = subclasses.get(i).and_then(|c| c.cast::<TypeObj>()) {
            set_flag(cx, sub, flag)?;
        }
    }
    Ok(())
}

fn subclasses(cx: &mut Ctx, class: Value) -> PyResult<Gc<ListObj>> {
    let name = cx.intern("__subclasses__")?;
    let found = cx.call_method(class, name, &[])?;
    match found.cast::<ListObj>() {
        Some(list) => Ok(list),
        None => raise!(cx, TypeError, "__subclasses__() must return a list"),
    }
}

fn instance_check(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_abc_instancecheck", args.len(), 2, 2)?;
    let (class, instance) = (args[0], args[1]);
    let state = state(cx, class)?;
    let own = cx.type_of(instance);
    let name = cx.names.__class__;
    let claimed = cx.getattr(instance, name)?;
    if let Some(claimed) = claimed.cast::<TypeObj>()
        && has(cx, state.yes.get(), claimed)?
    {
        return Ok(Value::TRUE);
    }
    let check = cx.names.__subclasscheck__;
    if claimed.is(own.into()) {
        if state.version.get() == cx.abc_registrations && has(cx, state.no.get(), own)? {
            return Ok(Value::FALSE);
        }
        return cx.call_method(class, check, &[claimed]);
    }
    let verdict = cx.call_method(class, check, &[claimed])?;
    if cx.truth(verdict)? {
        return Ok(verdict);
    }
    cx.call_method(class, check, &[own.into()])
}

fn subclass_check(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_abc_subclasscheck", args.len(), 2, 2)?;
    let (class, subclass) = (args[0], args[1]);
    let Some(ty) = subclass.cast::<TypeObj>() else {
        raise!(cx, TypeError, "issubclass() arg 1 must be a class");
    };
    let state = state(cx, class)?;
    if has(cx, state.yes.get(), ty)? {
        return Ok(Value::TRUE);
    }
    if state.version.get() < cx.abc_registrations {
        state.no.set(cx.dict()?);
        state.version.set(cx.abc_registrations);
    } else if has(cx, state.no.get(), ty)? {
        return Ok(Value::FALSE);
    }
    let verdict = decide(cx, class, state, ty)?;
    add(cx, if verdict { state.yes.get() } else { state.no.get() }, ty)?;
    Ok(Value::bool(verdict))
}

/// Whether a class is a subclass, without a cache.
fn decide(cx: &mut Ctx, class: Value, state: Gc<AbcObj>, ty: Gc<TypeObj>) -> PyResult<bool> {
    let hook = cx.intern("__subclasshook__")?;
    let answer = cx.call_method(class, hook, &[ty.into()])?;
    if answer.is(Value::TRUE) || answer.is(Value::FALSE) {
        return Ok(answer.is(Value::TRUE));
    }
    if !answer.is(Value::NOT_IMPLEMENTED) {
        return Err(cx.raise(
            Exc::AssertionError,
            "__subclasshook__ must return either False, True, or NotImplemented".to_owned(),
        ));
    }
    if class.cast::<TypeObj>().is_some_and(|class| ty.is_subtype(class)) {
        return Ok(true);
    }
    let registered = living(cx, state.registry.get())?;
    for i in 0..registered.len() {
        if let Some(other) = registered.get(i)
            && cx.issubclass(ty.into(), other)?
        {
            return Ok(true);
        }
    }
    let subclasses = subclasses(cx, class)?;
    for i in 0..subclasses.len() {
        if let Some(other) = subclasses.get(i)
            && cx.issubclass(ty.into(), other)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
