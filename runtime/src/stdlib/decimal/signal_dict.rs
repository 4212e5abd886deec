//! `SignalDict`: the flags or traps of a context as a mapping from signal classes to bools.
//!
//! The class that programs see is made of this file's type and `collections.abc.MutableMapping`.

use super::context::DecimalContextObj;
use super::num::Status;
use super::signals::{self, SIGNALS, Signal};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::NativeCode::NoArgs;
use crate::object::native::{MethodDef, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::stdlib::record::RecordObj;
use crate::stdlib::types as ty;
use crate::types::dict::DictObj;
use crate::value::Value;

/// Where the class is kept.
const CLASS: &str = "decimal.SignalDict";

/// What the native half declares. Fields of the record: `a` is the context, `x` is 1 for its traps.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, cls, _| Ok(cx.record(cls, &[], 0, 0)?.into())),
        init: Some(|_, _, _| Ok(())),
        repr: Some(repr),
        hash: Some(|cx, v| {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "unhashable type: '{name}'")
        }),
        richcompare: Some(richcompare),
        iter: Some(iter),
        len: Some(|cx, v| fields(cx, v).map(|_| SIGNALS.len())),
        getitem: Some(|cx, v, key| {
            let set = fields(cx, v)?.get();
            Ok(Value::bool(set & expect_signal(cx, key)?.bits != 0))
        }),
        setitem: Some(setitem),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("copy", NoArgs(copy))],
    ..TypeSpec::EMPTY
};

/// Makes the class that programs see.
pub fn init(cx: &mut Ctx) -> PyResult<()> {
    if cx.kept(CLASS).is_some() {
        return Ok(());
    }
    let abc = (cx.hooks.import)(cx, "_collections_abc")?;
    let name = cx.intern("MutableMapping")?;
    let mapping = cx.getattr(abc, name)?;
    let mixin = cx.ty(ty::SIGNAL_DICT);
    let (name, dict) = (cx.intern("SignalDict")?, cx.dict()?);
    let bases = cx.tuple(&[mixin.into(), mapping])?;
    let metaclass = cx.type_of(mapping);
    let class = cx.call(metaclass.into(), &[name.into(), bases.into(), dict.into()])?;
    cx.keep(CLASS, class);
    Ok(())
}

/// The mapping of a context's traps or flags.
pub fn view(cx: &mut Ctx, context: Gc<DecimalContextObj>, traps: bool) -> PyResult<Value> {
    let field = if traps { &context.traps_view } else { &context.flags_view };
    if let Some(view) = field.get() {
        return Ok(view.into());
    }
    let Some(class) = cx.kept(CLASS).and_then(|c| c.cast::<TypeObj>()) else {
        raise!(cx, RuntimeError, "_decimal was not imported")
    };
    let made = cx.record(class, &[context.into()], i64::from(traps), 0)?;
    let field = if traps { &context.traps_view } else { &context.flags_view };
    field.set(Some(made));
    Ok(made.into())
}

/// The set that a mapping shows.
struct Shown {
    context: Gc<DecimalContextObj>,
    traps: bool,
}

impl Shown {
    fn get(&self) -> Status {
        if self.traps { self.context.trapped.get() } else { self.context.status.get() }
    }

    fn set(&self, to: Status) {
        if self.traps { self.context.trapped.set(to) } else { self.context.status.set(to) }
    }
}

fn shown(v: Value) -> Option<Shown> {
    let record = v.cast::<RecordObj>()?;
    let context = record.a.get()?.cast::<DecimalContextObj>()?;
    Some(Shown { context, traps: record.x.get() == 1 })
}

fn fields(cx: &mut Ctx, v: Value) -> PyResult<Shown> {
    match shown(v) {
        Some(shown) => Ok(shown),
        None => raise!(cx, ValueError, "invalid signal dict"),
    }
}

/// The signal of a class.
pub fn expect_signal(cx: &mut Ctx, class: Value) -> PyResult<&'static Signal> {
    match signals::find(cx, class)? {
        Some(signal) => Ok(signal),
        None => raise!(
            cx,
            KeyError,
            "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]"
        ),
    }
}

/// The set that a signal mapping, or a dict of all signals, stands for.
pub fn set_of(cx: &mut Ctx, v: Value) -> PyResult<Status> {
    if let Some(shown) = shown(v) {
        return Ok(shown.get());
    }
    let Some(dict) = v.cast::<DictObj>() else {
        raise!(cx, TypeError, "argument must be a signal dict")
    };
    if dict.len() != SIGNALS.len() {
        raise!(cx, KeyError, "invalid signal dict");
    }
    let mut set = 0;
    for signal in SIGNALS {
        let class = signals::class_of(cx, signal)?;
        match cx.dict_get(dict, class)? {
            Some(on) if cx.truth(on)? => set |= signal.bits,
            Some(_) => {}
            None => raise!(cx, KeyError, "invalid signal dict"),
        }
    }
    Ok(set)
}

fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let shown = fields(cx, v)?;
    let Some(to) = to else { raise!(cx, ValueError, "signal keys cannot be deleted") };
    let signal = expect_signal(cx, key)?;
    let set = if cx.truth(to)? { shown.get() | signal.bits } else { shown.get() & !signal.bits };
    shown.set(set);
    Ok(())
}

fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    fields(cx, v)?;
    let all = signals::list_of(cx, Status::MAX)?;
    let all = cx.to_tuple(all)?;
    cx.iter(all.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let set = fields(cx, v)?.get();
    let of = |s: &Signal| {
        let on = if set & s.bits != 0 { "True" } else { "False" };
        format!("<class 'decimal.{}'>:{on}", s.name)
    };
    let items: Vec<String> = SIGNALS.iter().map(of).collect();
    Ok(cx.str(&format!("{{{}}}", items.join(", ")))?.into())
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let set = fields(cx, v)?.get();
    let dict = cx.dict()?;
    for signal in SIGNALS {
        let class = signals::class_of(cx, signal)?;
        cx.dict_set(dict, class, Value::bool(set & signal.bits != 0))?;
    }
    Ok(dict.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let own = fields(cx, a)?;
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let other = match shown(b) {
        Some(other) => other.get(),
        None if b.cast::<DictObj>().is_some() => match set_of(cx, b) {
            Ok(set) => set,
            Err(_) if cx.exception_is(crate::exceptions::Exc::KeyError) => {
                cx.clear_exception();
                return Ok(Value::NOT_IMPLEMENTED);
            }
            Err(raised) => return Err(raised),
        },
        None => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool((own.get() == other) == (op == CmpOp::Eq)))
}
