//! `_collections`: `deque`, `defaultdict`, `OrderedDict`, and what `collections` needs to be fast.

#![deny(unsafe_code)]

pub mod counting;
pub mod default_dict;
pub mod deque;
pub mod deque_methods;
pub mod ordered_dict;
pub mod tuple_getter;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::module::ModuleObj;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: &[counting::COUNT_ELEMENTS],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in [
        ("deque", ty::DEQUE),
        ("defaultdict", ty::DEFAULT_DICT),
        ("OrderedDict", ty::ORDERED_DICT),
        ("_deque_iterator", ty::DEQUE_ITER),
        ("_deque_reverse_iterator", ty::DEQUE_REVERSE_ITER),
        ("_tuplegetter", ty::TUPLE_GETTER),
    ] {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    Ok(())
}
