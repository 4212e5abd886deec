//! Where an attribute of an instance lies, as inline caches write it down.
//!
//! A place is the byte offset of a slot in the object; with [`OVERFLOW`], the index of a word of the
//! overflow array.

use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId, ValueArray};
use taipan_runtime::object::instance::field_at;
use taipan_runtime::object::shape::{ATTRS_AT_TAIL, ShapeKind};
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::value::Value;

/// The place is an index into the overflow array, whose offset the shape tells.
pub(crate) const OVERFLOW: u16 = 1 << 14;
/// `STORE_ATTR`: the attribute is added, by the cached transition.
pub(crate) const ADDS: u16 = 1 << 15;

/// The place of attribute `index` of this shape, if a cache can hold it.
pub(crate) fn of_attr(cx: &Ctx, shape: ShapeId, index: u16) -> Option<u16> {
    let s = cx.shapes.get(shape);
    if s.kind() != ShapeKind::Attrs || s.attrs_offset.get() == ATTRS_AT_TAIL {
        return None;
    }
    let cap = s.inline_cap.get();
    if index < cap {
        let offset = s.inline_offset.get().checked_add(index.checked_mul(8)?)?;
        (offset < OVERFLOW).then_some(offset)
    } else {
        Some(OVERFLOW | (index - cap))
    }
}

#[inline(always)]
fn overflow(cx: &Ctx, owner: Value) -> Option<Gc<ValueArray>> {
    let header = owner.header()?;
    let offset = cx.shapes.get(header.shape.get()).attrs_offset.get();
    field_at(header, offset as usize).get()?.cast::<ValueArray>()
}

/// The attribute at a place of an object whose shape was guarded.
#[inline(always)]
pub(crate) fn load(cx: &Ctx, owner: Value, place: u16) -> Option<Value> {
    if place & OVERFLOW == 0 {
        field_at(owner.header()?, place as usize).get()
    } else {
        overflow(cx, owner)?.get((place & !OVERFLOW) as usize)
    }
}

/// Stores at a place of an object whose shape was guarded.
#[inline(always)]
pub(crate) fn store(cx: &Ctx, owner: Value, place: u16, v: Value) {
    if place & OVERFLOW == 0 {
        if let Some(header) = owner.header() {
            field_at(header, place as usize).set(Some(v));
        }
    } else if let Some(array) = overflow(cx, owner) {
        array.set((place & !OVERFLOW) as usize, Some(v));
    }
}

/// Adds the attribute of a guarded transition, in a slot of the object.
#[inline(always)]
pub(crate) fn add(owner: Value, to: ShapeId, place: u16, v: Value) {
    if let Some(header) = owner.header() {
        field_at(header, place as usize).set(Some(v));
        header.shape.set(to);
    }
}

/// The attribute dictionary of an object in dictionary mode.
#[inline(always)]
pub(crate) fn dict_of(cx: &Ctx, owner: Value) -> Option<Gc<DictObj>> {
    let header = owner.header()?;
    let shape = cx.shapes.get(header.shape.get());
    let offset = shape.attrs_offset.get();
    if shape.kind() != ShapeKind::Dict || offset == 0 || offset == ATTRS_AT_TAIL {
        return None;
    }
    field_at(header, offset as usize).get()?.cast::<DictObj>()
}
