//! `types.FunctionType`.
mod attrs;
mod repr;

pub use repr::FunctionObj;

use super::code::CodeObj;
use super::table;
use crate::abi::facts;
use crate::frame::Frame;
use crate::frame::layout::flags;
use crate::interp::dispatch::run;
use crate::interp::slow::{self, Called};
use crate::interp::state::Vm;
use crate::interp::uops::calls::lay_bound;
use crate::tier::deopt;
use crate::tier::generators::call_generator_function;
use std::cell::Cell;
use taipan_frontend::code_flags;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Field, Gc, Header};
use taipan_runtime::object::args::Signature;
use taipan_runtime::object::native::{Args, TypeSpec};
use taipan_runtime::object::slots::SlotTable;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n  closure\n    a tuple that supplies the bindings for free variables\n  kwdefaults\n    a dictionary that specifies the default keyword argument values",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr_),
        call: Some(call_slot),
        descr_get: Some(bind_slot),
        ..SlotTable::EMPTY
    },
    getset: attrs::ATTRS,
    ..TypeSpec::EMPTY
};

/// A function of this code in these namespaces, without defaults and closure.
pub fn make(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    globals: Gc<DictObj>,
    builtins: Gc<DictObj>,
) -> PyResult<Gc<FunctionObj>> {
    let ty = cx.ty(table::FUNCTION);
    let name = cx.names.__name__;
    let module = cx.dict_get_str(globals, name).unwrap_or(Value::NONE);
    cx.alloc_instance(ty, |shape| FunctionObj {
        hdr: Header::new(shape, super::layouts::FUNCTION),
        code: Field::new(code),
        globals: Field::new(globals),
        builtins: Field::new(builtins),
        closure: Field::new(None),
        defaults: Field::new(None),
        kwdefaults: Field::new(None),
        name: Field::new(code.name.get()),
        qualname: Field::new(code.qualname.get()),
        doc: Field::new(None),
        module: Field::new(module),
        annotate: Field::new(None),
        annotations: Field::new(None),
        type_params: Field::new(None),
        version: Cell::new(code.function_version.get()),
    })
}

/// `__doc__`, from the code if nobody has set it.
pub(super) fn doc(cx: &mut Ctx, func: Gc<FunctionObj>) -> PyResult<Value> {
    if let Some(doc) = func.doc.get() {
        return Ok(doc);
    }
    let code = func.code.get();
    if !code.has(code_flags::HAS_DOCSTRING) {
        return Ok(Value::NONE);
    }
    code.read(cx)?;
    Ok(code.consts.get().get(0).unwrap_or(Value::NONE))
}

/// The builtins that code with these globals sees: their `__builtins__`, else the VM's.
pub fn builtins_of(cx: &mut Ctx, globals: Gc<DictObj>) -> Gc<DictObj> {
    use taipan_runtime::types::module::ModuleObj;
    let name = cx.names.__builtins__;
    let found = cx.dict_get_str(globals, name);
    let dict = found.and_then(|v| match v.cast::<ModuleObj>() {
        Some(module) => Some(module.dict.get()),
        None => v.cast::<DictObj>(),
    });
    dict.unwrap_or_else(|| Vm::of(cx).builtins())
}

/// Calls a function from native code: a nested loop, unless a generator is all that it makes.
pub fn call(cx: &mut Ctx, func: Gc<FunctionObj>, args: Args<'_>) -> PyResult<Value> {
    let vm = Vm::of(cx);
    let code = func.code.get();
    let fits = args.kw_names.is_none() && code.takes_exactly(args.pos.len());
    if fits
        && facts::makes_generators(code)
        && !vm.config.count
        && let Some(made) = call_generator_function(cx, func, args.pos)?
    {
        return Ok(made);
    }
    let frame = if fits {
        let frame = vm.lay_entry(cx, func, None)?;
        for (i, &arg) in args.pos.iter().enumerate() {
            frame.set_local(i, Some(arg));
        }
        frame
    } else {
        lay_bound(cx, vm, func, args, flags::ENTRY)?
    };
    run_entry(cx, vm, frame)
}

/// Runs an entry frame that was laid and filled, in machine code if there is some.
fn run_entry(cx: &mut Ctx, vm: &Vm, frame: Frame) -> PyResult<Value> {
    match frame.code().entry.get() {
        entry if entry == 0 || vm.monitor.is_active() => run(cx, frame),
        entry => {
            frame.copy_closure();
            deopt::run_compiled(cx, vm, frame, deopt::CodeAddress(entry))
        }
    }
}

/// `callable(*args, **kwargs)` from machine code.
pub(crate) fn call_ex(
    cx: &mut Ctx,
    callable: Value,
    args: Value,
    kwargs: Option<Value>,
) -> PyResult<Value> {
    let vm = Vm::of(cx);
    match slow::call_ex(cx, vm, callable, args, kwargs)? {
        Called::Value(v) => Ok(v),
        Called::Frame(frame) => {
            frame.set_meta(frame.meta() | flags::ENTRY);
            run_entry(cx, vm, frame)
        }
    }
}

/// Calls a function with positional arguments from machine code.
pub fn call_positional(cx: &mut Ctx, func: Gc<FunctionObj>, args: &[Value]) -> PyResult<Value> {
    call(cx, func, Args::positional(args))
}

/// Runs the code of a function without parameters in a namespace: module, class body, `exec`. Code of a function,
/// which `exec` takes too, has locals of its own, and parameters that are missed.
pub fn run_in(cx: &mut Ctx, func: Gc<FunctionObj>, namespace: Value) -> PyResult<Value> {
    if func.code.get().flags & code_flags::OPTIMIZED != 0 {
        return call(cx, func, Args::positional(&[]));
    }
    let vm = Vm::of(cx);
    let frame = vm.lay_entry(cx, func, Some(namespace))?;
    run(cx, frame)
}

/// The version of the function, never 0; `None` when numbers ran out. Functions with equal versions
/// have the same code: those that a `MAKE_FUNCTION` makes share one, until they change.
pub(crate) fn version(vm: &Vm, func: Gc<FunctionObj>) -> Option<u32> {
    if func.version.get() == 0 {
        let next = vm.next_function_version.get();
        vm.next_function_version.set(next.checked_add(1)?);
        func.version.set(next);
        let code = func.code.get();
        if code.function_version.get() == 0 {
            code.function_version.set(next);
        }
    }
    Some(func.version.get())
}

fn this(v: Value) -> Gc<FunctionObj> {
    v.cast().expect("slot of `function`")
}

fn call_slot(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    call(cx, this(v), args)
}

fn bind_slot(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    match object {
        Some(object) => cx.bound_method(v, object),
        None => Ok(v),
    }
}

fn repr_(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let text = format!("<function {} at {:#x}>", this(v).qualname.get(), v.bits());
    Ok(cx.str(&text)?.into())
}

const NEW: Signature = Signature::plain(
    "function",
    &["code", "globals", "name", "argdefs", "closure", "kwdefaults"],
    2,
);

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let [code, globals, name, defaults, closure, kwdefaults] = args.bind(cx, &NEW)?;
    let Some(code) = code.and_then(|v| v.cast::<CodeObj>()) else {
        raise!(cx, TypeError, "function() argument 'code' must be code")
    };
    let Some(globals) = globals.and_then(|v| v.cast::<DictObj>()) else {
        raise!(cx, TypeError, "function() argument 'globals' must be dict")
    };
    let given = |v: Option<Value>| v.filter(|v| !v.is_none());
    let closure = given(closure).and_then(|v| v.cast());
    let need = code.free_len as usize;
    if closure.map_or(0, |c: Gc<taipan_runtime::types::tuple::TupleObj>| c.len()) != need {
        raise!(cx, ValueError, "{} requires closure of length {need}", code.name.get())
    }
    let builtins = builtins_of(cx, globals);
    let func = make(cx, code, globals, builtins)?;
    func.closure.set(closure);
    func.defaults.set(given(defaults).and_then(|v| v.cast()));
    func.kwdefaults.set(given(kwdefaults).and_then(|v| v.cast()));
    if let Some(name) = given(name).and_then(|v| v.cast::<StrObj>()) {
        func.name.set(name);
        func.qualname.set(name);
    }
    Ok(func.into())
}
