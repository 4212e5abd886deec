//! `time`: clocks and sleeping.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::value::Value;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        MethodDef::new("time", NativeCode::NoArgs(|cx, _| seconds(cx, wall()))),
        MethodDef::new("time_ns", NativeCode::NoArgs(|cx, _| nanoseconds(cx, wall()))),
        MethodDef::new("monotonic", NativeCode::NoArgs(|cx, _| seconds(cx, since_start()))),
        MethodDef::new("monotonic_ns", NativeCode::NoArgs(|cx, _| nanoseconds(cx, since_start()))),
        MethodDef::new("perf_counter", NativeCode::NoArgs(|cx, _| seconds(cx, since_start()))),
        MethodDef::new(
            "perf_counter_ns",
            NativeCode::NoArgs(|cx, _| nanoseconds(cx, since_start())),
        ),
        MethodDef::new("sleep", NativeCode::O(sleep)),
    ],
    init: None,
};

fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Time on the monotonic clock since it was first asked for.
fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn seconds(cx: &mut Ctx, d: Duration) -> PyResult<Value> {
    cx.float(d.as_secs_f64())
}

fn nanoseconds(cx: &mut Ctx, d: Duration) -> PyResult<Value> {
    cx.int_i128(d.as_nanos() as i128)
}

fn sleep(cx: &mut Ctx, _: Value, secs: Value) -> PyResult<Value> {
    let secs = cx.to_f64(secs)?;
    if secs < 0.0 {
        raise!(cx, ValueError, "sleep length must be non-negative");
    }
    let Ok(total) = Duration::try_from_secs_f64(secs) else {
        raise!(cx, OverflowError, "timestamp too large to convert to C PyTime_t");
    };
    // In slices, so that a signal ends it soon.
    let end = Instant::now().checked_add(total);
    loop {
        cx.poll()?;
        let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            return Ok(Value::NONE);
        }
        std::thread::sleep(left.min(Duration::from_millis(20)));
    }
}
