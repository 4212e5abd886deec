//! `dict`, its views and iterators.

#![deny(unsafe_code)]

mod iters;
mod methods;
mod protocol;
pub use protocol::{repr_items, subscript};
#[allow(unsafe_code)]
mod repr;
mod update;
mod views;

pub use iters::{
    DictIterObj, ITEM_ITER_SPEC, KEY_ITER_SPEC, REVERSE_ITEM_ITER_SPEC, REVERSE_KEY_ITER_SPEC,
    REVERSE_VALUE_ITER_SPEC, VALUE_ITER_SPEC,
};
pub use methods::pop_item;
pub use repr::*;
pub(crate) use repr::{Match, quick_match};
pub use views::{DictViewObj, ITEMS_SPEC, KEYS_SPEC, VALUES_SPEC};

use crate::object::native::TypeSpec;
use crate::object::slots::SlotTable;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    signature: "",
    slots: SlotTable {
        new: Some(protocol::new),
        init: Some(protocol::init),
        repr: Some(protocol::repr),
        hash: Some(super::list::unhashable),
        richcompare: Some(protocol::richcompare),
        iter: Some(protocol::iter),
        len: Some(protocol::len),
        getitem: Some(protocol::subscript),
        setitem: Some(protocol::setitem),
        contains: Some(protocol::contains),
        or: Some(protocol::or),
        ior: Some(protocol::ior),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    finish: Some(super::list::no_hash),
    ..TypeSpec::EMPTY
};
