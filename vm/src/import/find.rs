//! Finding a module: native, embedded, in a directory.

use super::{load, name, registry};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// Finds and loads a module that is not in `sys.modules`. `search` is the parent's `__path__`.
pub(super) fn find_and_load(cx: &mut Ctx, full: &str, search: Option<Value>) -> PyResult<Value> {
    if let Some(module) = registry::create(cx, full)? {
        return load::add_native(cx, full, module);
    }
    if let Some(module) = taipan_stdlib::find(full).filter(taipan_stdlib::Module::is_native) {
        return load::load_embedded(cx, module);
    }
    if let Some(spec) = meta_path(cx, full, search)? {
        return load::load_spec(cx, full, spec);
    }
    // A directory of the path may shadow the library only when the program put it there first, as
    // the script's own directory is; the library stands where CPython's would in `sys.path`.
    let directories = directories(cx, search)?;
    for dir in &directories {
        match dir.strip_prefix(taipan_stdlib::PREFIX) {
            Some(_) => {
                if let Some(module) = taipan_stdlib::find(full) {
                    return load::load_embedded(cx, module);
                }
            }
            None => {
                if let Some(found) = in_directory(dir, full) {
                    return load::load_file(cx, full, &found);
                }
                if let Some(spec) = in_archive(cx, dir, full)? {
                    return load::load_spec(cx, full, spec);
                }
            }
        }
    }
    Err(name::not_found(cx, full, &format!("No module named '{full}'")))
}

/// A source file, or a directory that is a package without one.
pub(super) struct Found {
    /// The `.py` file; a namespace package has none.
    pub file: Option<String>,
    /// The package's directory.
    pub package: Option<String>,
}

fn in_directory(dir: &str, full: &str) -> Option<Found> {
    let tail = full.rsplit('.').next()?;
    let base = if dir.is_empty() { std::path::PathBuf::from(".") } else { dir.into() };
    let folder = base.join(tail);
    let init = folder.join("__init__.py");
    let shown =
        |p: &std::path::Path| std::path::absolute(p).ok().map(|p| p.to_string_lossy().into_owned());
    if init.is_file() {
        return Some(Found { file: shown(&init), package: shown(&folder) });
    }
    let file = base.join(format!("{tail}.py"));
    if file.is_file() {
        return Some(Found { file: shown(&file), package: None });
    }
    if folder.is_dir() {
        return Some(Found { file: None, package: shown(&folder) });
    }
    None
}

/// The spec of a module in an archive, or in a folder of one; `zipimport` reads it.
fn in_archive(cx: &mut Ctx, place: &str, full: &str) -> PyResult<Option<Value>> {
    let path = std::path::Path::new(place);
    if path.is_dir() || !path.ancestors().any(std::path::Path::is_file) {
        return Ok(None);
    }
    let key = cx.intern("zipimport")?;
    let module = match super::loaded(cx, key)? {
        Some(module) => module,
        None => match taipan_stdlib::find("zipimport") {
            Some(module) => load::load_embedded(cx, module)?,
            None => return Ok(None),
        },
    };
    // While it is being loaded itself it reads no archives.
    let importer = cx.intern("zipimporter")?;
    let Some(importer) = cx.getattr_opt(module, importer)? else { return Ok(None) };
    let place = cx.str(place)?;
    let importer = match cx.call(importer, &[place.into()]) {
        Ok(importer) => importer,
        Err(raised) if !cx.exception_is(Exc::ImportError) => return Err(raised),
        Err(_) => {
            cx.clear_exception();
            return Ok(None);
        }
    };
    let (find, name) = (cx.intern("find_spec")?, cx.str(full)?);
    let spec = cx.call_method(importer, find, &[name.into()])?;
    Ok((!spec.is_none()).then_some(spec))
}

fn directories(cx: &mut Ctx, search: Option<Value>) -> PyResult<Vec<String>> {
    let path = match search {
        Some(path) => path,
        None => match registry::sys_attr(cx, "path")? {
            Some(path) => path,
            None => return Ok(vec![taipan_stdlib::PREFIX.to_owned()]),
        },
    };
    let items = cx.to_tuple(path)?;
    Ok(items.items().iter().filter_map(|v| v.cast::<StrObj>()).map(|s| s.to_string()).collect())
}

/// Asks the finders that a program put into `sys.meta_path`.
fn meta_path(cx: &mut Ctx, full: &str, search: Option<Value>) -> PyResult<Option<Value>> {
    let Some(finders) = registry::sys_attr(cx, "meta_path")? else { return Ok(None) };
    let finders = cx.to_tuple(finders)?;
    if finders.is_empty() {
        return Ok(None);
    }
    // Those of `importlib` look where the VM looks itself.
    let own = cx.kept(crate::stdlib::imp::OWN_FINDERS).and_then(|v| v.cast::<TupleObj>());
    let (find, name) = (cx.intern("find_spec")?, cx.str(full)?);
    for &finder in finders.items() {
        if own.is_some_and(|own| own.items().iter().any(|f| f.is(finder))) {
            continue;
        }
        let Some(find) = cx.getattr_opt(finder, find)? else { continue };
        let spec = cx.call(find, &[name.into(), search.unwrap_or(Value::NONE), Value::NONE])?;
        if !spec.is_none() {
            return Ok(Some(spec));
        }
    }
    Ok(None)
}
