//! Names of modules: relative ones, and the errors about them.

use taipan_runtime::ctx::{Ctx, PyResult, Raised};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The absolute name of a relative import.
pub(super) fn resolve(
    cx: &mut Ctx,
    name: &str,
    globals: Option<Gc<DictObj>>,
    level: usize,
) -> PyResult<String> {
    let package = match globals {
        Some(globals) => package_of(cx, globals)?,
        None => None,
    };
    let Some(package) = package.filter(|p| !p.is_empty()) else {
        raise!(cx, ImportError, "attempted relative import with no known parent package")
    };
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((parent, _)) => base = parent,
            None => raise!(cx, ImportError, "attempted relative import beyond top-level package"),
        }
    }
    Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
}

/// The package that a module's globals belong to: `__package__`, `__spec__.parent`, or from
/// `__name__` and `__path__`.
fn package_of(cx: &mut Ctx, globals: Gc<DictObj>) -> PyResult<Option<String>> {
    let n = cx.names;
    let text = |v: Value| v.cast::<StrObj>().map(|s| s.to_string());
    if let Some(package) = cx.dict_get_str(globals, n.__package__).filter(|v| !v.is_none()) {
        return match text(package) {
            Some(package) => Ok(Some(package)),
            None => raise!(cx, TypeError, "package must be a string"),
        };
    }
    if let Some(spec) = cx.dict_get_str(globals, n.__spec__).filter(|v| !v.is_none()) {
        let parent = cx.intern("parent")?;
        if let Some(parent) = cx.getattr_opt(spec, parent)?.and_then(text) {
            return Ok(Some(parent));
        }
    }
    let Some(name) = cx.dict_get_str(globals, n.__name__).and_then(text) else {
        raise!(cx, KeyError, "'__name__' not in globals")
    };
    if cx.dict_get_str(globals, n.__path__).is_some() {
        return Ok(Some(name));
    }
    Ok(name.rsplit_once('.').map(|(parent, _)| parent.to_owned()))
}

fn import_error(
    cx: &mut Ctx,
    class: Exc,
    message: &str,
    name: Option<Value>,
    path: Option<Value>,
) -> Raised {
    let raised = cx.raise(class, message);
    if let Some(exc) = cx.exception_in_flight() {
        for (attr, v) in [("name", name), ("path", path)] {
            if let (Some(v), Ok(attr)) = (v, cx.intern(attr)) {
                let set = cx.setattr(exc.into(), attr, v);
                if set.is_err() {
                    cx.clear_exception();
                    return cx.reraise(exc);
                }
            }
        }
    }
    raised
}

/// `ModuleNotFoundError` about a module.
pub(super) fn not_found(cx: &mut Ctx, full: &str, message: &str) -> Raised {
    match cx.str(full) {
        Ok(name) => import_error(cx, Exc::ModuleNotFoundError, message, Some(name.into()), None),
        Err(raised) => raised,
    }
}

/// Whether the exception in flight says that exactly this module is missing.
pub(super) fn is_missing(cx: &mut Ctx, full: &str) -> bool {
    if !cx.exception_is(Exc::ModuleNotFoundError) {
        return false;
    }
    let Some(exc) = cx.exception_in_flight() else { return false };
    let name = cx.names.name;
    match cx.getattr_opt(exc.into(), name) {
        Ok(Some(v)) => v.cast::<StrObj>().is_some_and(|s| s.eq_str(full)),
        _ => false,
    }
}

/// `ImportError` of `from module import name`.
#[cold]
pub(super) fn cannot_import(
    cx: &mut Ctx,
    module: Value,
    own: Option<Gc<StrObj>>,
    name: Gc<StrObj>,
) -> Raised {
    let file = cx.names.__file__;
    let file = match cx.getattr_opt(module, file) {
        Ok(file) => file.and_then(|f| f.cast::<StrObj>()),
        Err(raised) => return raised,
    };
    let shown = own.map_or("<unknown module name>".to_owned(), |n| n.to_string());
    let place = file.map_or("unknown location".to_owned(), |f| f.to_string());
    let message = if super::load::is_initializing(cx, module) {
        format!(
            "cannot import name '{name}' from partially initialized module '{shown}' (most likely due to a circular import) ({place})"
        )
    } else {
        format!("cannot import name '{name}' from '{shown}' ({place})")
    };
    import_error(cx, Exc::ImportError, &message, own.map(Value::from), file.map(Value::from))
}
