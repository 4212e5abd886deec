//! `gc`: Python's view of the collector.
//!
//! There are no generations to be tuned and no reference counts: `collect` is one full collection,
//! `disable` only sets what `isenabled` tells, since without collections no memory would be freed.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.",
    functions: &[
        MethodDef::new("collect", NativeCode::FastKw(collect)).collects(),
        MethodDef::new("enable", NativeCode::NoArgs(|cx, _| set_enabled(cx, true))),
        MethodDef::new("disable", NativeCode::NoArgs(|cx, _| set_enabled(cx, false))),
        MethodDef::new(
            "isenabled",
            NativeCode::NoArgs(|cx, _| Ok(cx.kept(ENABLED).unwrap_or(Value::TRUE))),
        ),
        MethodDef::new("get_count", NativeCode::NoArgs(get_count)),
        MethodDef::new("get_threshold", NativeCode::NoArgs(get_threshold)),
        MethodDef::new("set_threshold", NativeCode::Fast(set_threshold)),
        MethodDef::new(
            "get_debug",
            NativeCode::NoArgs(|cx, _| Ok(cx.kept(DEBUG).unwrap_or(Value::small(0)))),
        ),
        MethodDef::new("set_debug", NativeCode::O(set_debug)),
        MethodDef::new("get_stats", NativeCode::NoArgs(get_stats)),
        MethodDef::new("get_objects", NativeCode::FastKw(get_objects)),
        MethodDef::new("get_referents", NativeCode::Fast(get_referents)),
        MethodDef::new("get_referrers", NativeCode::Fast(get_referrers)),
        MethodDef::new(
            "is_tracked",
            NativeCode::O(|_, _, v| Ok(Value::bool(v.header().is_some()))),
        ),
        MethodDef::new(
            "is_finalized",
            NativeCode::O(|cx, _, v| Ok(Value::bool(cx.heap.is_finalized(v)))),
        ),
        MethodDef::new("freeze", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
        MethodDef::new("unfreeze", NativeCode::NoArgs(|_, _| Ok(Value::NONE))),
        MethodDef::new("get_freeze_count", NativeCode::NoArgs(|_, _| Ok(Value::small(0)))),
    ],
    init: Some(|cx, module| {
        for (i, name) in
            ["DEBUG_STATS", "DEBUG_COLLECTABLE", "DEBUG_UNCOLLECTABLE"].into_iter().enumerate()
        {
            cx.module_set(module, name, Value::small(1 << i))?;
        }
        cx.module_set(module, "DEBUG_SAVEALL", Value::small(32))?;
        cx.module_set(module, "DEBUG_LEAK", Value::small(38))?;
        for name in ["garbage", "callbacks"] {
            let list = cx.list(&[])?;
            cx.module_set(module, name, list.into())?;
        }
        Ok(())
    }),
};

const ENABLED: &str = "gc.enabled";
const DEBUG: &str = "gc.debug";
const THRESHOLD: &str = "gc.threshold";

fn set_enabled(cx: &mut Ctx, on: bool) -> PyResult<Value> {
    cx.keep(ENABLED, Value::bool(on));
    Ok(Value::NONE)
}

static COLLECT: Signature = Signature::plain("collect", &["generation"], 0);

/// Always 0: CPython counts the objects in unreachable cycles, which this collector has no need to
/// tell from other garbage.
fn collect(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [generation] = args.bind::<1>(cx, &COLLECT)?;
    check_generation(cx, generation)?;
    (cx.hooks.forget_dead)(cx, if args.kw_values.is_empty() { args.pos } else { args.kw_values });
    cx.collect_fully()?;
    Ok(Value::small(0))
}

fn check_generation(cx: &mut Ctx, generation: Option<Value>) -> PyResult<()> {
    if let Some(generation) = generation.filter(|g| !g.is_none()) {
        let n = cx.index_i64(generation)?;
        if !(0..=2).contains(&n) {
            raise!(cx, ValueError, "invalid generation");
        }
    }
    Ok(())
}

fn get_count(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Ok(cx.tuple(&[Value::small(0); 3])?.into())
}

fn get_threshold(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    match cx.kept(THRESHOLD) {
        Some(kept) => Ok(kept),
        None => Ok(cx.tuple(&[Value::small(2000), Value::small(10), Value::small(0)])?.into()),
    }
}

/// Kept for `get_threshold`; when to collect is decided by bytes, not by counts of objects.
fn set_threshold(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("set_threshold", args.len(), 1, 3)?;
    let old = get_threshold(cx, v)?;
    let mut new = [Value::small(0); 3];
    for (i, to) in new.iter_mut().enumerate() {
        *to = match args.get(i) {
            Some(&given) => cx.index(given)?,
            None => {
                let i = Value::len(i);
                cx.getitem(old, i)?
            }
        };
    }
    let new = cx.tuple(&new)?;
    cx.keep(THRESHOLD, new.into());
    Ok(Value::NONE)
}

fn set_debug(cx: &mut Ctx, _: Value, flags: Value) -> PyResult<Value> {
    let flags = cx.index(flags)?;
    cx.keep(DEBUG, flags);
    Ok(Value::NONE)
}

/// Three dictionaries as CPython has, the last one true.
fn get_stats(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let list = cx.list(&[])?;
    for generation in 0..3 {
        let collections = if generation == 2 { cx.heap.stats().collections } else { 0 };
        let dict = cx.dict()?;
        let counts =
            [("collections", collections as usize), ("collected", 0), ("uncollectable", 0)];
        for (name, n) in counts {
            let name = cx.intern(name)?;
            cx.dict_set_str(dict, name, Value::len(n))?;
        }
        cx.list_append(list, dict.into())?;
    }
    Ok(list.into())
}

static GET_OBJECTS: Signature = Signature::plain("get_objects", &["generation"], 0);

fn get_objects(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [generation] = args.bind::<1>(cx, &GET_OBJECTS)?;
    check_generation(cx, generation)?;
    let objects = cx.heap.all_objects();
    list_of(cx, objects)
}

fn get_referents(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let mut found = Vec::new();
    for &object in args {
        cx.heap.referents(object, &mut found);
    }
    list_of(cx, found)
}

fn get_referrers(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let mut objects = cx.heap.all_objects();
    let mut referents = Vec::new();
    objects.retain(|&object| {
        referents.clear();
        cx.heap.referents(object, &mut referents);
        referents.iter().any(|v| args.contains(v))
    });
    list_of(cx, objects)
}

/// A list of values that nothing but a Rust vector may hold: no collection runs before they are in
/// the list.
fn list_of(cx: &mut Ctx, values: Vec<Value>) -> PyResult<Value> {
    cx.heap.pause_collection();
    let list = cx.list(&values);
    cx.heap.resume_collection();
    Ok(list?.into())
}
