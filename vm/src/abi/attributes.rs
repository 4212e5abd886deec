//! What an attribute access means for an owner of a given shape: asked by the compiler of machine code
//! for each shape that a site has seen. A pure question: nothing is executed or rewritten.

use super::facts::Place;
use crate::interp::place;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::shape::ShapeKind;
use taipan_runtime::object::slots::{GetAttrFn, SetAttrFn};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::ops::attr::{object_getattr, object_setattr};
use taipan_runtime::types::descriptor::MemberObj;
use taipan_runtime::types::property::PropertyObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// What `owner.name` gives.
#[derive(Clone, Copy, Debug)]
pub enum LoadPlan {
    /// The word at a place. Objects with the shape have the attribute: one that is deleted takes its object to
    /// another shape.
    Slot(Place),
    /// The word at the place of a member of `__slots__`. An absent word there means that it is unbound.
    Member(Place),
    /// A method found in the class: called with the owner as first argument.
    Method(Value),
    /// A value found in the class, as it is.
    Plain(Value),
    /// A property (first) whose getter is a Python function.
    Property(Value, Gc<FunctionObj>),
}

/// What `owner.name = v` does.
#[derive(Clone, Copy, Debug)]
pub struct StorePlan {
    /// Where the value goes.
    pub place: Place,
    /// The shape of the owner afterwards, if the attribute is new.
    pub becomes: Option<ShapeId>,
}

/// The class of a shape that attributes may be cached for.
fn class_of(cx: &Ctx, shape: ShapeId) -> Option<Gc<TypeObj>> {
    let of = cx.shapes.get(shape);
    let class = of.class()?;
    (!of.is_stale() && !class.is_volatile()).then_some(class)
}

fn place_of(cx: &Ctx, shape: ShapeId, index: u16) -> Option<Place> {
    let unit = place::of_attr(cx, shape, index)?;
    if unit & place::OVERFLOW == 0 {
        return Some(Place::Inline(unit));
    }
    Some(Place::Overflow(unit & !place::OVERFLOW, cx.shapes.get(shape).attrs_offset.get()))
}

/// Whether all objects of a shape are true: neither `__bool__` nor `__len__`.
pub fn is_always_true(cx: &Ctx, shape: ShapeId) -> bool {
    class_of(cx, shape)
        .is_some_and(|class| class.slots.bool.get().is_none() && class.slots.len.get().is_none())
}

/// Whether new instances of the shape's class are laid out in another way, so that this shape dies out.
pub fn is_superseded(cx: &Ctx, shape: ShapeId) -> bool {
    let of = cx.shapes.get(shape);
    let now = of.class().map(|class| cx.shapes.get(class.instance_shape.get()));
    of.is_stale() || now.is_some_and(|now| now.inline_cap.get() != of.inline_cap.get())
}

/// Plans a load; `None` when only the protocol itself can tell.
pub fn load_plan(cx: &mut Ctx, shape: ShapeId, name: Gc<StrObj>) -> Option<LoadPlan> {
    let class = class_of(cx, shape)?;
    let get = class.slots.getattr.get()?;
    if !std::ptr::fn_addr_eq(get, object_getattr as GetAttrFn) {
        return None;
    }
    let found = cx.type_lookup(class, name);
    if let Some(d) = found
        && cx.type_of(d).slots.descr_set.get().is_some()
    {
        return data_descriptor(d);
    }
    match cx.shapes.get(shape).kind() {
        ShapeKind::Attrs => {
            if let Some(i) = cx.shapes.find(shape, name) {
                return place_of(cx, shape, i).map(LoadPlan::Slot);
            }
        }
        ShapeKind::Dict => return None,
        ShapeKind::Fixed => {}
    }
    let found = found?;
    let ty = cx.type_of(found);
    if ty.has(TypeFlags::METHOD_DESCRIPTOR) {
        return Some(LoadPlan::Method(found));
    }
    ty.slots.descr_get.get().is_none().then_some(LoadPlan::Plain(found))
}

fn data_descriptor(d: Value) -> Option<LoadPlan> {
    if let Some(member) = d.cast::<MemberObj>() {
        let offset = u16::try_from(member.offset).ok()?;
        return Some(LoadPlan::Member(Place::Inline(offset)));
    }
    if d.has_shape(TypeId::PROPERTY.shape()) {
        let getter = d.cast::<PropertyObj>()?.get.get()?.cast::<FunctionObj>()?;
        return Some(LoadPlan::Property(d, getter));
    }
    None
}

/// Plans a store; `None` when only the protocol itself can tell.
pub fn store_plan(cx: &mut Ctx, shape: ShapeId, name: Gc<StrObj>) -> Option<StorePlan> {
    let class = class_of(cx, shape)?;
    let set = class.slots.setattr.get()?;
    if !std::ptr::fn_addr_eq(set, object_setattr as SetAttrFn) {
        return None;
    }
    if let Some(d) = cx.type_lookup(class, name) {
        if let Some(member) = d.cast::<MemberObj>() {
            let offset = u16::try_from(member.offset).ok()?;
            return Some(StorePlan { place: Place::Inline(offset), becomes: None });
        }
        if cx.type_of(d).slots.descr_set.get().is_some() {
            return None;
        }
    }
    if cx.shapes.get(shape).kind() != ShapeKind::Attrs {
        return None;
    }
    if let Some(i) = cx.shapes.find(shape, name) {
        return Some(StorePlan { place: place_of(cx, shape, i)?, becomes: None });
    }
    let index = cx.shapes.get(shape).count.get();
    let to = cx.shapes.with_attr(shape, name)?;
    match place_of(cx, shape, index)? {
        place @ Place::Inline(_) => Some(StorePlan { place, becomes: Some(to) }),
        Place::Overflow(..) => None,
    }
}
