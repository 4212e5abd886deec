//! `itertools`. Each iterator is a [`RecordObj`](super::record::RecordObj); what its fields hold is
//! said above each.

#![forbid(unsafe_code)]

pub mod combine;
pub mod flow;
pub mod group;
pub mod infinite;
pub mod select;
pub mod tee;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, MethodDef, TypeSpec};
use crate::object::slots::{NewFn, NextFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::module::ModuleObj;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[tee::TEE],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    const TYPES: &[(&str, TypeId)] = &[
        ("accumulate", ty::ACCUMULATE),
        ("batched", ty::BATCHED),
        ("chain", ty::CHAIN),
        ("combinations", ty::COMBINATIONS),
        ("combinations_with_replacement", ty::COMBINATIONS_WR),
        ("compress", ty::COMPRESS),
        ("count", ty::COUNT),
        ("cycle", ty::CYCLE),
        ("dropwhile", ty::DROPWHILE),
        ("filterfalse", ty::FILTERFALSE),
        ("groupby", ty::GROUPBY),
        ("_grouper", ty::GROUPER),
        ("islice", ty::ISLICE),
        ("pairwise", ty::PAIRWISE),
        ("permutations", ty::PERMUTATIONS),
        ("product", ty::PRODUCT),
        ("repeat", ty::REPEAT),
        ("starmap", ty::STARMAP),
        ("takewhile", ty::TAKEWHILE),
        ("_tee", ty::TEE),
        ("zip_longest", ty::ZIP_LONGEST),
    ];
    for &(name, id) in TYPES {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    Ok(())
}

const fn spec(new: NewFn, next: NextFn, methods: &'static [MethodDef]) -> TypeSpec {
    TypeSpec {
        slots: SlotTable {
            new: Some(new),
            iter: Some(|_, v| Ok(v)),
            next: Some(next),
            ..SlotTable::EMPTY
        },
        methods,
        ..TypeSpec::EMPTY
    }
}

/// Checks the arguments of a type that takes `n` positional ones; subclasses may take keywords.
fn exactly(
    cx: &mut Ctx,
    cls: Gc<TypeObj>,
    id: TypeId,
    name: &str,
    args: Args<'_>,
    n: usize,
) -> PyResult<()> {
    if cls.ptr_eq(cx.ty(id)) {
        args.no_keywords(cx, name)?;
    }
    crate::object::args::check_positional(cx, name, args.pos.len(), n, n)
}
