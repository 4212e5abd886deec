//! `_imp`: what `importlib` asks the VM.

use super::add_functions;
use crate::types::code;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{MethodDef, NativeCode};
use taipan_runtime::raise;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// Under this name the context keeps the finders that stand for the VM's own search.
pub(crate) const OWN_FINDERS: &str = "import.own_finders";
/// Under this name it keeps what makes the specs of modules, once `importlib` is there.
pub(crate) const SPEC_MAKER: &str = "import.spec_maker";

/// CPython 3.14's magic number of `.pyc` files: 3627 and a line break.
const MAGIC: i32 = 3627 | 0x0d0a << 16;

static FUNCTIONS: [MethodDef; 16] = [
    MethodDef::new("acquire_lock", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
    MethodDef::new("release_lock", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
    MethodDef::new("lock_held", NativeCode::NoArgs(|_, _| Ok(Value::FALSE))),
    MethodDef::new("is_builtin", NativeCode::O(is_builtin)),
    MethodDef::new("is_frozen", NativeCode::O(|_, _, _| Ok(Value::FALSE))),
    MethodDef::new("is_frozen_package", NativeCode::O(no_frozen)),
    MethodDef::new("find_frozen", NativeCode::FastKw(|_, _, _| Ok(Value::NONE))),
    MethodDef::new(
        "get_frozen_object",
        NativeCode::Fast(|cx, module, args| {
            no_frozen(cx, module, args.first().copied().unwrap_or(Value::NONE))
        }),
    ),
    MethodDef::new("create_builtin", NativeCode::O(create_builtin)),
    MethodDef::new("exec_builtin", NativeCode::O(|_, _, _| Ok(Value::small(0)))),
    MethodDef::new("extension_suffixes", NativeCode::NoArgs(|cx, _| Ok(cx.list(&[])?.into()))),
    MethodDef::new("_fix_co_filename", NativeCode::Fast(|_, _, _| Ok(Value::NONE))),
    MethodDef::new("source_hash", NativeCode::Fast(source_hash)),
    // No module is frozen, whatever tests ask for.
    MethodDef::new("_override_frozen_modules_for_tests", NativeCode::O(|_, _, _| Ok(Value::NONE))),
    MethodDef::new("_install", NativeCode::Fast(install)),
    MethodDef::new("_embedded_in", NativeCode::O(embedded_in)),
];

static EMBEDDED: [MethodDef; 3] = [
    MethodDef::new("_embedded", NativeCode::O(embedded)),
    MethodDef::new("_embedded_code", NativeCode::O(embedded_code)),
    MethodDef::new("_embedded_source", NativeCode::O(embedded_source)),
];

/// Adds the functions.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let all: Vec<&'static MethodDef> = FUNCTIONS.iter().chain(&EMBEDDED).collect();
    add_functions(cx, module, &all)?;
    cx.module_set(module, "pyc_magic_number_token", Value::small(MAGIC))?;
    let default = cx.str("default")?;
    cx.module_set(module, "check_hash_based_pycs", default.into())
}

fn name_of(cx: &mut Ctx, v: Value) -> PyResult<String> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(s.to_string()),
        None => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "module name must be str, not {got}")
        }
    }
}

fn is_builtin(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = name_of(cx, name)?;
    let native = taipan_runtime::stdlib::MODULES.iter().any(|m| m.name == name)
        || super::extends(&name)
        || taipan_stdlib::find(&name).is_some_and(|m| m.is_native());
    // -1 is what CPython says of modules that can be initialized only once.
    Ok(Value::small(match name.as_str() {
        "sys" | "builtins" => -1,
        _ => i32::from(native),
    }))
}

fn no_frozen(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let shown = cx.repr(name)?;
    raise!(cx, ImportError, "No such frozen object named {shown}")
}

/// Native modules are loaded by the VM; `importlib` gets what is there.
fn create_builtin(cx: &mut Ctx, _: Value, spec: Value) -> PyResult<Value> {
    let name = cx.names.name;
    let name = cx.getattr(spec, name)?;
    let name = name_of(cx, name)?;
    crate::import::import_module(cx, &name)
}

/// A hash of a source text, eight bytes.
fn source_hash(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("source_hash", args.len(), 2, 2)?;
    let key = cx.index_i64(args[0])? as u64;
    let source = cx.expect_buffer(args[1])?;
    let hash = source.iter().fold(0xcbf2_9ce4_8422_2325 ^ key, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ok(cx.bytes(&hash.to_le_bytes())?.into())
}

/// Tells the VM which finders only repeat its own search, and what makes specs.
fn install(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_install", args.len(), 2, 2)?;
    cx.keep(OWN_FINDERS, args[0]);
    cx.keep(SPEC_MAKER, args[1]);
    Ok(Value::NONE)
}

fn find(cx: &mut Ctx, name: Value) -> PyResult<taipan_stdlib::Module> {
    let name = name_of(cx, name)?;
    match taipan_stdlib::find(&name) {
        Some(module) => Ok(module),
        None => raise!(cx, ImportError, "the embedded library has no module '{name}'"),
    }
}

/// Path, and whether it is a package; None for what the embedded library does not have.
fn embedded(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = name_of(cx, name)?;
    match taipan_stdlib::find(&name).filter(|m| !m.is_native()) {
        Some(module) => {
            let path = cx.str(module.path())?;
            Ok(cx.tuple(&[path.into(), Value::bool(module.is_package())])?.into())
        }
        None => Ok(Value::NONE),
    }
}

fn embedded_code(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let module = find(cx, name)?;
    Ok(code::from_image(cx, module.code())?.into())
}

fn embedded_source(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let source = find(cx, name)?.source();
    Ok(cx.str(&String::from_utf8_lossy(&source))?.into())
}

/// Name and path of each module that lies in a folder of the embedded library.
fn embedded_in(cx: &mut Ctx, _: Value, folder: Value) -> PyResult<Value> {
    let folder = name_of(cx, folder)?;
    let package = folder.trim_end_matches('/').trim_start_matches(taipan_stdlib::PREFIX);
    let package = package.trim_start_matches('/').replace('/', ".");
    let list = cx.list(&[])?;
    for module in taipan_stdlib::modules().filter(|m| !m.is_native()) {
        let (parent, name) = module.name().rsplit_once('.').unwrap_or(("", module.name()));
        if parent == package {
            let (name, path) = (cx.str(name)?, cx.str(module.path())?);
            let pair = cx.tuple(&[name.into(), path.into()])?;
            cx.list_append(list, pair.into())?;
        }
    }
    Ok(list.into())
}
