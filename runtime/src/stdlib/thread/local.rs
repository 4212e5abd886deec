//! `_local`: an object whose attributes each thread has for itself.
//!
//! The object has a dictionary per thread. At its end a thread takes its own out of every object that it touched.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{InitFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::threads::ThreadId;
use crate::types::descriptor::no_attribute;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::types::weakref::WeakRefObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// What each thread sees, and the arguments that `__init__` gets in each.
    pub struct LocalObj: LOCAL {
        /// Dictionaries by number of the thread.
        traced all: Gc<DictObj>,
        traced args: Gc<TupleObj>,
        traced kw_names: Option<Gc<TupleObj>>,
        traced kw_values: Gc<TupleObj>,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Thread-local data",
    slots: SlotTable {
        new: Some(new),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// The class's own `__init__`, if it is not that of `object`.
fn own_init(cx: &mut Ctx, class: Gc<TypeObj>) -> Option<InitFn> {
    let plain = cx.ty(TypeId::OBJECT).slots.init.get();
    let init = class.slots.init.get()?;
    plain.is_none_or(|plain| !std::ptr::fn_addr_eq(plain, init)).then_some(init)
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    if !args.is_empty() && own_init(cx, class).is_none() {
        raise!(cx, TypeError, "Initialization arguments are not supported");
    }
    let (all, pos, values) = (cx.dict()?, cx.tuple(args.pos)?, cx.tuple(args.kw_values)?);
    let local: Value = cx
        .alloc_instance(class, |shape| LocalObj::new(shape, all, pos, args.kw_names, values))?
        .into();
    // `__init__` runs in this thread as for every object.
    add_values(cx, local)?;
    Ok(local)
}

/// The running thread gets its dictionary.
fn add_values(cx: &mut Ctx, v: Value) -> PyResult<Gc<DictObj>> {
    let (values, thread) = (cx.dict()?, cx.threads.current());
    let weak = cx.ty(TypeId::WEAKREF);
    let weak = cx.weak_reference(weak, v, None, true)?;
    let key = cx.int(thread as i64)?;
    cx.dict_set(this!(v, LocalObj).all.get(), key, values.into())?;
    cx.note_local(weak.into());
    Ok(values)
}

/// The dictionary of the running thread.
fn values(cx: &mut Ctx, v: Value) -> PyResult<Gc<DictObj>> {
    let local = this!(v, LocalObj);
    let key = cx.int(cx.threads.current() as i64)?;
    if let Some(values) = cx.dict_get(local.all.get(), key)?.and_then(|found| found.cast()) {
        return Ok(values);
    }
    let values = add_values(cx, v)?;
    let class = cx.type_of(v);
    if let Some(init) = own_init(cx, class) {
        let (args, kw_values) = (local.args.get(), local.kw_values.get());
        let call = Args {
            pos: args.items(),
            kw_names: local.kw_names.get(),
            kw_values: kw_values.items(),
        };
        if let Err(raised) = init(cx, v, call) {
            // The next access tries again.
            let _ = cx.dict_remove(local.all.get(), key);
            return Err(raised);
        }
    }
    Ok(values)
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let values = values(cx, v)?;
    if name.eq_str("__dict__") {
        return Ok(values.into());
    }
    let class = cx.type_of(v);
    let found = cx.type_lookup(class, name);
    if let Some(found) = found {
        let slots = &cx.type_of(found).slots;
        if let (Some(get), Some(_)) = (slots.descr_get.get(), slots.descr_set.get()) {
            return get(cx, found, Some(v), Some(class.into()));
        }
    }
    if let Some(value) = cx.dict_get(values, name.into())? {
        return Ok(value);
    }
    match found {
        Some(found) => cx.bind(found, v, class),
        None => Err(no_attribute(cx, v, name)),
    }
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    let values = values(cx, v)?;
    if name.eq_str("__dict__") {
        let class = cx.type_of(v);
        let own = cx.ty(super::super::types::LOCAL);
        let module = if class.ptr_eq(own) { "_thread." } else { "" };
        let class = class.name.get();
        raise!(cx, AttributeError, "'{module}{class}' object attribute '__dict__' is read-only");
    }
    let class = cx.type_of(v);
    if let Some(found) = cx.type_lookup(class, name)
        && let Some(set) = cx.type_of(found).slots.descr_set.get()
    {
        return set(cx, found, v, to);
    }
    let name = cx.intern_obj(name);
    match to {
        Some(to) => cx.dict_set(values, name.into(), to),
        None => match cx.dict_remove(values, name.into())? {
            Some(_) => Ok(()),
            None => Err(no_attribute(cx, v, name)),
        },
    }
}

/// The thread has ended, and its values with it.
pub(crate) fn forget(cx: &mut Ctx, thread: ThreadId) {
    while let Some(weak) = cx.take_local() {
        let local = weak.cast::<WeakRefObj>().and_then(|weak| weak.target());
        let Some(local) = local.and_then(|local| local.cast::<LocalObj>()) else { continue };
        let removed = match cx.int(thread as i64) {
            Ok(key) => cx.dict_remove(local.all.get(), key),
            Err(raised) => Err(raised),
        };
        if removed.is_err() {
            cx.clear_exception();
        }
    }
}
