//! `_decimal`: decimal fixed-point and floating-point arithmetic, as CPython's module of that name.
//!
//! The arithmetic itself is in `num/`, which knows nothing of Python. Here: the classes around it, how
//! values become operands, contexts and their signals. What libmpdec's formats do not cover is left to
//! `_pydecimal`, as in CPython.

#![deny(unsafe_code)]

mod class;
mod compute;
mod construct;
pub mod context;
mod context_methods;
mod cost;
mod current;
mod format;
mod methods;
pub mod num;
mod object;
mod operands;
mod operators;
mod quick;
mod signal_dict;
mod signals;

pub use class::SPEC;
pub use context::{DecimalContextObj, SPEC as CONTEXT_SPEC};
pub use current::MANAGER;
pub use object::DecimalObj;
pub use signal_dict::SPEC as SIGNAL_DICT_SPEC;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::MethodDef;
use crate::object::native::NativeCode::{FastKw, NoArgs, O};
use crate::raise;
use crate::types::module::ModuleObj;
use crate::value::Value;
use context::{BASIC, DEFAULT, EXTENDED, Template};
use num::settings::{MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY};
use num::{Rounding, Settings};

/// Where `numbers.Rational` is kept.
const RATIONAL: &str = "decimal.Rational";
/// Where `DecimalTuple` is kept.
const TUPLE_CLASS: &str = "decimal.DecimalTuple";
/// Widest interchange format.
const MAX_BITS: i64 = 512;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_decimal",
    doc: "C decimal arithmetic module",
    functions: &[
        MethodDef::new("getcontext", NoArgs(current::getcontext))
            .sig("($module, /)")
            .doc("Get the current default context.\n\n"),
        MethodDef::new("setcontext", O(current::setcontext))
            .sig("($module, context, /)")
            .doc("Set a new default context.\n\n"),
        MethodDef::new("localcontext", FastKw(current::localcontext))
            .sig("($module, /, ctx=None, **kwargs)")
            .doc("Return a context manager that will set the default context to a copy of ctx\non entry to the with-statement and restore the previous default context when\nexiting the with-statement. If no context is specified, a copy of the current\ndefault context is used.\n\n"),
        MethodDef::new("IEEEContext", O(ieee_context))
            .sig("($module, bits, /)")
            .doc("Return a context object initialized to the proper values for one of the\nIEEE interchange formats.  The argument must be a multiple of 32 and less\nthan IEEE_CONTEXT_MAX_BITS.\n\n"),
    ],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let (decimal, context) = (cx.ty(ty::DECIMAL), cx.ty(ty::DECIMAL_CONTEXT));
    cx.module_set(module, "Decimal", decimal.into())?;
    cx.module_set(module, "Context", context.into())?;
    signals::export(cx, module)?;
    signal_dict::init(cx)?;
    current::init(cx)?;
    tuple_class(cx, module)?;
    let templates: [(&str, &'static str, Template); 3] = [
        ("DefaultContext", current::DEFAULT_CONTEXT, DEFAULT),
        ("BasicContext", "decimal.BasicContext", BASIC),
        ("ExtendedContext", "decimal.ExtendedContext", EXTENDED),
    ];
    for (name, key, template) in templates {
        // A module that is made again shows the same objects.
        let made = match cx.kept(key) {
            Some(made) => made,
            None => cx.new_decimal_context(&template)?.into(),
        };
        cx.keep(key, made);
        cx.module_set(module, name, made)?;
    }
    for (_, name) in Rounding::ALL {
        let text = cx.intern(name)?;
        cx.module_set(module, name, text.into())?;
    }
    for (name, n) in [
        ("MAX_PREC", MAX_PREC),
        ("MAX_EMAX", MAX_EMAX),
        ("MIN_EMIN", MIN_EMIN),
        ("MIN_ETINY", MIN_ETINY),
        ("IEEE_CONTEXT_MAX_BITS", MAX_BITS),
    ] {
        let n = cx.int(n)?;
        cx.module_set(module, name, n)?;
    }
    for name in ["HAVE_THREADS", "HAVE_CONTEXTVAR"] {
        cx.module_set(module, name, Value::TRUE)?;
    }
    for (name, text) in [("__version__", "1.70"), ("__libmpdec_version__", "2.5.1")] {
        let text = cx.str(text)?;
        cx.module_set(module, name, text.into())?;
    }
    register_number(cx, decimal.into())
}

/// `DecimalTuple`, a named tuple.
fn tuple_class(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    if let Some(class) = cx.kept(TUPLE_CLASS) {
        return cx.module_set(module, "DecimalTuple", class);
    }
    let collections = (cx.hooks.import)(cx, "collections")?;
    let name = cx.intern("namedtuple")?;
    let namedtuple = cx.getattr(collections, name)?;
    let (name, fields) = (cx.str("DecimalTuple")?, cx.str("sign digits exponent")?);
    let class = cx.call(namedtuple, &[name.into(), fields.into()])?;
    let (key, value) = (cx.names.__module__, cx.intern("decimal")?);
    cx.setattr(class, key, value.into())?;
    cx.keep(TUPLE_CLASS, class);
    cx.module_set(module, "DecimalTuple", class)
}

/// `numbers.Number.register(Decimal)`.
fn register_number(cx: &mut Ctx, decimal: Value) -> PyResult<()> {
    let numbers = (cx.hooks.import)(cx, "numbers")?;
    let (number, register) = (cx.intern("Number")?, cx.intern("register")?);
    let number = cx.getattr(numbers, number)?;
    cx.call_method(number, register, &[decimal])?;
    let rational = cx.intern("Rational")?;
    let rational = cx.getattr(numbers, rational)?;
    cx.keep(RATIONAL, rational);
    Ok(())
}

/// `IEEEContext(bits)`.
fn ieee_context(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let bits = operands::expect_ssize(cx, v)?;
    if bits <= 0 || bits > MAX_BITS || bits % 32 != 0 {
        raise!(cx, ValueError, "argument must be a multiple of 32, with a maximum of {MAX_BITS}");
    }
    let emax = 3 * (1i64 << (bits / 16 + 3));
    let settings = Settings {
        prec: 9 * (bits / 32) - 2,
        emax,
        emin: 1 - emax,
        rounding: Rounding::HalfEven,
        clamp: true,
    };
    Ok(cx.new_decimal_context(&Template { settings, trapped: 0 })?.into())
}
