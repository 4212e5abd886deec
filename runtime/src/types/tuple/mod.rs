//! `tuple`.

#![deny(unsafe_code)]

mod hashes;
mod methods;
mod protocol;
#[allow(unsafe_code)]
mod repr;

pub use hashes::TupleHashes;
pub use protocol::contains_item;
pub use repr::{ITEMS_OFFSET, LEN_OFFSET, TupleObj};

use crate::object::native::TypeSpec;
use crate::object::slots::SlotTable;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    signature: "(iterable=(), /)",
    slots: SlotTable {
        new: Some(protocol::new),
        repr: Some(protocol::repr),
        hash: Some(protocol::hash),
        richcompare: Some(protocol::richcompare),
        iter: Some(protocol::iter),
        len: Some(protocol::len),
        getitem: Some(protocol::getitem),
        contains: Some(protocol::contains),
        concat: Some(protocol::concat),
        repeat: Some(protocol::repeat),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    ..TypeSpec::EMPTY
};
