//! `list`.

#![deny(unsafe_code)]

mod methods;
mod protocol;
#[allow(unsafe_code)]
mod repr;
mod slices;
mod sort;

pub use protocol::{contains_item, finish as no_hash, hash as unhashable};

pub use repr::{ITEMS_OFFSET, LEN_OFFSET, ListObj};

use crate::object::native::TypeSpec;
use crate::object::slots::SlotTable;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    signature: "(iterable=(), /)",
    slots: SlotTable {
        new: Some(protocol::new),
        init: Some(protocol::init),
        repr: Some(protocol::repr),
        hash: Some(protocol::hash),
        richcompare: Some(protocol::richcompare),
        iter: Some(protocol::iter),
        len: Some(protocol::len),
        getitem: Some(protocol::getitem),
        setitem: Some(protocol::setitem),
        contains: Some(protocol::contains),
        concat: Some(protocol::concat),
        repeat: Some(protocol::repeat),
        iconcat: Some(protocol::iconcat),
        irepeat: Some(protocol::irepeat),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    finish: Some(protocol::finish),
    ..TypeSpec::EMPTY
};
