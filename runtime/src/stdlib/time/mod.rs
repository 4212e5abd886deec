//! `time`: clocks and sleeping.

#![forbid(unsafe_code)]

mod calendar;

use super::ModuleSpec;
use super::posix::clock;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::threads::{Wait, Woken};
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
        MethodDef::new(
            "process_time",
            NativeCode::NoArgs(|cx, _| clock_seconds(cx, libc::CLOCK_PROCESS_CPUTIME_ID)),
        ),
        MethodDef::new(
            "process_time_ns",
            NativeCode::NoArgs(|cx, _| clock_ns(cx, libc::CLOCK_PROCESS_CPUTIME_ID)),
        ),
        MethodDef::new(
            "thread_time",
            NativeCode::NoArgs(|cx, _| clock_seconds(cx, libc::CLOCK_THREAD_CPUTIME_ID)),
        ),
        MethodDef::new(
            "thread_time_ns",
            NativeCode::NoArgs(|cx, _| clock_ns(cx, libc::CLOCK_THREAD_CPUTIME_ID)),
        ),
        MethodDef::new(
            "clock_gettime",
            NativeCode::O(|cx, _, id| {
                let id = cx.index_i64(id)?;
                clock_seconds(cx, id as i32)
            }),
        ),
        MethodDef::new(
            "clock_gettime_ns",
            NativeCode::O(|cx, _, id| {
                let id = cx.index_i64(id)?;
                clock_ns(cx, id as i32)
            }),
        ),
        MethodDef::new("get_clock_info", NativeCode::O(clock_info)),
        MethodDef::new(
            "localtime",
            NativeCode::Fast(|cx, _, args| calendar::broken(cx, args, true)),
        ),
        MethodDef::new("gmtime", NativeCode::Fast(|cx, _, args| calendar::broken(cx, args, false))),
        MethodDef::new("mktime", NativeCode::O(calendar::mktime)),
        MethodDef::new("asctime", NativeCode::Fast(calendar::asctime)),
        MethodDef::new("ctime", NativeCode::Fast(calendar::ctime)),
        MethodDef::new("strftime", NativeCode::Fast(calendar::strftime)),
        MethodDef::new("strptime", NativeCode::Fast(calendar::strptime)),
        MethodDef::new("tzset", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
    ],
    init: Some(calendar::init),
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
    cx.poll()?;
    if total.is_zero() {
        cx.yield_thread();
        return Ok(Value::NONE);
    }
    let until = cx.time_after(total);
    while cx.wait(&Wait { until, ..Wait::default() })? != Woken::TimedOut {}
    Ok(Value::NONE)
}

fn clock_seconds(cx: &mut Ctx, id: i32) -> PyResult<Value> {
    let (sec, nsec) = cx.os_result(clock(id))?;
    cx.float(sec as f64 + nsec as f64 * 1e-9)
}

/// The processor's time that this thread has taken; nothing where the system does not tell.
pub fn thread_time() -> std::time::Duration {
    let (sec, nsec) = clock(libc::CLOCK_THREAD_CPUTIME_ID).unwrap_or_default();
    std::time::Duration::new(sec as u64, nsec as u32)
}

fn clock_ns(cx: &mut Ctx, id: i32) -> PyResult<Value> {
    let (sec, nsec) = cx.os_result(clock(id))?;
    cx.int_i128(i128::from(sec) * 1_000_000_000 + i128::from(nsec))
}

/// `get_clock_info(name)`.
fn clock_info(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let text = cx.str_of(name)?.to_string();
    let (how, monotonic, adjustable) = match text.as_str() {
        "time" => ("clock_gettime(CLOCK_REALTIME)", false, true),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", true, false),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
        _ => raise!(cx, ValueError, "unknown clock"),
    };
    let class = cx.ty(crate::object::type_id::TypeId::NAMESPACE);
    let info = cx.new_instance(class)?;
    let (how, resolution) = (cx.str(how)?, cx.float(1e-9)?);
    for (field, v) in [
        ("implementation", how.into()),
        ("monotonic", Value::bool(monotonic)),
        ("adjustable", Value::bool(adjustable)),
        ("resolution", resolution),
    ] {
        let field = cx.intern(field)?;
        cx.instance_set(info, field, v)?;
    }
    Ok(info)
}
