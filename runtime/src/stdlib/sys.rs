//! `sys`, but for what needs frames (that part is the VM's).

#![forbid(unsafe_code)]

use super::ModuleSpec;
use super::structseq::StructSeq;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::types::module::ModuleObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "Access to some objects used or maintained by the interpreter.",
    functions: FUNCTIONS,
    init: Some(init),
};

const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new(
        "exit",
        NativeCode::Fast(|cx, _, args| match args {
            [] => Err(cx.raise_args(Exc::SystemExit, &[])),
            // As whatever is raised by its class and a value.
            &[status] => Err(match status.cast::<TupleObj>() {
                Some(args) => cx.raise_args(Exc::SystemExit, args.items()),
                None if status.is_none() => cx.raise_args(Exc::SystemExit, &[]),
                None => cx.raise_args(Exc::SystemExit, &[status]),
            }),
            _ => raise!(cx, TypeError, "exit expected at most 1 argument, got {}", args.len()),
        }),
    )
    .sig("($module, status=None, /)"),
    MethodDef::new(
        "intern",
        NativeCode::O(|cx, _, s| match s.cast::<StrObj>() {
            Some(s) => Ok(cx.intern_obj(s).into()),
            None => {
                let got = cx.type_name(s);
                raise!(cx, TypeError, "intern() argument must be str, not {got}")
            }
        }),
    ),
    MethodDef::new(
        "getrecursionlimit",
        NativeCode::NoArgs(|cx, _| Ok(Value::len(cx.recursion_limit))),
    ),
    MethodDef::new(
        "setrecursionlimit",
        NativeCode::O(|cx, _, n| {
            let n = cx.index_i64(n)?;
            if n < 1 {
                raise!(cx, ValueError, "recursion limit must be greater or equal than 1");
            }
            cx.recursion_limit = n as usize;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "get_int_max_str_digits",
        NativeCode::NoArgs(|cx, _| Ok(Value::len(cx.int_max_str_digits))),
    ),
    MethodDef::new(
        "set_int_max_str_digits",
        NativeCode::O(|cx, _, n| {
            let n = cx.index_i64(n)?;
            if n != 0 && n < 640 {
                raise!(cx, ValueError, "maxdigits must be 0 or larger than 640");
            }
            cx.int_max_str_digits = n as usize;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "getdefaultencoding",
        NativeCode::NoArgs(|cx, _| Ok(cx.intern("utf-8")?.into())),
    ),
    MethodDef::new(
        "getfilesystemencoding",
        NativeCode::NoArgs(|cx, _| Ok(cx.intern("utf-8")?.into())),
    ),
    MethodDef::new(
        "getfilesystemencodeerrors",
        NativeCode::NoArgs(|cx, _| Ok(cx.intern("surrogateescape")?.into())),
    ),
    MethodDef::new(
        "getsizeof",
        NativeCode::Fast(|cx, _, args| {
            let Some(&v) = args.first() else {
                raise!(cx, TypeError, "getsizeof() missing required argument 'object' (pos 1)")
            };
            let name = cx.names.__sizeof__;
            cx.call_special(v, name, &[])
        }),
    ),
    // Objects are not counted. What a program can rely on is that a new object has the reference of the
    // argument and that of its variable.
    MethodDef::new("getrefcount", NativeCode::O(|_, _, _| Ok(Value::small(2))))
        .sig("($module, object, /)"),
    MethodDef::new(
        "is_finalizing",
        NativeCode::NoArgs(|cx, _| Ok(Value::bool(cx.threads.is_closed()))),
    ),
    MethodDef::new("_is_gil_enabled", NativeCode::NoArgs(|_, _| Ok(Value::TRUE))),
    MethodDef::new("_get_cpu_count_config", NativeCode::NoArgs(|_, _| Ok(Value::small(-1)))),
    MethodDef::new(
        "getswitchinterval",
        NativeCode::NoArgs(|cx, _| cx.float(cx.threads.slices.interval().as_secs_f64())),
    ),
    MethodDef::new(
        "setswitchinterval",
        NativeCode::O(|cx, _, n| {
            let seconds = cx.to_f64(n)?;
            if seconds <= 0.0 {
                raise!(cx, ValueError, "switch interval must be strictly positive");
            }
            match std::time::Duration::try_from_secs_f64(seconds) {
                Ok(interval) => cx.set_switch_interval(interval),
                Err(_) => raise!(cx, OverflowError, "switch interval too big"),
            }
            Ok(Value::NONE)
        }),
    ),
    // No hook can be added, so no event reaches one.
    MethodDef::new("audit", NativeCode::FastKw(|_, _, _| Ok(Value::NONE))),
    MethodDef::new("_clear_type_cache", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
    MethodDef::new("_clear_internal_caches", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
    MethodDef::new(
        "get_coroutine_origin_tracking_depth",
        NativeCode::NoArgs(|_, _| Ok(Value::small(0))),
    ),
    MethodDef::new(
        "set_coroutine_origin_tracking_depth",
        NativeCode::FastKw(|_, _, _| Ok(Value::NONE)),
    ),
];

static VERSION_INFO: StructSeq = StructSeq {
    name: "version_info",
    module: "sys",
    fields: &["major", "minor", "micro", "releaselevel", "serial"],
    hidden: &[],
};
static FLAGS: StructSeq = StructSeq {
    name: "flags",
    module: "sys",
    fields: &[
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
    ],
    hidden: &["gil", "thread_inherit_context", "context_aware_warnings"],
};
static FLOAT_INFO: StructSeq = StructSeq {
    name: "float_info",
    module: "sys",
    fields: &[
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ],
    hidden: &[],
};
static INT_INFO: StructSeq = StructSeq {
    name: "int_info",
    module: "sys",
    fields: &[
        "bits_per_digit",
        "sizeof_digit",
        "default_max_str_digits",
        "str_digits_check_threshold",
    ],
    hidden: &[],
};
static HASH_INFO: StructSeq = StructSeq {
    name: "hash_info",
    module: "sys",
    fields: &[
        "width",
        "modulus",
        "inf",
        "nan",
        "imag",
        "algorithm",
        "hash_bits",
        "seed_bits",
        "cutoff",
    ],
    hidden: &[],
};

/// The Python version that this VM implements.
pub const VERSION: (i32, i32, i32) = (3, 14, 0);

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let text = |cx: &mut Ctx, s: &str| -> PyResult<Value> { Ok(cx.intern(s)?.into()) };
    let (major, minor, micro) = VERSION;
    let level = text(cx, "final")?;
    let parts =
        [Value::small(major), Value::small(minor), Value::small(micro), level, Value::small(0)];
    let info = cx.struct_seq_once(&VERSION_INFO, &parts)?;
    cx.module_set(module, "version_info", info)?;
    let hex = Value::small(major << 24 | minor << 16 | micro << 8 | 0xf0);
    cx.module_set(module, "hexversion", hex)?;
    // `platform` asks for something in brackets: what compiled this.
    let version = format!("{major}.{minor}.{micro} (Taipan {}) [Rust]", env!("CARGO_PKG_VERSION"));
    let version = text(cx, &version)?;
    cx.module_set(module, "version", version)?;
    for (name, value) in [
        ("platform", "linux"),
        ("byteorder", "little"),
        ("copyright", "Copyright (c) the Taipan authors"),
        ("prefix", "/usr"),
        ("exec_prefix", "/usr"),
        ("base_prefix", "/usr"),
        ("base_exec_prefix", "/usr"),
        ("platlibdir", "lib"),
        ("_framework", ""),
        ("float_repr_style", "short"),
        ("abiflags", ""),
    ] {
        let value = text(cx, value)?;
        cx.module_set(module, name, value)?;
    }
    let own = std::env::current_exe().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    for name in ["executable", "_base_executable"] {
        let value = cx.str(&own)?;
        cx.module_set(module, name, value.into())?;
    }
    let maxsize = cx.int(i64::MAX)?;
    cx.module_set(module, "maxsize", maxsize)?;
    cx.module_set(module, "pycache_prefix", Value::NONE)?;
    cx.module_set(module, "maxunicode", Value::small(0x10_ffff))?;
    cx.module_set(module, "api_version", Value::small(1013))?;
    cx.module_set(module, "dont_write_bytecode", Value::TRUE)?;
    for name in ["argv", "path", "meta_path", "path_hooks", "warnoptions", "orig_argv"] {
        let list = cx.list(&[])?;
        cx.module_set(module, name, list.into())?;
    }
    for name in ["path_importer_cache", "_xoptions"] {
        let dict = cx.dict()?;
        cx.module_set(module, name, dict.into())?;
    }
    if let Some(modules) = cx.modules.get() {
        cx.module_set(module, "modules", modules.into())?;
    }
    let f = cx.flags;
    let n = |n: u8| Value::small(n.into());
    let flags = [
        n(f.debug),
        n(f.inspect.into()),
        n(f.interactive.into()),
        n(cx.optimize),
        n(f.dont_write_bytecode.into()),
        n(f.no_user_site.into()),
        n(f.no_site.into()),
        n(f.ignore_environment.into()),
        n(f.verbose),
        n(f.bytes_warning),
        n(f.quiet.into()),
        n((!f.fixed_hashes).into()),
        n(f.isolated.into()),
        Value::bool(f.dev_mode),
        // Text is UTF-8 whatever the locale says.
        n(1),
        n(0),
        Value::bool(f.safe_path),
        Value::len(cx.int_max_str_digits),
        n(1),
        n(0),
        n(0),
    ];
    let flags = cx.struct_seq_once(&FLAGS, &flags)?;
    cx.module_set(module, "flags", flags)?;
    numbers(cx, module)?;
    implementation(cx, module, info, hex)?;
    for (fd, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        let stream = cx.standard_stream(fd as i32)?;
        cx.module_set(module, name, stream)?;
        cx.module_set(module, &format!("__{name}__"), stream)?;
    }
    Ok(())
}

fn numbers(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let int = [Value::small(30), Value::small(4), Value::small(4300), Value::small(640)];
    let int = cx.struct_seq_once(&INT_INFO, &int)?;
    cx.module_set(module, "int_info", int)?;
    let (max, min, epsilon) =
        (cx.float(f64::MAX)?, cx.float(f64::MIN_POSITIVE)?, cx.float(f64::EPSILON)?);
    let n = Value::small;
    let float = [max, n(1024), n(308), min, n(-1021), n(-307), n(15), n(53), epsilon, n(2), n(1)];
    let float = cx.struct_seq_once(&FLOAT_INFO, &float)?;
    cx.module_set(module, "float_info", float)?;
    let (modulus, algorithm) = (cx.int((1 << 61) - 1)?, cx.str("folded-multiply")?);
    let hash = [n(64), modulus, n(314159), n(0), n(1000003), algorithm.into(), n(64), n(128), n(0)];
    let hash = cx.struct_seq_once(&HASH_INFO, &hash)?;
    cx.module_set(module, "hash_info", hash)
}

/// `sys.implementation` (PEP 421).
fn implementation(cx: &mut Ctx, module: Gc<ModuleObj>, version: Value, hex: Value) -> PyResult<()> {
    let ty = cx.ty(crate::object::type_id::TypeId::NAMESPACE);
    let ns = cx.call0(ty.into())?;
    let (name, tag) = (cx.intern("taipan")?, cx.intern("taipan-314")?);
    for (attr, v) in [
        ("name", name.into()),
        ("cache_tag", tag.into()),
        ("version", version),
        ("hexversion", hex),
    ] {
        let attr = cx.intern(attr)?;
        cx.setattr(ns, attr, v)?;
    }
    cx.module_set(module, "implementation", ns)
}
