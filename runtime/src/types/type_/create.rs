//! `type(name, bases, namespace, **kwargs)`: making a class.
//!
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#creating-the-class-object>.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::build::{InstancePlan, best_base, make_class};
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::builtin_function::{BuiltinFunctionObj, NEW_DEF};
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The type whose native constructor this `__new__` is, if it is one.
pub fn native_new_owner(new: Value) -> Option<Gc<TypeObj>> {
    let f = new.cast::<BuiltinFunctionObj>()?;
    if std::ptr::eq(f.def, &NEW_DEF) { f.receiver.get()?.cast::<TypeObj>() } else { None }
}

/// The most derived metaclass among `meta` and those of the bases.
pub(super) fn winner_metaclass(
    cx: &mut Ctx,
    meta: Gc<TypeObj>,
    bases: Gc<TupleObj>,
) -> PyResult<Gc<TypeObj>> {
    let mut winner = meta;
    for &b in bases.items() {
        let other = cx.type_of(b);
        if winner.is_subtype(other) {
            continue;
        }
        if other.is_subtype(winner) {
            winner = other;
            continue;
        }
        raise!(
            cx,
            TypeError,
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the \
             metaclasses of all its bases"
        );
    }
    Ok(winner)
}

pub(super) fn init(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<()> {
    match args.pos.len() {
        1 if args.kw_len() != 0 => {
            raise!(cx, TypeError, "type.__init__() takes no keyword arguments")
        }
        1 | 3 => Ok(()),
        _ => raise!(cx, TypeError, "type.__init__() takes 1 or 3 arguments"),
    }
}

pub(super) fn new(cx: &mut Ctx, meta: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let &[name, bases, namespace] = args.pos else {
        raise!(cx, TypeError, "type() takes 1 or 3 arguments");
    };
    let Some(name) = name.cast::<StrObj>() else {
        let got = cx.type_name(name);
        raise!(cx, TypeError, "type.__new__() argument 1 must be str, not {got}");
    };
    let Some(bases) = bases.cast::<TupleObj>() else {
        let got = cx.type_name(bases);
        raise!(cx, TypeError, "type.__new__() argument 2 must be tuple, not {got}");
    };
    let Some(namespace) = namespace.cast::<DictObj>() else {
        let got = cx.type_name(namespace);
        raise!(cx, TypeError, "type.__new__() argument 3 must be dict, not {got}");
    };
    let mro_entries = cx.names.__mro_entries__;
    for &b in bases.items() {
        if b.cast::<TypeObj>().is_none() && cx.getattr_opt(b, mro_entries)?.is_some() {
            raise!(
                cx,
                TypeError,
                "type() doesn't support MRO entry resolution; use types.new_class()"
            );
        }
    }
    let winner = winner_metaclass(cx, meta, bases)?;
    if !winner.ptr_eq(meta) {
        let new = cx.names.__new__;
        let theirs = cx.type_lookup(winner, new);
        if theirs.is_some_and(|n| native_new_owner(n).is_none())
            && let Some(make) = winner.slots.new.get()
        {
            return make(cx, winner, args);
        }
    }
    let bases = if bases.is_empty() {
        let object = cx.ty(TypeId::OBJECT);
        cx.tuple(&[object.into()])?
    } else {
        bases
    };
    build(cx, winner, name, bases, namespace, args)
}

fn build(
    cx: &mut Ctx,
    meta: Gc<TypeObj>,
    name: Gc<StrObj>,
    bases: Gc<TupleObj>,
    namespace: Gc<DictObj>,
    args: Args<'_>,
) -> PyResult<Value> {
    let base = best_base(cx, bases)?;
    let dict = cx.dict_copy(namespace)?;
    let n = cx.names;
    let name = cx.intern_obj(name);
    let qualname = match dict.get_str(n.__qualname__) {
        None => name,
        Some(q) => match q.cast::<StrObj>() {
            Some(q) => {
                cx.dict_remove(dict, n.__qualname__.into())?;
                q
            }
            None => {
                let got = cx.type_name(q);
                raise!(cx, TypeError, "type __qualname__ must be a str, not {got}");
            }
        },
    };
    if dict.get_str(n.__module__).is_none()
        && let Some(globals) = (cx.hooks.current_globals)(cx)
        && let Some(module) = cx.dict_get_str(globals, n.__name__)
    {
        cx.dict_set_str(dict, n.__module__, module)?;
    }
    for implicit in [n.__init_subclass__, n.__class_getitem__] {
        if let Some(f) = dict.get_str(implicit)
            && cx.is_python_function(f)
        {
            let wrapped = cx.classmethod(f)?;
            cx.dict_set_str(dict, implicit, wrapped)?;
        }
    }
    if let Some(f) = dict.get_str(n.__new__)
        && cx.is_python_function(f)
    {
        let wrapped = cx.staticmethod(f)?;
        cx.dict_set_str(dict, n.__new__, wrapped)?;
    }
    if dict.get_str(n.__eq__).is_some() && dict.get_str(n.__hash__).is_none() {
        cx.dict_set_str(dict, n.__hash__, Value::NONE)?;
    }
    let classcell = dict.get_str(n.__classcell__);
    if classcell.is_some() {
        cx.dict_remove(dict, n.__classcell__.into())?;
    }
    // Annotation scopes and type parameters in the class find its names through this cell.
    let classdictcell = dict.get_str(n.__classdictcell__);
    if classdictcell.is_some() {
        cx.dict_remove(dict, n.__classdictcell__.into())?;
    }
    let mut slots = cx.gc_vec();
    let declared = declared_slots(cx, name, base, dict, &mut slots)?;
    let names: Vec<Gc<StrObj>> =
        slots.as_slice().iter().filter_map(|v| v.cast::<StrObj>()).collect();
    let base_dict = bases
        .items()
        .iter()
        .any(|b| b.cast::<TypeObj>().is_some_and(|b| b.has(TypeFlags::HAS_DICT)));
    let plan = InstancePlan { slots: &names, dict: declared.dict, weakref: declared.weakref };
    let ty = make_class(cx, meta, name, qualname, bases, base, dict, plan)?;
    if declared.dict && !base_dict && !base.has(TypeFlags::TYPE) {
        let attr = cx.getset(&crate::types::object::DICT_ATTR, ty)?;
        cx.dict_set_str(dict, n.__dict__, attr)?;
    }
    if declared.weakref && !base.has(TypeFlags::WEAKREF) {
        let attr = cx.getset(&crate::types::object::WEAKREF_ATTR, ty)?;
        cx.dict_set_str(dict, n.__weakref__, attr)?;
    }
    if dict.get_str(n.__doc__).is_none() {
        cx.dict_set_str(dict, n.__doc__, Value::NONE)?;
    }
    if let Some(cell) = classcell
        && !(cx.hooks.set_cell)(cx, cell, ty.into())
    {
        let got = cx.type_name(cell);
        raise!(cx, TypeError, "type.__new__() argument '__classcell__' must be a cell, not {got}");
    }
    if let Some(cell) = classdictcell
        && !(cx.hooks.set_cell)(cx, cell, dict.into())
    {
        let class = cx.type_of(cell);
        let got = cx.repr(class.into())?;
        raise!(cx, TypeError, "__classdictcell__ must be a nonlocal cell, not {got}");
    }
    set_names(cx, ty, dict)?;
    let init_subclass = n.__init_subclass__;
    if let Some(hook) = cx.super_getattr(ty, ty.into(), ty, init_subclass)? {
        cx.call_args(hook, Args { pos: &[], ..args })?;
    }
    Ok(ty.into())
}

/// What `__slots__` (or its absence) means.
struct Declared {
    dict: bool,
    weakref: bool,
}

fn declared_slots(
    cx: &mut Ctx,
    class: Gc<StrObj>,
    base: Gc<TypeObj>,
    dict: Gc<DictObj>,
    into: &mut GcVec,
) -> PyResult<Declared> {
    let slots_name = cx.names.__slots__;
    let Some(slots) = dict.get_str(slots_name) else {
        // A module has a dictionary of its own.
        let is_module = base.is_subtype(cx.ty(TypeId::MODULE));
        return Ok(Declared { dict: !is_module, weakref: true });
    };
    let list =
        if slots.cast::<StrObj>().is_some() { cx.list(&[slots])? } else { cx.to_list(slots)? };
    let mut declared = Declared { dict: false, weakref: false };
    for i in 0..list.len() {
        let Some(item) = list.get(i) else { break };
        let Some(name) = item.cast::<StrObj>() else {
            let got = cx.type_name(item);
            raise!(cx, TypeError, "__slots__ items must be strings, not '{got}'");
        };
        let text = name.to_string();
        if text == "__dict__" {
            if declared.dict || base.has(TypeFlags::HAS_DICT) {
                raise!(cx, TypeError, "__dict__ slot disallowed: we already got one");
            }
            declared.dict = true;
            continue;
        }
        if text == "__weakref__" {
            declared.weakref = true;
            continue;
        }
        let identifier = name.code_points().enumerate().all(|(i, c)| {
            char::from_u32(c)
                .is_some_and(|c| c == '_' || c.is_alphabetic() || (i > 0 && c.is_alphanumeric()))
        });
        if !identifier || name.is_empty() {
            raise!(cx, TypeError, "__slots__ must be identifiers");
        }
        // Of the types whose size varies here, CPython lets `str` have slots.
        if base.has(TypeFlags::VAR_SIZE) && !base.has(TypeFlags::STR) {
            raise!(
                cx,
                TypeError,
                "nonempty __slots__ not supported for subtype of '{}'",
                base.name
            );
        }
        let mangled = mangle(&class.to_string(), &text);
        let interned = cx.intern(&mangled)?;
        if dict.get_str(interned).is_some()
            && !matches!(text.as_str(), "__qualname__" | "__classcell__" | "__classdictcell__")
        {
            let shown = cx.repr(interned.into())?;
            raise!(cx, ValueError, "{shown} in __slots__ conflicts with class variable");
        }
        into.push(cx, interned.into())?;
    }
    Ok(declared)
}

/// Private names (`__x` in class `C`) become `_C__x`.
fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_owned();
    }
    format!("_{class}{name}")
}

/// Calls `__set_name__` of each attribute that has one.
fn set_names(cx: &mut Ctx, ty: Gc<TypeObj>, dict: Gc<DictObj>) -> PyResult<()> {
    let snapshot = cx.dict_copy(dict)?;
    let hook = cx.names.__set_name__;
    for i in 0..snapshot.fill() {
        let Some(e) = snapshot.entry(i) else { continue };
        let kind = cx.type_of(e.value);
        let Some(method) = cx.type_lookup(kind, hook) else { continue };
        if cx.call_bound(method, e.value, &[ty.into(), e.key]).is_err() {
            let key = cx.take_and_note_set_name(e.key, e.value, ty)?;
            return Err(key);
        }
    }
    Ok(())
}

impl Ctx {
    /// Adds CPython's note to the exception that a `__set_name__` raised.
    fn take_and_note_set_name(
        &mut self,
        key: Value,
        value: Value,
        ty: Gc<TypeObj>,
    ) -> PyResult<crate::ctx::Raised> {
        let e = self.take_exception();
        let (kind, key) = (self.type_name(value), self.repr(key)?);
        let note = self.str(&format!(
            "Error calling __set_name__ on '{kind}' instance {key} in '{}'",
            ty.name
        ))?;
        self.add_note(e, note.into())?;
        Ok(self.reraise(e))
    }

    /// Whether this is a function made by Python code; such functions get implicit wrappers in a
    /// class body.
    fn is_python_function(&mut self, v: Value) -> bool {
        let ty = self.type_of(v);
        ty.name.get().eq_str("function")
    }
}
