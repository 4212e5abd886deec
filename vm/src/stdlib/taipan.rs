//! `_taipan`: what the tiers do, for programs and their tests. `taipan` (in Python) adds context managers.

use super::add_functions;
use crate::interp::state::Vm;
use crate::specialize::Decline;
use crate::stats::{FAMILIES, SiteRecord, sites};
use crate::tier::plan::TierPlan;
use crate::tier::settings::SETTINGS;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{MethodDef, NativeCode};
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

static FUNCTIONS: [MethodDef; 10] = [
    MethodDef::new("sites", NativeCode::O(sites_of)),
    MethodDef::new("stats", NativeCode::NoArgs(stats)),
    MethodDef::new("reset", NativeCode::NoArgs(reset)),
    MethodDef::new("cool", NativeCode::O(cool)),
    MethodDef::new("assert_specialized", NativeCode::Fast(assert_specialized)),
    MethodDef::new("assert_no_deopt", NativeCode::O(assert_no_deopt)),
    MethodDef::new("set_option", NativeCode::Fast(set_option)),
    MethodDef::new("options", NativeCode::NoArgs(options)),
    MethodDef::new("plan_text", NativeCode::O(plan_text)),
    MethodDef::new("current_plan", NativeCode::NoArgs(current_plan)),
];

/// Adds the functions, and `counting`: whether executions are counted.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let all: Vec<&'static MethodDef> = FUNCTIONS.iter().collect();
    add_functions(cx, module, &all)?;
    let exceeded = cx.exc_ty(Exc::LimitExceeded);
    cx.module_set(module, "LimitExceeded", exceeded.into())?;
    let counting = Vm::of(cx).config.count;
    cx.module_set(module, "counting", Value::bool(counting))
}

/// The code of a function, a bound method or a code object itself.
fn code_of(cx: &mut Ctx, v: Value) -> PyResult<Gc<CodeObj>> {
    let code = found(cx, v)?;
    code.read(cx)?;
    Ok(code)
}

fn found(cx: &mut Ctx, v: Value) -> PyResult<Gc<CodeObj>> {
    if let Some(code) = v.cast::<CodeObj>() {
        return Ok(code);
    }
    if let Some(f) = v.cast::<FunctionObj>() {
        return Ok(f.code.get());
    }
    let name = cx.intern("__code__")?;
    match cx.getattr_opt(v, name)?.and_then(|code| code.cast::<CodeObj>()) {
        Some(code) => Ok(code),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "a Python function or code object is required, not '{ty}'")
        }
    }
}

fn put(cx: &mut Ctx, dict: Gc<DictObj>, name: &str, v: Value) -> PyResult<()> {
    let name = cx.intern(name)?;
    cx.dict_set_str(dict, name, v)
}

fn put_number(cx: &mut Ctx, dict: Gc<DictObj>, name: &str, n: u64) -> PyResult<()> {
    let v = cx.int(n as i64)?;
    put(cx, dict, name, v)
}

fn put_declines(cx: &mut Ctx, dict: Gc<DictObj>, list: &[(Decline, u64)]) -> PyResult<()> {
    let reasons = cx.dict()?;
    for (reason, n) in list {
        put_number(cx, reasons, reason.text(), *n)?;
    }
    put(cx, dict, "declined", reasons.into())
}

/// A dictionary per site of a family, in order.
fn sites_of(cx: &mut Ctx, _: Value, f: Value) -> PyResult<Value> {
    let code = code_of(cx, f)?;
    let list = cx.list(&[])?;
    for record in sites::sites(Vm::of(cx), code) {
        let dict = site(cx, &record)?;
        cx.list_append(list, dict.into())?;
    }
    Ok(list.into())
}

fn site(cx: &mut Ctx, r: &SiteRecord) -> PyResult<Gc<DictObj>> {
    let dict = cx.dict()?;
    put_number(cx, dict, "offset", r.offset as u64)?;
    put_number(cx, dict, "line", r.line.max(0) as u64)?;
    for (name, text) in
        [("family", r.family.name()), ("installed", r.installed.name()), ("state", r.state.name())]
    {
        let text = cx.str(text)?;
        put(cx, dict, name, text.into())?;
    }
    for (name, n) in [
        ("executions", r.executions),
        ("hits", r.hits),
        ("misses", r.misses),
        ("deferred", r.deferred),
        ("specialized", r.history.successes),
        ("deopts", r.history.deopts),
    ] {
        put_number(cx, dict, name, n)?;
    }
    put_declines(cx, dict, &r.history.declines)?;
    let names = cx.list(&[])?;
    for name in sites::alternatives(cx, r) {
        let name = cx.str(&name)?;
        cx.list_append(names, name.into())?;
    }
    put(cx, dict, "alternatives", names.into())?;
    let runs = cx.list(&[])?;
    for &n in &r.alternative_runs {
        let n = cx.int(n as i64)?;
        cx.list_append(runs, n)?;
    }
    put(cx, dict, "alternative_runs", runs.into())?;
    put_number(cx, dict, "other_runs", r.other_runs)?;
    Ok(dict)
}

/// The totals of each family by its name.
fn stats(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let all = cx.dict()?;
    let stats = crate::stats::settled(Vm::of(cx));
    for &head in FAMILIES {
        let f = stats.family(head);
        let dict = cx.dict()?;
        for (name, n) in [
            ("executions", f.executions),
            ("hits", f.hits),
            ("misses", f.misses),
            ("deferred", f.deferred),
            ("specialized", f.successes),
            ("deopts", f.deopts),
        ] {
            put_number(cx, dict, name, n)?;
        }
        put_declines(cx, dict, &f.declines)?;
        put(cx, all, head.name(), dict.into())?;
    }
    Ok(all.into())
}

/// All counters to zero.
fn reset(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let vm = Vm::of(cx);
    vm.stats.reset();
    vm.feedback.reset_counts();
    for code in sites::counted_codes(vm) {
        (0..code.units_len()).filter_map(|i| code.site_counts(i)).for_each(|c| c.reset());
    }
    Ok(Value::NONE)
}

/// Back to generic instructions that have not run.
fn cool(cx: &mut Ctx, _: Value, f: Value) -> PyResult<Value> {
    let code = code_of(cx, f)?;
    let vm = Vm::of(cx);
    vm.cool(code);
    Ok(Value::NONE)
}

/// `set_option(name, value)`: changes a setting for what is decided from now on.
fn set_option(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (name, value) = match *args {
        [name, value] => (name.cast::<StrObj>(), value),
        _ => raise!(cx, TypeError, "set_option() takes a name and a value"),
    };
    let Some(name) = name.map(|n| n.to_string()) else {
        raise!(cx, TypeError, "set_option() takes a name and a value")
    };
    let value = cx.str_of(value)?.to_string();
    match Vm::of(cx).settings.set(&name, &value) {
        Ok(()) => Ok(Value::NONE),
        Err(why) => raise!(cx, ValueError, "{why}"),
    }
}

/// Every setting by its name.
fn options(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let all = cx.dict()?;
    for row in SETTINGS {
        let text = (row.get)(&Vm::of(cx).settings);
        let value = match text.as_str() {
            "on" => Value::TRUE,
            "off" => Value::FALSE,
            _ => match text.parse() {
                Ok(n) => cx.int(n)?,
                Err(_) => cx.str(&text)?.into(),
            },
        };
        put(cx, all, row.name, value)?;
    }
    Ok(all.into())
}

/// `plan_text(text)`: a plan, or the plan of a seed, with all its knobs, as `-X plan` reads it.
fn plan_text(cx: &mut Ctx, _: Value, text: Value) -> PyResult<Value> {
    let text = cx.str_of(text)?.to_string();
    match TierPlan::parse(&text) {
        Ok(plan) => Ok(cx.str(&plan.text())?.into()),
        Err(why) => raise!(cx, ValueError, "{why}"),
    }
}

/// `current_plan()`: the text of the plan that decides, or None.
fn current_plan(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    match &Vm::of(cx).config.plan {
        Some(plan) => Ok(cx.str(&plan.text())?.into()),
        None => Ok(Value::NONE),
    }
}

/// `assert_specialized(f, line, name)`: an instruction of this name stands at this line.
fn assert_specialized(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (f, line, name) = match *args {
        [f, line, name] => (f, line.as_small(), name.cast::<StrObj>()),
        _ => raise!(cx, TypeError, "assert_specialized() takes a function, a line and a name"),
    };
    let (Some(line), Some(name)) = (line, name.map(|n| n.to_string())) else {
        raise!(cx, TypeError, "assert_specialized() takes a function, a line and a name")
    };
    let code = code_of(cx, f)?;
    let mut found = Vec::new();
    for record in sites::sites(Vm::of(cx), code).iter().filter(|r| r.line as i64 == line) {
        if record.installed.name() == name && record.installed != record.family {
            return Ok(Value::NONE);
        }
        found.push(described(record));
    }
    let found = if found.is_empty() { "no site".to_owned() } else { found.join(", ") };
    let function = code.qualname.get();
    raise!(cx, AssertionError, "line {line} of {function}: no {name}, but {found}")
}

fn described(record: &SiteRecord) -> String {
    let reasons: Vec<&str> = record.history.declines.iter().map(|d| d.0.text()).collect();
    match reasons.is_empty() {
        true => record.installed.name().to_owned(),
        false => format!("{} ({})", record.installed.name(), reasons.join(", ")),
    }
}

/// Nothing that was specialized missed or was taken back; needs counting.
fn assert_no_deopt(cx: &mut Ctx, _: Value, f: Value) -> PyResult<Value> {
    let code = code_of(cx, f)?;
    if !Vm::of(cx).config.count {
        raise!(cx, RuntimeError, "nothing is counted: run with -X stats")
    }
    for record in sites::sites(Vm::of(cx), code) {
        if record.misses > 0 || record.history.deopts > 0 {
            let (function, line) = (code.qualname.get(), record.line);
            let (family, misses, deopts) =
                (record.family.name(), record.misses, record.history.deopts);
            raise!(
                cx,
                AssertionError,
                "line {line} of {function}: {family} missed {misses} times, deopts {deopts}"
            )
        }
    }
    Ok(Value::NONE)
}
