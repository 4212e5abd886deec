//! `range` and its iterators.

#![deny(unsafe_code)]

mod iters;
mod protocol;
mod repr;

pub use iters::{ITER_SPEC, LONG_ITER_SPEC};
pub use repr::{LEFT_OFFSET, NEXT_OFFSET, RangeIterObj, RangeObj, STEP_OFFSET};

use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::this;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
    slots: SlotTable {
        new: Some(protocol::new),
        repr: Some(protocol::repr),
        hash: Some(protocol::hash),
        richcompare: Some(protocol::richcompare),
        iter: Some(iters::iter),
        len: Some(protocol::len),
        bool: Some(protocol::bool),
        getitem: Some(protocol::getitem),
        contains: Some(protocol::contains),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("index", NativeCode::O(protocol::index)),
        MethodDef::new("count", NativeCode::O(protocol::count)),
        MethodDef::new("__reversed__", NativeCode::NoArgs(iters::reversed)),
        MethodDef::new("__reduce__", NativeCode::NoArgs(protocol::reduce)),
    ],
    getset: &[
        GetSetDef::readonly("start", |_, v| Ok(this!(v, RangeObj).start.get())),
        GetSetDef::readonly("stop", |_, v| Ok(this!(v, RangeObj).stop.get())),
        GetSetDef::readonly("step", |_, v| Ok(this!(v, RangeObj).step.get())),
    ],
    ..TypeSpec::EMPTY
};
