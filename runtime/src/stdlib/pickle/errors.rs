//! The exceptions of `_pickle`, and the notes that tell where in an object one happened.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::object::type_id::TypeId;
use crate::types::str::StrObj;
use crate::value::Value;

const BASE: &str = "_pickle.PickleError";

/// `PickleError`, `PicklingError` and `UnpicklingError`.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Base,
    Pickling,
    Unpickling,
}

impl Kind {
    /// Its name in the module.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::Base => "PickleError",
            Kind::Pickling => "PicklingError",
            Kind::Unpickling => "UnpicklingError",
        }
    }
}

/// The class, made when first asked for.
pub(super) fn class(cx: &mut Ctx, kind: Kind) -> PyResult<Value> {
    if kind == Kind::Base {
        return cx.module_exception(BASE, "_pickle", kind.name(), Exc::Exception);
    }
    let key = match kind {
        Kind::Pickling => "_pickle.PicklingError",
        _ => "_pickle.UnpicklingError",
    };
    if let Some(known) = cx.kept(key) {
        return Ok(known);
    }
    let base = class(cx, Kind::Base)?;
    let bases = cx.tuple(&[base])?;
    let dict = cx.dict()?;
    let (attr, module) = (cx.names.__module__, cx.intern("_pickle")?);
    cx.dict_set_str(dict, attr, module.into())?;
    let name = cx.intern(kind.name())?;
    let metaclass = cx.ty(TypeId::TYPE);
    let made = cx.call(metaclass.into(), &[name.into(), bases.into(), dict.into()])?;
    cx.keep(key, made);
    Ok(made)
}

fn raise(cx: &mut Ctx, kind: Kind, message: &str) -> Raised {
    match class(cx, kind) {
        Ok(class) => cx.raise_class(class, message),
        Err(raised) => raised,
    }
}

/// Raises `PicklingError`.
#[cold]
#[inline(never)]
pub(super) fn pickling(cx: &mut Ctx, message: &str) -> Raised {
    raise(cx, Kind::Pickling, message)
}

/// Raises `UnpicklingError`.
#[cold]
#[inline(never)]
pub(super) fn unpickling(cx: &mut Ctx, message: &str) -> Raised {
    raise(cx, Kind::Unpickling, message)
}

/// The class of a value as messages show it: with its module, unless that is `builtins` or `__main__`.
pub(super) fn type_text(cx: &mut Ctx, v: Value) -> String {
    let class = cx.type_of(v);
    let name = cx.names.__module__;
    let module = cx.getattr_opt(class.into(), name).unwrap_or_else(|_| {
        cx.clear_exception();
        None
    });
    match module.and_then(|m| m.cast::<StrObj>()) {
        Some(m) if !m.eq_str("builtins") && !m.eq_str("__main__") => {
            format!("{m}.{}", class.qualname.get())
        }
        _ => class.qualname.get().to_string(),
    }
}

/// Adds `when serializing <class> <what>` to the exception that `result` may be.
#[inline]
pub(super) fn noted<T>(
    cx: &mut Ctx,
    result: PyResult<T>,
    of: Value,
    what: impl FnOnce(&mut Ctx) -> PyResult<String>,
) -> PyResult<T> {
    match result {
        Ok(v) => Ok(v),
        Err(_) => Err(add_note(cx, of, what)),
    }
}

#[cold]
#[inline(never)]
fn add_note(cx: &mut Ctx, of: Value, what: impl FnOnce(&mut Ctx) -> PyResult<String>) -> Raised {
    let exception = cx.take_exception();
    let class = type_text(cx, of);
    let added = what(cx).and_then(|what| {
        let note = cx.str(&format!("when serializing {class} {what}"))?;
        cx.add_note(exception, note.into())
    });
    if added.is_err() {
        // A note that cannot be made is no reason to lose what went wrong.
        cx.clear_exception();
    }
    cx.reraise(exception)
}
