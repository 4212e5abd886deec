//! The builtin functions that need frames, code or the import system.

use super::class::BUILD_CLASS;
use super::{add_functions, ast};
use crate::frame::Frame;
use crate::interp::state::{Known, Vm};
use crate::types::code::CodeObj;
use crate::types::{frame as frame_obj, function};
use taipan_frontend::tree::Root;
use taipan_frontend::{CompileMode, CompileOptions, code_flags};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::args::Signature;
use taipan_runtime::object::native::{Args, MethodDef, NativeCode};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::raise;
use taipan_runtime::types::bytes::BytesObj;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// `__import__`; `IMPORT_NAME` takes a shortcut past it.
pub(crate) static IMPORT: MethodDef = MethodDef::new("__import__", NativeCode::FastKw(import));
static EXEC: MethodDef = MethodDef::new("exec", NativeCode::FastKw(exec))
    .sig("($module, source, /, globals=None, locals=None, *, closure=None)");
static EVAL: MethodDef = MethodDef::new("eval", NativeCode::FastKw(eval))
    .sig("($module, source, /, globals=None, locals=None)");
static COMPILE: MethodDef = MethodDef::new("compile", NativeCode::FastKw(compile)).sig(
    "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)",
);
static GLOBALS: MethodDef =
    MethodDef::new("globals", NativeCode::NoArgs(globals)).sig("($module, /)");
static LOCALS: MethodDef = MethodDef::new("locals", NativeCode::NoArgs(locals)).sig("($module, /)");
static VARS: MethodDef = MethodDef::new("vars", NativeCode::Fast(vars));
static BREAKPOINT: MethodDef =
    MethodDef::new("breakpoint", NativeCode::FastKw(super::hooks::breakpoint));
static DIR: MethodDef = MethodDef::new("dir", NativeCode::Fast(dir));
// In CPython they come from `site`; an interactive session replaces them by ones with a greeting.
static EXIT: MethodDef = MethodDef::new("exit", NativeCode::Fast(exit));
static QUIT: MethodDef = MethodDef::new("quit", NativeCode::Fast(exit));

/// Adds them, and notes the functions that the loop knows by address.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    add_functions(
        cx,
        module,
        &[
            &IMPORT,
            &EXEC,
            &EVAL,
            &COMPILE,
            &GLOBALS,
            &LOCALS,
            &VARS,
            &DIR,
            &EXIT,
            &QUIT,
            &BREAKPOINT,
            &BUILD_CLASS,
        ],
    )?;
    let vm = Vm::of(cx);
    let dict = module.dict.get();
    vm.builtins.set(Some(dict));
    for (which, name) in [
        (Known::Len, "len"),
        (Known::Isinstance, "isinstance"),
        (Known::BuildClass, "__build_class__"),
        (Known::Sum, "sum"),
        (Known::Ord, "ord"),
        (Known::Chr, "chr"),
        (Known::Getattr, "getattr"),
        (Known::Abs, "abs"),
        (Known::Min, "min"),
        (Known::Max, "max"),
    ] {
        let name = cx.intern(name)?;
        vm.known[which as usize].set(cx.dict_get_str(dict, name));
    }
    let (list, append) = (cx.ty(TypeId::LIST), cx.names.append);
    vm.known[Known::ListAppend as usize].set(cx.type_lookup(list, append));
    for (i, name) in
        ["AssertionError", "NotImplementedError", "tuple", "all", "any"].iter().enumerate()
    {
        let name = cx.intern(name)?;
        vm.common[i].set(cx.dict_get_str(dict, name));
    }
    Ok(())
}

const IMPORT_ARGS: Signature =
    Signature::plain("__import__", &["name", "globals", "locals", "fromlist", "level"], 1);

fn import(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [name, globals, _, fromlist, level] = args.bind(cx, &IMPORT_ARGS)?;
    let Some(name) = name.and_then(|n| n.cast::<StrObj>()) else {
        raise!(cx, TypeError, "module name must be a string")
    };
    let level = level.and_then(Value::as_small).unwrap_or(0);
    if level < 0 {
        raise!(cx, ValueError, "level must be >= 0")
    }
    let globals = globals.and_then(|g| g.cast::<DictObj>());
    crate::import::import(cx, &name.to_string(), globals, fromlist.unwrap_or(Value::NONE), level)
}

fn exit(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    Err(cx.raise_args(Exc::SystemExit, args))
}

fn running(cx: &mut Ctx) -> PyResult<Frame> {
    match Vm::of(cx).frame() {
        Some(frame) => Ok(frame),
        None => raise!(cx, SystemError, "frame does not exist"),
    }
}

fn globals(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Ok(running(cx)?.func().globals.get().into())
}

fn locals(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let frame = running(cx)?;
    if let Some(namespace) = frame.namespace() {
        return Ok(namespace);
    }
    match frame.frame_obj() {
        Some(object) => frame_obj::locals(cx, object),
        None => Ok(frame_obj::variables(cx, frame)?.into()),
    }
}

fn vars(cx: &mut Ctx, module: Value, args: &[Value]) -> PyResult<Value> {
    match args {
        [] => locals(cx, module),
        [object] => {
            let name = cx.names.__dict__;
            match cx.getattr_opt(*object, name)? {
                Some(dict) => Ok(dict),
                None => raise!(cx, TypeError, "vars() argument must have __dict__ attribute"),
            }
        }
        _ => raise!(cx, TypeError, "vars expected at most 1 argument, got {}", args.len()),
    }
}

fn dir(cx: &mut Ctx, module: Value, args: &[Value]) -> PyResult<Value> {
    let names = match args {
        [] => locals(cx, module)?,
        [object] => {
            let name = cx.names.__dir__;
            cx.call_special(*object, name, &[])?
        }
        _ => raise!(cx, TypeError, "dir expected at most 1 argument, got {}", args.len()),
    };
    let list = cx.list(&[])?;
    cx.list_extend(list, names)?;
    let sort = cx.intern("sort")?;
    cx.call_method(list.into(), sort, &[])?;
    Ok(list.into())
}

const EXEC_ARGS: Signature = Signature {
    name: "exec",
    params: &["source", "globals", "locals", "closure"],
    pos_only: 1,
    pos_max: 3,
    required: 1,
};
const EVAL_ARGS: Signature = Signature {
    name: "eval",
    params: &["source", "globals", "locals"],
    pos_only: 1,
    pos_max: 3,
    required: 1,
};

/// Globals and locals that `exec` and `eval` run in.
fn namespaces(
    cx: &mut Ctx,
    what: &str,
    globals: Option<Value>,
    locals: Option<Value>,
) -> PyResult<(Gc<DictObj>, Value)> {
    let given = |v: Option<Value>| v.filter(|v| !v.is_none());
    let (globals, default_locals) = match given(globals) {
        Some(g) => match g.cast::<DictObj>() {
            Some(dict) => (dict, g),
            None => {
                let got = cx.type_name(g);
                raise!(cx, TypeError, "{what}() globals must be a dict, not {got}")
            }
        },
        None => {
            let own = running(cx)?.func().globals.get();
            let locals = self::locals(cx, Value::NONE)?;
            (own, locals)
        }
    };
    let name = cx.names.__builtins__;
    if cx.dict_get_str(globals, name).is_none() {
        let builtins = match Vm::of(cx).frame() {
            Some(frame) => frame.func().builtins.get(),
            None => Vm::of(cx).builtins(),
        };
        cx.dict_set_str(globals, name, builtins.into())?;
    }
    Ok((globals, given(locals).unwrap_or(default_locals)))
}

/// Text of source given as str or bytes.
fn source_text(cx: &mut Ctx, what: &str, source: Value) -> PyResult<String> {
    if let Some(s) = source.cast::<StrObj>() {
        let text = s.to_string();
        if text.contains('\0') {
            raise!(cx, SyntaxError, "source code string cannot contain null bytes")
        }
        return Ok(text);
    }
    if let Some(b) = source.cast::<BytesObj>() {
        return match taipan_frontend::decode_source(b.as_slice(), "<string>") {
            Ok(text) => Ok(text.into()),
            Err(error) => Err(crate::compile::raise_syntax_error(cx, &error)),
        };
    }
    raise!(cx, TypeError, "{what}() arg 1 must be a string, bytes or code object")
}

/// `__future__` flags of the code that runs.
fn inherited_flags(cx: &Ctx) -> u32 {
    Vm::of(cx).frame().map_or(0, |f| f.code().flags & code_flags::FUTURE_MASK)
}

fn run(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    globals: Gc<DictObj>,
    locals: Value,
    closure: Option<Gc<TupleObj>>,
) -> PyResult<Value> {
    let builtins = function::builtins_of(cx, globals);
    let func = function::make(cx, code, globals, builtins)?;
    func.closure.set(closure);
    function::run_in(cx, func, locals)
}

fn exec(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [source, globals, locals, closure] = args.bind(cx, &EXEC_ARGS)?;
    let source = source.expect("a required argument is bound");
    let (globals, locals) = namespaces(cx, "exec", globals, locals)?;
    let closure = closure.filter(|c| !c.is_none()).and_then(|c| c.cast::<TupleObj>());
    let code = match source.cast::<CodeObj>() {
        Some(code) => {
            let (need, have) = (code.free_len as usize, closure.map_or(0, |c| c.len()));
            if need != have && need > 0 {
                raise!(cx, TypeError, "code object requires a closure of exactly length {need}")
            }
            code
        }
        None => {
            let text = source_text(cx, "exec", source)?;
            let options =
                CompileOptions { future_flags: inherited_flags(cx), ..crate::compile::options(cx) };
            crate::compile::compile(cx, &text, "<string>", CompileMode::Exec, options)?
        }
    };
    run(cx, code, globals, locals, closure)?;
    Ok(Value::NONE)
}

fn eval(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [source, globals, locals] = args.bind(cx, &EVAL_ARGS)?;
    let source = source.expect("a required argument is bound");
    let (globals, locals) = namespaces(cx, "eval", globals, locals)?;
    let code = match source.cast::<CodeObj>() {
        Some(code) if code.free_len > 0 => {
            raise!(cx, TypeError, "code object passed to eval() may not contain free variables")
        }
        Some(code) => code,
        None => {
            let text = source_text(cx, "eval", source)?;
            let text = text.trim_start_matches([' ', '\t']);
            let options =
                CompileOptions { future_flags: inherited_flags(cx), ..crate::compile::options(cx) };
            crate::compile::compile(cx, text, "<string>", CompileMode::Eval, options)?
        }
    };
    run(cx, code, globals, locals, None)
}

const COMPILE_ARGS: Signature = Signature {
    name: "compile",
    params: &[
        "source",
        "filename",
        "mode",
        "flags",
        "dont_inherit",
        "optimize",
        "_feature_version",
    ],
    pos_only: 0,
    pos_max: 6,
    required: 3,
};

fn compile(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [source, filename, mode, flags, dont_inherit, optimize, _] =
        args.bind(cx, &COMPILE_ARGS)?;
    let source = source.expect("a required argument is bound");
    let filename = cx.str_of(filename.expect("a required argument is bound"))?.to_string();
    let mode = match mode.and_then(|m| m.cast::<StrObj>()) {
        Some(m) if m.eq_str("exec") => CompileMode::Exec,
        Some(m) if m.eq_str("eval") => CompileMode::Eval,
        Some(m) if m.eq_str("single") => CompileMode::Single,
        _ => raise!(cx, ValueError, "compile() mode must be 'exec', 'eval' or 'single'"),
    };
    if source.cast::<CodeObj>().is_some() {
        return Ok(source);
    }
    let mut future_flags =
        flags.and_then(Value::as_small).unwrap_or(0) as u32 & code_flags::FUTURE_MASK;
    let inherit = match dont_inherit {
        Some(v) => !cx.truth(v)?,
        None => true,
    };
    if inherit {
        future_flags |= inherited_flags(cx);
    }
    let optimize = match optimize.and_then(Value::as_small).unwrap_or(-1) {
        -1 => cx.optimize,
        n => n.clamp(0, 2) as u8,
    };
    let wants_tree = flags.and_then(Value::as_small).unwrap_or(0) & ast::ONLY_AST != 0;
    let text = match ast::unparsed(cx, source)? {
        Some(_) if wants_tree => return Ok(source),
        Some(text) => text,
        None => source_text(cx, "compile", source)?,
    };
    if wants_tree {
        let root = match mode {
            CompileMode::Exec => Root::Module,
            CompileMode::Eval => Root::Expression,
            CompileMode::Single => Root::Interactive,
        };
        return ast::parse(cx, &text, &filename, root);
    }
    let options = CompileOptions { optimize, future_flags, ..CompileOptions::default() };
    let flags = flags.and_then(Value::as_small).unwrap_or(0);
    if mode == CompileMode::Single {
        return crate::compile::compile_typed(cx, &text, &filename, options, flags);
    }
    Ok(crate::compile::compile(cx, &text, &filename, mode, options)?.into())
}
