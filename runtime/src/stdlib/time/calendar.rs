//! Broken-down times, and times as text.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::stdlib::posix::{Broken, broken_down, format_time, second_of};
use crate::stdlib::structseq::StructSeq;
use crate::types::module::ModuleObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use std::ffi::CString;

static STRUCT_TIME: StructSeq = StructSeq {
    name: "struct_time",
    module: "time",
    fields: &[
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
        "tm_isdst",
    ],
    hidden: &["tm_zone", "tm_gmtoff"],
};

const KEPT: &str = "time.struct_time";

/// Constants and the type of broken-down times.
pub(super) fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
        ("_STRUCT_TM_ITEMS", 11),
    ] {
        cx.module_set(module, name, Value::small(id))?;
    }
    let class = cx.struct_seq_type(&STRUCT_TIME)?;
    cx.keep(KEPT, class.into());
    cx.module_set(module, "struct_time", class.into())?;
    // The zone in January and in July tell both offsets.
    let year = 365 * 86400;
    let now = super::wall().as_secs() as i64;
    let start = now - now % year;
    let at = |second| {
        broken_down(second, true).unwrap_or(Broken {
            fields: [0; 9],
            offset: 0,
            zone: String::new(),
        })
    };
    let (mut winter, mut summer) = (at(start), at(start + year / 2));
    if winter.offset > summer.offset {
        std::mem::swap(&mut winter, &mut summer);
    }
    let (a, b) = (cx.str(&winter.zone)?, cx.str(&summer.zone)?);
    let names = cx.tuple(&[a.into(), b.into()])?;
    cx.module_set(module, "tzname", names.into())?;
    let (zone, alt) = (cx.int(-winter.offset)?, cx.int(-summer.offset)?);
    cx.module_set(module, "timezone", zone)?;
    cx.module_set(module, "altzone", alt)?;
    cx.module_set(module, "daylight", Value::small(i32::from(winter.offset != summer.offset)))
}

fn class(cx: &mut Ctx) -> PyResult<Gc<TypeObj>> {
    match cx.kept(KEPT).and_then(|v| v.cast()) {
        Some(class) => Ok(class),
        None => raise!(cx, SystemError, "time.struct_time is gone"),
    }
}

/// `localtime` and `gmtime`.
pub(super) fn broken(cx: &mut Ctx, args: &[Value], local: bool) -> PyResult<Value> {
    cx.check_arity(if local { "localtime" } else { "gmtime" }, args.len(), 0, 1)?;
    let second = match args.first().filter(|v| !v.is_none()) {
        Some(&v) => match v.as_float() {
            Some(f) if !f.is_finite() => raise!(cx, ValueError, "Invalid value NaN (not a number)"),
            Some(f) => f.floor() as i64,
            None => cx.index_i64(v)?,
        },
        None => super::wall().as_secs() as i64,
    };
    let Some(t) = broken_down(second, local) else {
        raise!(cx, OverflowError, "timestamp out of range for platform time_t")
    };
    let class = class(cx)?;
    let mut items = cx.gc_vec();
    for n in t.fields {
        let n = cx.int(n)?;
        items.push(cx, n)?;
    }
    let (zone, offset) = (cx.str(if local { &t.zone } else { "GMT" })?, cx.int(t.offset)?);
    items.push(cx, zone.into())?;
    items.push(cx, offset)?;
    cx.struct_seq(class, items.as_slice())
}

/// The nine fields of a time tuple, checked.
fn fields(cx: &mut Ctx, v: Value) -> PyResult<[i64; 9]> {
    let Some(t) = v.cast::<TupleObj>() else {
        raise!(cx, TypeError, "Tuple or struct_time argument required")
    };
    if t.len() != 9 {
        raise!(cx, TypeError, "function takes exactly 9 arguments ({} given)", t.len());
    }
    let mut out = [0; 9];
    for (to, &item) in out.iter_mut().zip(t.items()) {
        *to = cx.index_i64(item)?;
    }
    Ok(out)
}

fn checked(cx: &mut Ctx, v: Value) -> PyResult<[i64; 9]> {
    let mut f = fields(cx, v)?;
    // Zero stands for the first where counting starts at one.
    for i in [1, 2, 7] {
        if f[i] == 0 {
            f[i] = 1;
        }
    }
    let ranges = [
        (1, 1, 12, "month out of range"),
        (2, 1, 31, "day of month out of range"),
        (3, 0, 23, "hour out of range"),
        (4, 0, 59, "minute out of range"),
        (5, 0, 61, "seconds out of range"),
        (7, 1, 366, "day of year out of range"),
    ];
    for (i, low, high, message) in ranges {
        if !(low..=high).contains(&f[i]) {
            raise!(cx, ValueError, "{message}");
        }
    }
    f[6] = f[6].rem_euclid(7);
    f[8] = f[8].clamp(-1, 1);
    Ok(f)
}

/// `mktime(tuple)`.
pub(super) fn mktime(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let f = fields(cx, v)?;
    match second_of(&f) {
        Some(second) => cx.float(second as f64),
        None => raise!(cx, OverflowError, "mktime argument out of range"),
    }
}

fn given_or_now(cx: &mut Ctx, v: Option<&Value>) -> PyResult<Value> {
    match v {
        Some(&v) => Ok(v),
        None => broken(cx, &[], true),
    }
}

/// `asctime(tuple)`.
pub(super) fn asctime(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("asctime", args.len(), 0, 1)?;
    let t = given_or_now(cx, args.first())?;
    let f = checked(cx, t)?;
    text(cx, f)
}

fn text(cx: &mut Ctx, f: [i64; 9]) -> PyResult<Value> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let [year, month, day, hour, minute, second, weekday, ..] = f;
    let (weekday, month) = (DAYS[weekday as usize], MONTHS[month as usize - 1]);
    Ok(cx
        .str(&format!("{weekday} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year}"))?
        .into())
}

/// `ctime(seconds)`.
pub(super) fn ctime(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let t = broken(cx, args, true)?;
    let f = checked(cx, t)?;
    text(cx, f)
}

/// `strftime(format, tuple)`.
pub(super) fn strftime(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("strftime", args.len(), 1, 2)?;
    let Some(format) = args[0].cast::<StrObj>() else {
        let got = cx.type_name(args[0]);
        raise!(cx, TypeError, "strftime() argument 1 must be str, not {got}")
    };
    let t = given_or_now(cx, args.get(1))?;
    let f = checked(cx, t)?;
    let (zone, offset) = (cx.intern("tm_zone")?, cx.intern("tm_gmtoff")?);
    let zone = cx.instance_get(t, zone).and_then(|z| z.cast::<StrObj>()).map(|z| z.to_string());
    let offset = cx.instance_get(t, offset).and_then(|o| o.as_i64()).unwrap_or(0);
    let zone = CString::new(zone.unwrap_or_default()).unwrap_or_default();
    let mut out = crate::types::str::build::TextBuf::new();
    let bytes = cx.fs_encode(format)?;
    // The C function stops at NUL, so each part goes through it alone.
    for (i, part) in bytes.split(|&b| b == 0).enumerate() {
        if i > 0 {
            out.push(0);
        }
        if let Ok(part) = CString::new(part) {
            let done = format_time(&part, &f, offset, &zone);
            let done = cx.fs_decode(&done)?;
            out.push_obj(done);
        }
    }
    Ok(out.finish(cx)?.into())
}

/// `strptime(text, format)`, by the library's `_strptime`.
pub(super) fn strptime(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let parse = cx.module_attr("_strptime", "_strptime_time")?;
    cx.call(parse, args)
}
