//! Signals: the exceptions that conditions raise when a context traps them.

use super::context::DecimalContextObj;
use super::num::{Status, flag};
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::types::module::ModuleObj;
use crate::value::Value;

/// What an exception class derives from.
enum Base {
    /// One of these classes.
    Signal(&'static str),
    /// A builtin exception.
    Builtin(Exc),
}

/// A condition or signal, and its exception class.
pub struct Signal {
    /// The class's name.
    pub name: &'static str,
    /// The conditions it stands for.
    pub bits: Status,
    /// Where the class is kept.
    key: &'static str,
    bases: &'static [Base],
}

macro_rules! signals {
    ($($name:literal = $bits:expr; [$($base:expr),*])*) => {
        &[$(Signal {
            name: $name,
            bits: $bits,
            key: concat!("decimal.", $name),
            bases: &[$($base),*],
        },)*]
    };
}

use Base::{Builtin, Signal as Of};

/// The signals, in the order of the keys of `Context.flags`.
pub static SIGNALS: &[Signal] = signals! {
    "InvalidOperation" = flag::INVALID; [Of("DecimalException")]
    "FloatOperation" = flag::FLOAT_OPERATION; [Of("DecimalException"), Builtin(Exc::TypeError)]
    "DivisionByZero" = flag::DIVISION_BY_ZERO; [Of("DecimalException"), Builtin(Exc::ZeroDivisionError)]
    "Overflow" = flag::OVERFLOW; [Of("Inexact"), Of("Rounded")]
    "Underflow" = flag::UNDERFLOW; [Of("Inexact"), Of("Rounded"), Of("Subnormal")]
    "Subnormal" = flag::SUBNORMAL; [Of("DecimalException")]
    "Inexact" = flag::INEXACT; [Of("DecimalException")]
    "Rounded" = flag::ROUNDED; [Of("DecimalException")]
    "Clamped" = flag::CLAMPED; [Of("DecimalException")]
};

/// The conditions that the signal `InvalidOperation` is raised for; the first has no class of its own.
static CONDITIONS: &[Signal] = signals! {
    "InvalidOperation" = flag::INVALID_OPERATION; []
    "ConversionSyntax" = flag::CONVERSION_SYNTAX; [Of("InvalidOperation")]
    "DivisionImpossible" = flag::DIVISION_IMPOSSIBLE; [Of("InvalidOperation")]
    "DivisionUndefined" = flag::DIVISION_UNDEFINED; [Of("InvalidOperation"), Builtin(Exc::ZeroDivisionError)]
    "InvalidContext" = flag::INVALID_CONTEXT; [Of("InvalidOperation")]
};

static ROOT: Signal = Signal {
    name: "DecimalException",
    bits: 0,
    key: "decimal.DecimalException",
    bases: &[Base::Builtin(Exc::ArithmeticError)],
};

fn by_name(name: &str) -> &'static Signal {
    SIGNALS.iter().find(|s| s.name == name).unwrap_or(&ROOT)
}

/// The exception class of a signal, made when first asked for.
pub fn class_of(cx: &mut Ctx, signal: &'static Signal) -> PyResult<Value> {
    if let Some(class) = cx.kept(signal.key) {
        return Ok(class);
    }
    let mut bases = cx.gc_vec();
    for base in signal.bases {
        let base = match base {
            Base::Signal(name) => class_of(cx, by_name(name))?,
            Base::Builtin(exc) => cx.exc_ty(*exc).into(),
        };
        bases.push(cx, base)?;
    }
    let bases = cx.tuple(bases.as_slice())?;
    let dict = cx.dict()?;
    let (module, key) = (cx.intern("decimal")?, cx.names.__module__);
    cx.dict_set_str(dict, key, module.into())?;
    let name = cx.intern(signal.name)?;
    let metaclass = cx.ty(TypeId::TYPE);
    let class = cx.call(metaclass.into(), &[name.into(), bases.into(), dict.into()])?;
    cx.keep(signal.key, class);
    Ok(class)
}

/// Enters all exception classes in the module.
pub fn export(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let all = std::iter::once(&ROOT).chain(SIGNALS).chain(&CONDITIONS[1..]);
    for signal in all {
        let class = class_of(cx, signal)?;
        cx.module_set(module, signal.name, class)?;
    }
    Ok(())
}

/// The classes of the signals in a set, as a list.
pub fn list_of(cx: &mut Ctx, set: Status) -> PyResult<Value> {
    let list = cx.list(&[])?;
    for signal in SIGNALS.iter().filter(|s| s.bits & set != 0) {
        let class = class_of(cx, signal)?;
        cx.list_append(list, class)?;
    }
    Ok(list.into())
}

/// Their names, for reprs: in the order of the conditions' bits.
pub fn names_of(set: Status) -> String {
    let mut names = Vec::new();
    for bit in (0..Status::BITS).map(|i| set & 1 << i).filter(|&bit| bit != 0) {
        for signal in SIGNALS.iter().filter(|s| s.bits & bit != 0) {
            if !names.contains(&signal.name) {
                names.push(signal.name);
            }
        }
    }
    names.join(", ")
}

/// The signal whose class this is.
pub fn find(cx: &mut Ctx, class: Value) -> PyResult<Option<&'static Signal>> {
    for signal in SIGNALS {
        if class_of(cx, signal)?.is(class) {
            return Ok(Some(signal));
        }
    }
    Ok(None)
}

/// Sets the flags of what an operation met, and raises what the context traps.
pub fn note(cx: &mut Ctx, context: Gc<DecimalContextObj>, met: Status) -> PyResult<()> {
    context.status.set(context.status.get() | met);
    match met & context.trapped.get() {
        0 => Ok(()),
        trapped => Err(raise(cx, trapped)),
    }
}

#[cold]
fn raise(cx: &mut Ctx, trapped: Status) -> Raised {
    match exception(cx, trapped) {
        Ok(exception) => cx.raise_value(exception),
        Err(raised) => raised,
    }
}

/// The exception: of the first signal, with a list of all conditions.
fn exception(cx: &mut Ctx, trapped: Status) -> PyResult<Value> {
    let list = cx.list(&[])?;
    for condition in CONDITIONS.iter().filter(|c| c.bits & trapped != 0) {
        let known = if condition.bases.is_empty() { &SIGNALS[0] } else { condition };
        let class = class_of(cx, known)?;
        cx.list_append(list, class)?;
    }
    for signal in SIGNALS[1..].iter().filter(|s| s.bits & trapped != 0) {
        let class = class_of(cx, signal)?;
        cx.list_append(list, class)?;
    }
    let first = SIGNALS.iter().find(|s| s.bits & trapped != 0).unwrap_or(&SIGNALS[0]);
    let class = class_of(cx, first)?;
    cx.call(class, &[list.into()])
}
