//! `set`, `frozenset` and their iterator.

#![deny(unsafe_code)]

mod iters;
mod methods;
mod operators;
mod protocol;
#[allow(unsafe_code)]
mod repr;

pub use iters::{ITER_SPEC, SetIterObj};
pub use repr::SetObj;

use crate::object::native::TypeSpec;
use crate::object::slots::SlotTable;

const COMMON: SlotTable = SlotTable {
    repr: Some(protocol::repr),
    richcompare: Some(protocol::richcompare),
    iter: Some(protocol::iter),
    len: Some(protocol::len),
    contains: Some(protocol::contains),
    and: Some(operators::and),
    or: Some(operators::or),
    sub: Some(operators::sub),
    xor: Some(operators::xor),
    ..SlotTable::EMPTY
};

/// `set`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Build an unordered collection of unique elements.",
    signature: "(iterable=(), /)",
    slots: SlotTable {
        new: Some(protocol::new),
        init: Some(protocol::init),
        hash: Some(crate::types::list::unhashable),
        iand: Some(operators::iand),
        ior: Some(operators::ior),
        isub: Some(operators::isub),
        ixor: Some(operators::ixor),
        ..COMMON
    },
    methods: methods::SET,
    finish: Some(crate::types::list::no_hash),
    ..TypeSpec::EMPTY
};

/// `frozenset`.
pub static FROZEN_SPEC: TypeSpec = TypeSpec {
    doc: "Build an immutable unordered collection of unique elements.",
    signature: "(iterable=(), /)",
    slots: SlotTable { new: Some(protocol::new_frozen), hash: Some(protocol::hash), ..COMMON },
    methods: methods::FROZEN,
    ..TypeSpec::EMPTY
};
