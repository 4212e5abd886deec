//! `_heapq`: binary heaps in lists, smallest or largest item first.
//!
//! Comparisons may run Python code, so the length of the list is looked at again after each one.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::MethodDef;
use crate::object::native::NativeCode::{Fast, O};
use crate::object::slots::CmpOp;
use crate::raise;
use crate::types::list::ListObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).",
    functions: &[
        MethodDef::new("heappush", Fast(|cx, _, a| push(cx, a, "heappush", false)))
            .sig("($module, heap, item, /)"),
        MethodDef::new("heappop", O(|cx, _, h| pop(cx, h, "heappop", false)))
            .sig("($module, heap, /)"),
        MethodDef::new("heapreplace", Fast(|cx, _, a| replace(cx, a, "heapreplace", false)))
            .sig("($module, heap, item, /)"),
        MethodDef::new("heappushpop", Fast(|cx, _, a| push_pop(cx, a, "heappushpop", false)))
            .sig("($module, heap, item, /)"),
        MethodDef::new("heapify", O(|cx, _, h| heapify(cx, h, "heapify", false)))
            .sig("($module, heap, /)"),
        MethodDef::new("heappush_max", Fast(|cx, _, a| push(cx, a, "heappush_max", true)))
            .sig("($module, heap, item, /)"),
        MethodDef::new("heappop_max", O(|cx, _, h| pop(cx, h, "heappop_max", true)))
            .sig("($module, heap, /)"),
        MethodDef::new("heapreplace_max", Fast(|cx, _, a| replace(cx, a, "heapreplace_max", true)))
            .sig("($module, heap, item, /)"),
        MethodDef::new(
            "heappushpop_max",
            Fast(|cx, _, a| push_pop(cx, a, "heappushpop_max", true)),
        )
        .sig("($module, heap, item, /)"),
        MethodDef::new("heapify_max", O(|cx, _, h| heapify(cx, h, "heapify_max", true)))
            .sig("($module, heap, /)"),
    ],
    init: None,
};

fn heap_of(cx: &mut Ctx, v: Value, function: &str) -> PyResult<Gc<ListObj>> {
    match v.cast::<ListObj>() {
        Some(list) => Ok(list),
        None => {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "{function}() argument must be list, not {name}")
        }
    }
}

fn heap_and_item(cx: &mut Ctx, args: &[Value], function: &str) -> PyResult<(Gc<ListObj>, Value)> {
    check_positional(cx, function, args.len(), 2, 2)?;
    match args[0].cast::<ListObj>() {
        Some(list) => Ok((list, args[1])),
        None => {
            let name = cx.type_name(args[0]);
            raise!(cx, TypeError, "{function}() argument 1 must be list, not {name}")
        }
    }
}

/// Whether `a` belongs above `b`.
fn above(cx: &mut Ctx, a: Value, b: Value, max: bool) -> PyResult<bool> {
    if max { cx.compare_bool(b, a, CmpOp::Lt) } else { cx.compare_bool(a, b, CmpOp::Lt) }
}

fn item(cx: &mut Ctx, heap: Gc<ListObj>, i: usize) -> PyResult<Value> {
    match heap.get(i) {
        Some(v) => Ok(v),
        None => raise!(cx, IndexError, "index out of range"),
    }
}

fn check_size(cx: &mut Ctx, heap: Gc<ListObj>, size: usize) -> PyResult<()> {
    if heap.len() != size {
        raise!(cx, RuntimeError, "list changed size during iteration");
    }
    Ok(())
}

fn swap(heap: Gc<ListObj>, i: usize, j: usize) {
    if let (Some(a), Some(b)) = (heap.get(i), heap.get(j)) {
        heap.set(i, b);
        heap.set(j, a);
    }
}

/// Moves the item at `pos` towards the root until its parent belongs above it.
fn sift_down(
    cx: &mut Ctx,
    heap: Gc<ListObj>,
    start: usize,
    mut pos: usize,
    max: bool,
) -> PyResult<()> {
    let size = heap.len();
    let new = item(cx, heap, pos)?;
    while pos > start {
        let parent_pos = (pos - 1) >> 1;
        let parent = item(cx, heap, parent_pos)?;
        let rises = above(cx, new, parent, max)?;
        check_size(cx, heap, size)?;
        if !rises {
            break;
        }
        swap(heap, pos, parent_pos);
        pos = parent_pos;
    }
    Ok(())
}

/// Moves the item at `pos` to a leaf along the children that belong above, then up where it belongs.
fn sift_up(cx: &mut Ctx, heap: Gc<ListObj>, start: usize, max: bool) -> PyResult<()> {
    let size = heap.len();
    let mut pos = start;
    while pos < size >> 1 {
        let mut child = 2 * pos + 1;
        if child + 1 < size {
            let (left, right) = (item(cx, heap, child)?, item(cx, heap, child + 1)?);
            let left_first = above(cx, left, right, max)?;
            check_size(cx, heap, size)?;
            child += !left_first as usize;
        }
        swap(heap, pos, child);
        pos = child;
    }
    sift_down(cx, heap, start, pos, max)
}

fn push(cx: &mut Ctx, args: &[Value], name: &str, max: bool) -> PyResult<Value> {
    let (heap, new) = heap_and_item(cx, args, name)?;
    cx.list_append(heap, new)?;
    sift_down(cx, heap, 0, heap.len() - 1, max)?;
    Ok(Value::NONE)
}

fn pop(cx: &mut Ctx, heap: Value, name: &str, max: bool) -> PyResult<Value> {
    let heap = heap_of(cx, heap, name)?;
    let Some(last) = heap.pop() else { raise!(cx, IndexError, "index out of range") };
    let Some(first) = heap.get(0) else { return Ok(last) };
    heap.set(0, last);
    sift_up(cx, heap, 0, max)?;
    Ok(first)
}

fn replace(cx: &mut Ctx, args: &[Value], name: &str, max: bool) -> PyResult<Value> {
    let (heap, new) = heap_and_item(cx, args, name)?;
    let first = item(cx, heap, 0)?;
    heap.set(0, new);
    sift_up(cx, heap, 0, max)?;
    Ok(first)
}

fn push_pop(cx: &mut Ctx, args: &[Value], name: &str, max: bool) -> PyResult<Value> {
    let (heap, new) = heap_and_item(cx, args, name)?;
    let Some(first) = heap.get(0) else { return Ok(new) };
    if !above(cx, first, new, max)? {
        return Ok(new);
    }
    let first = item(cx, heap, 0)?;
    heap.set(0, new);
    sift_up(cx, heap, 0, max)?;
    Ok(first)
}

fn heapify(cx: &mut Ctx, heap: Value, name: &str, max: bool) -> PyResult<Value> {
    let heap = heap_of(cx, heap, name)?;
    for i in (0..heap.len() / 2).rev() {
        sift_up(cx, heap, i, max)?;
    }
    Ok(Value::NONE)
}
