//! Signals: their dispositions, and calling the handlers of a program.

#![forbid(unsafe_code)]

use super::calls::{self, Disposition};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::types::dict::DictObj;
use crate::value::Value;
use std::sync::atomic::Ordering;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("_signal_set", NativeCode::Fast(set)),
    MethodDef::new(
        "_signal_handlers",
        NativeCode::Fast(|cx, _, args| {
            cx.check_arity("_signal_handlers", args.len(), 2, 2)?;
            calls::watch_signals(&cx.eval_breaker);
            cx.keep(HANDLERS, args[0]);
            cx.keep(INTERRUPTS, args[1]);
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_signal_wakeup",
        NativeCode::O(|cx, _, fd| {
            let fd = cx.index_i64(fd)?;
            Ok(Value::small(calls::set_wakeup(fd as i32)))
        }),
    ),
    MethodDef::new(
        "_setitimer",
        NativeCode::Fast(|cx, _, args| {
            cx.check_arity("setitimer", args.len(), 3, 3)?;
            let (which, first, interval) =
                (cx.index_i64(args[0])?, cx.to_f64(args[1])?, cx.to_f64(args[2])?);
            let (first, interval) =
                cx.os_result(calls::set_timer(which as i32, first, interval))?;
            let (first, interval) = (cx.float(first)?, cx.float(interval)?);
            Ok(cx.tuple(&[first, interval])?.into())
        }),
    ),
    MethodDef::new(
        "_getitimer",
        NativeCode::O(|cx, _, which| {
            let which = cx.index_i64(which)?;
            let (first, interval) = cx.os_result(calls::timer(which as i32))?;
            let (first, interval) = (cx.float(first)?, cx.float(interval)?);
            Ok(cx.tuple(&[first, interval])?.into())
        }),
    ),
    MethodDef::new(
        "_socketpair",
        NativeCode::Fast(|cx, _, args| {
            cx.check_arity("socketpair", args.len(), 3, 3)?;
            let (a, b, c) =
                (cx.index_i64(args[0])?, cx.index_i64(args[1])?, cx.index_i64(args[2])?);
            let (a, b) = cx.os_result(calls::socketpair(a as i32, b as i32, c as i32))?;
            Ok(cx.tuple(&[Value::small(a), Value::small(b)])?.into())
        }),
    ),
];

/// Under this name the context keeps the dictionary from numbers to handlers.
const HANDLERS: &str = "signal.handlers";
/// Under this name the handler that raises `KeyboardInterrupt`.
const INTERRUPTS: &str = "signal.interrupts";

/// `_signal_set(number, how)`: 0 default, 1 ignore, 2 note.
fn set(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_signal_set", args.len(), 2, 2)?;
    let (number, how) = (cx.index_i64(args[0])?, cx.index_i64(args[1])?);
    let how = match how {
        0 => Disposition::Default,
        1 => Disposition::Ignore,
        _ => Disposition::Note,
    };
    if !(1..calls::SIGNALS as i64).contains(&number) {
        raise!(cx, ValueError, "signal number out of range");
    }
    cx.os_result(calls::set_signal(number as i32, how))?;
    Ok(Value::NONE)
}

/// Calls the handlers of the signals that arrived. The bit of the eval breaker alone, without a
/// signal that was noted, is an interrupt from the keyboard.
pub(crate) fn handle(cx: &mut Ctx) -> PyResult<()> {
    let mut any = false;
    for number in 1..calls::SIGNALS {
        if calls::take_signal(number) {
            any = true;
            call_handler(cx, number)?;
        }
    }
    if any { Ok(()) } else { call_handler(cx, libc::SIGINT as usize) }
}

/// Whether of the signals that the eval breaker tells of an interrupt is the only one, and raises
/// `KeyboardInterrupt`.
pub(crate) fn is_interrupted(cx: &Ctx) -> bool {
    const INTERRUPT: usize = libc::SIGINT as usize;
    let is_other = |number: usize| number != INTERRUPT && calls::has_arrived(number);
    let handlers = cx.kept(HANDLERS).and_then(|handlers| handlers.cast::<DictObj>());
    let raises = handlers.is_none_or(|handlers| {
        let entry = handlers.entries().find(|entry| entry.key.is(Value::len(INTERRUPT)));
        entry.is_some_and(|entry| cx.kept(INTERRUPTS).is_some_and(|raises| entry.value.is(raises)))
    });
    raises && !(1..calls::SIGNALS).any(is_other)
}

/// The interrupt was acted on.
pub(crate) fn forget_interrupt() {
    calls::take_signal(libc::SIGINT as usize);
}

/// As if a signal had arrived, unless the program does not want to know of it.
pub(crate) fn simulate(cx: &mut Ctx, number: i64) -> PyResult<()> {
    if !(1..calls::SIGNALS as i64).contains(&number) {
        raise!(cx, ValueError, "signal number out of range");
    }
    let number = number as usize;
    let handler = match cx.kept(HANDLERS).and_then(|h| h.cast::<DictObj>()) {
        Some(handlers) => cx.dict_get(handlers, Value::len(number))?,
        None => None,
    };
    let is_wanted = match handler {
        Some(handler) => cx.is_callable(handler),
        None => number == libc::SIGINT as usize,
    };
    if is_wanted {
        calls::signal_arrived(number);
        cx.eval_breaker.fetch_or(crate::ctx::breaker::SIGNAL, Ordering::Relaxed);
    }
    Ok(())
}

fn call_handler(cx: &mut Ctx, number: usize) -> PyResult<()> {
    let handlers = cx.kept(HANDLERS).and_then(|h| h.cast::<DictObj>());
    let handler = match handlers {
        Some(handlers) => cx.dict_get(handlers, Value::len(number))?,
        None => None,
    };
    match handler.filter(|&h| cx.is_callable(h)) {
        Some(handler) => {
            let frame = cx.module_attr("sys", "_getframe")?;
            let frame = cx.call0(frame)?;
            cx.call(handler, &[Value::len(number), frame])?;
            Ok(())
        }
        None if number == libc::SIGINT as usize => Err(cx.raise_args(Exc::KeyboardInterrupt, &[])),
        None => Ok(()),
    }
}
