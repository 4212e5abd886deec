//! Making objects of classes, and giving them their state.
#![forbid(unsafe_code)]

use super::super::errors;
use super::Loader;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Loader {
    pub(super) fn load_reduce(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let args = self.pop(cx)?;
        let function = self.pop(cx)?;
        let Some(args) = args.cast::<TupleObj>() else {
            raise!(cx, TypeError, "argument list must be a tuple");
        };
        let made = cx.call(function, args.items())?;
        self.push(cx, made)
    }

    /// The operands of `NEWOBJ` and `NEWOBJ_EX`: class, arguments, keyword arguments.
    fn new_operands(
        &mut self,
        cx: &mut Ctx,
        name: &str,
        kwargs: Option<Value>,
    ) -> PyResult<(Gc<TypeObj>, Gc<TupleObj>)> {
        let args = self.pop(cx)?;
        let class = self.pop(cx)?;
        let Some(found) = class.cast::<TypeObj>() else {
            let got = cx.type_name(class);
            let message = format!("{name} class argument must be a type, not {got}");
            return Err(errors::unpickling(cx, &message));
        };
        if found.slots.new.get().is_none() || found.has(TypeFlags::NO_INSTANTIATION) {
            let message = format!("{name} class argument '{}' doesn't have __new__", found.name);
            return Err(errors::unpickling(cx, &message));
        }
        let Some(args) = args.cast::<TupleObj>() else {
            let got = cx.type_name(args);
            let message = format!("{name} args argument must be a tuple, not {got}");
            return Err(errors::unpickling(cx, &message));
        };
        if let Some(kwargs) = kwargs.filter(|k| k.cast::<DictObj>().is_none()) {
            let got = cx.type_name(kwargs);
            let message = format!("{name} kwargs argument must be a dict, not {got}");
            return Err(errors::unpickling(cx, &message));
        }
        Ok((found, args))
    }

    pub(super) fn load_new(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let (class, args) = self.new_operands(cx, "NEWOBJ", None)?;
        let made = make(cx, class, Args::positional(args.items()))?;
        self.push(cx, made)
    }

    pub(super) fn load_new_ex(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let kwargs = self.pop(cx)?;
        let (class, args) = self.new_operands(cx, "NEWOBJ_EX", Some(kwargs))?;
        let (mut names, mut values) = (GcVec::new(), GcVec::new());
        if let Some(kwargs) = kwargs.cast::<DictObj>() {
            for i in 0..kwargs.fill() {
                let Some(e) = kwargs.entry(i) else { continue };
                if e.key.cast::<StrObj>().is_none() {
                    raise!(cx, TypeError, "keywords must be strings");
                }
                names.push(cx, e.key)?;
                values.push(cx, e.value)?;
            }
        }
        let names = match names.is_empty() {
            true => None,
            false => Some(cx.tuple(&names)?),
        };
        let args = Args { pos: args.items(), kw_names: names, kw_values: &values };
        let made = make(cx, class, args)?;
        self.push(cx, made)
    }

    /// What `INST` and `OBJ` make: without arguments a class is not called.
    fn instantiate(&mut self, cx: &mut Ctx, class: Value, args: Gc<TupleObj>) -> PyResult<()> {
        let made = if args.is_empty() && class.cast::<TypeObj>().is_some() {
            let name = cx.intern("__getinitargs__")?;
            match cx.getattr_opt(class, name)? {
                Some(_) => cx.call0(class)?,
                None => {
                    let new = cx.names.__new__;
                    cx.call_method(class, new, &[class])?
                }
            }
        } else {
            cx.call(class, args.items())?
        };
        self.push(cx, made)
    }

    pub(super) fn load_inst(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let class = self.class_lines(cx)?;
        let args = cx.tuple(&self.stack[from..])?;
        self.stack.truncate(from);
        self.instantiate(cx, class, args)
    }

    pub(super) fn load_obj(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let Some(class) = self.stack.get(from) else { return Err(self.underflow(cx)) };
        let args = cx.tuple(&self.stack[from + 1..])?;
        self.stack.truncate(from);
        self.instantiate(cx, class, args)
    }

    pub(super) fn load_build(&mut self, cx: &mut Ctx) -> PyResult<()> {
        self.need(cx, 2)?;
        let state = self.pop(cx)?;
        let object = self.top(cx)?;
        let name = cx.names.__setstate__;
        if let Some(setstate) = cx.getattr_opt(object, name)? {
            cx.call(setstate, &[state])?;
            return Ok(());
        }
        let (state, slots) = match state.cast::<TupleObj>() {
            Some(pair) if pair.len() == 2 => (pair.items()[0], Some(pair.items()[1])),
            _ => (state, None),
        };
        if !state.is_none() {
            let Some(state) = state.cast::<DictObj>() else {
                return Err(errors::unpickling(cx, "state is not a dictionary"));
            };
            set_attributes(cx, object, state)?;
        }
        if let Some(slots) = slots {
            let Some(slots) = slots.cast::<DictObj>() else {
                return Err(errors::unpickling(cx, "slot state is not a dictionary"));
            };
            for i in 0..slots.fill() {
                if let Some(e) = slots.entry(i) {
                    let name = cx.expect_attr_name(e.key)?;
                    cx.setattr(object, name, e.value)?;
                }
            }
        }
        Ok(())
    }
}

/// `class.__new__(class, ...)`, by the type's slot as CPython does.
fn make(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    match class.slots.new.get() {
        Some(new) => new(cx, class, args),
        None => Ok(Value::NONE),
    }
}

/// `object.__dict__.update(state)`, with names interned. An object whose attributes are those of its shape is
/// not made to have a dictionary for it.
fn set_attributes(cx: &mut Ctx, object: Value, state: Gc<DictObj>) -> PyResult<()> {
    let class = cx.type_of(object);
    let plain = (0..state.fill())
        .all(|i| state.entry(i).is_none_or(|e| e.key.has_shape(TypeId::STR.shape())));
    if plain && cx.has_instance_dict(class) && has_usual_dict(cx, class) {
        for i in 0..state.fill() {
            if let Some(e) = state.entry(i)
                && let Some(name) = e.key.cast::<StrObj>()
            {
                cx.instance_set(object, name, e.value)?;
            }
        }
        return Ok(());
    }
    let name = cx.names.__dict__;
    let attributes = cx.getattr(object, name)?;
    for i in 0..state.fill() {
        let Some(e) = state.entry(i) else { continue };
        let key = match e.key.cast::<StrObj>().filter(|k| k.is_exact()) {
            Some(key) => cx.intern_obj(key).into(),
            None => e.key,
        };
        cx.setitem(attributes, key, e.value)?;
    }
    Ok(())
}

/// Whether `__dict__` of the class's instances is what every class has, and asked for in the usual way.
fn has_usual_dict(cx: &mut Ctx, class: Gc<TypeObj>) -> bool {
    let usual = crate::ops::attr::object_getattr as crate::object::slots::GetAttrFn;
    let name = cx.names.__dict__;
    class.slots.getattr.get().is_some_and(|f| std::ptr::fn_addr_eq(f, usual))
        && cx.type_lookup(class, name).is_some_and(|d| d.has_shape(TypeId::GETSET.shape()))
}
