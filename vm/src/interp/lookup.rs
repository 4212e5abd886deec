//! A cache of attribute lookups by shape and name, for sites that see more shapes than an inline
//! cache holds: the generic `LOAD_ATTR` and `STORE_ATTR` ask it before they look anything up.
//!
//! It holds what `specialize/attributes.rs` could put in an inline cache, and is right for the same
//! reason: shapes are never renumbered, and a class that changes makes its shapes stale. Names are
//! interned and shapes keep their classes, so what an entry of a fresh shape points to is alive.

use super::place::{self, OVERFLOW};
use crate::specialize::fresh_shape;
use crate::types::function::FunctionObj;
use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::shape::ShapeKind;
use taipan_runtime::object::slots::{GetAttrFn, SetAttrFn};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::ops::attr::{object_getattr, object_setattr};
use taipan_runtime::types::descriptor::MemberObj;
use taipan_runtime::types::staticmethod::StaticMethodObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

const ENTRIES: usize = 1024;
const CLASS_ENTRIES: usize = 256;

/// What access to an attribute is for all instances of a shape.
#[derive(Clone, Copy)]
pub(crate) enum Found {
    /// Nothing that a cache can hold.
    Other,
    /// A descriptor of a builtin class, which has its say before or without the instance: asked itself.
    Bound(Value),
    /// A `classmethod`, which is asked for its function.
    ClassMethod(Value),
    /// A word at this place of the object.
    Slot(u16),
    /// A method of the class.
    Method(Value),
    /// A value of the class that does not bind.
    Plain(Value),
    /// Storing adds the attribute at this place, by a transition to this shape.
    Add(u16, ShapeId),
}

#[derive(Clone)]
struct Entry {
    shape: Cell<ShapeId>,
    name: Cell<usize>,
    found: Cell<Found>,
}

/// An attribute of a class, right while the class has this version.
#[derive(Clone)]
struct ClassEntry {
    class: Cell<usize>,
    name: Cell<usize>,
    version: Cell<u64>,
    found: Cell<Found>,
}

impl Entry {
    #[inline(always)]
    fn is_of(&self, shape: ShapeId, name: Gc<StrObj>) -> bool {
        self.shape.get() == shape && self.name.get() == name.addr()
    }

    fn take_over(&self, other: &Entry) {
        self.shape.set(other.shape.get());
        self.name.set(other.name.get());
        self.found.set(other.found.get());
    }
}

/// The cache: loads, stores, loads from classes.
pub(crate) struct Lookups {
    loads: Box<[Entry]>,
    stores: Box<[Entry]>,
    classes: Box<[ClassEntry]>,
}

impl Lookups {
    pub fn new() -> Lookups {
        let empty = Entry {
            shape: Cell::new(ShapeId::FREE),
            name: Cell::new(0),
            found: Cell::new(Found::Other),
        };
        let table = vec![empty; ENTRIES].into_boxed_slice();
        let none = ClassEntry {
            class: Cell::new(0),
            name: Cell::new(0),
            version: Cell::new(0),
            found: Cell::new(Found::Other),
        };
        let classes = vec![none; CLASS_ENTRIES].into_boxed_slice();
        Lookups { loads: table.clone(), stores: table, classes }
    }

    /// What is known of loading `owner.name`, of classes too; found out about if nothing is.
    pub fn any_load(&self, cx: &mut Ctx, owner: Value, name: Gc<StrObj>) -> Option<Found> {
        if owner.has_shape(TypeId::TYPE.shape()) {
            return self.load_class(cx, owner, name);
        }
        let found = self.load(cx, owner, name);
        if found.is_none() {
            self.learn_load(cx, owner, name);
        }
        found
    }

    /// What is known of loading from a class whose metaclass is `type`; found out about if nothing is.
    #[inline]
    fn load_class(&self, cx: &mut Ctx, owner: Value, name: Gc<StrObj>) -> Option<Found> {
        let class = owner.cast::<TypeObj>()?;
        let hash = (name.addr() >> 4) ^ (class.addr() >> 5);
        let entry = &self.classes[hash & (CLASS_ENTRIES - 1)];
        if entry.class.get() == class.addr()
            && entry.name.get() == name.addr()
            && entry.version.get() == class.version.get()
        {
            return Some(entry.found.get());
        }
        if class.is_volatile() {
            return None;
        }
        let found = classify_class(cx, class, name).unwrap_or(Found::Other);
        entry.version.set(cx.type_version(class));
        entry.class.set(class.addr());
        entry.name.set(name.addr());
        entry.found.set(found);
        Some(found)
    }

    /// What is known of loading `owner.name`.
    #[inline(always)]
    pub fn load(&self, cx: &Ctx, owner: Value, name: Gc<StrObj>) -> Option<Found> {
        find(&self.loads, cx, owner, name)
    }

    /// What is known of `owner.name = ...`.
    #[inline(always)]
    pub fn store(&self, cx: &Ctx, owner: Value, name: Gc<StrObj>) -> Option<Found> {
        find(&self.stores, cx, owner, name)
    }

    /// Finds out about loading `owner.name`, an interned name.
    #[inline(never)]
    pub fn learn_load(&self, cx: &mut Ctx, owner: Value, name: Gc<StrObj>) {
        learn(&self.loads, cx, owner, name, classify_load);
    }

    /// Finds out about `owner.name = ...`.
    #[inline(never)]
    pub fn learn_store(&self, cx: &mut Ctx, owner: Value, name: Gc<StrObj>) {
        learn(&self.stores, cx, owner, name, classify_store);
    }
}

/// The two entries that a shape and a name may have: with one, two hot names that share it would push each other
/// out for ever, and which do is a matter of addresses.
#[inline(always)]
fn ways(table: &[Entry], shape: ShapeId, name: Gc<StrObj>) -> (&Entry, &Entry) {
    let hash = (name.addr() >> 4) ^ (shape.0 as usize).wrapping_mul(0x9e5);
    // The mask keeps it in bounds.
    let at = hash & (ENTRIES - 1);
    (&table[at], &table[at ^ 1])
}

#[inline(always)]
fn find(table: &[Entry], cx: &Ctx, owner: Value, name: Gc<StrObj>) -> Option<Found> {
    let shape = owner.heap_shape()?;
    let (first, second) = ways(table, shape, name);
    let entry = if first.is_of(shape, name) { first } else { second };
    let hit = entry.is_of(shape, name) && !cx.shapes.get(shape).is_stale();
    hit.then(|| entry.found.get())
}

fn learn(
    table: &[Entry],
    cx: &mut Ctx,
    owner: Value,
    name: Gc<StrObj>,
    classify: fn(&mut Ctx, Value, ShapeId, Gc<StrObj>) -> Option<Found>,
) {
    let Some(shape) = fresh_shape(cx, owner) else { return };
    let (first, second) = ways(table, shape, name);
    if cx.shapes.get(shape).is_stale() || first.is_of(shape, name) || second.is_of(shape, name) {
        return;
    }
    if cx.type_of(owner).is_volatile() {
        return;
    }
    let found = classify(cx, owner, shape, name).unwrap_or(Found::Other);
    second.take_over(first);
    first.found.set(found);
    first.name.set(name.addr());
    first.shape.set(shape);
}

fn classify_load(cx: &mut Ctx, owner: Value, shape: ShapeId, name: Gc<StrObj>) -> Option<Found> {
    let ty = cx.type_of(owner);
    if !std::ptr::fn_addr_eq(ty.slots.getattr.get()?, object_getattr as GetAttrFn) {
        return None;
    }
    let descr = cx.type_lookup(ty, name);
    if let Some(d) = descr
        && cx.type_of(d).slots.descr_set.get().is_some()
    {
        return member(d).or_else(|| native(cx, d));
    }
    match cx.shapes.get(shape).kind() {
        ShapeKind::Dict => return None,
        ShapeKind::Attrs => {
            if let Some(i) = cx.shapes.find(shape, name) {
                return place::of_attr(cx, shape, i).map(Found::Slot);
            }
        }
        ShapeKind::Fixed => {}
    }
    let d = descr?;
    let ty = cx.type_of(d);
    if ty.has(TypeFlags::METHOD_DESCRIPTOR) {
        return Some(Found::Method(d));
    }
    if ty.slots.descr_get.get().is_none() {
        return Some(Found::Plain(d));
    }
    native(cx, d)
}

/// Loads from a class whose metaclass is `type`, as `type.__getattribute__` looks.
fn classify_class(cx: &mut Ctx, class: Gc<TypeObj>, name: Gc<StrObj>) -> Option<Found> {
    let meta = cx.ty(TypeId::TYPE);
    let on_meta = cx.type_lookup(meta, name);
    if let Some(d) = on_meta
        && cx.type_of(d).slots.descr_set.get().is_some()
    {
        return native(cx, d);
    }
    let Some(found) = cx.type_lookup(class, name) else {
        return on_meta.and_then(|d| native(cx, d));
    };
    // What binds to instances only is itself when it is asked for through a class.
    let is_itself = found.cast::<FunctionObj>().is_some()
        || found.has_shape(TypeId::METHOD_DESCRIPTOR.shape())
        || found.has_shape(TypeId::SLOT_WRAPPER.shape())
        || cx.type_of(found).slots.descr_get.get().is_none();
    if is_itself {
        return Some(Found::Plain(found));
    }
    found.has_shape(TypeId::CLASSMETHOD.shape()).then_some(Found::ClassMethod(found))
}

/// The Python function of a `classmethod`.
#[inline(always)]
pub(crate) fn method_function(method: Value) -> Option<Value> {
    let function = method.cast::<StaticMethodObj>()?.callable.get()?;
    function.cast::<FunctionObj>().is_some().then_some(function)
}

/// A descriptor whose own class never changes.
fn native(cx: &mut Ctx, d: Value) -> Option<Found> {
    if d.has_shape(TypeId::CLASSMETHOD.shape()) {
        return Some(Found::ClassMethod(d));
    }
    (!cx.type_of(d).is_mutable()).then_some(Found::Bound(d))
}

fn classify_store(cx: &mut Ctx, owner: Value, shape: ShapeId, name: Gc<StrObj>) -> Option<Found> {
    let ty = cx.type_of(owner);
    if !std::ptr::fn_addr_eq(ty.slots.setattr.get()?, object_setattr as SetAttrFn) {
        return None;
    }
    if let Some(d) = cx.type_lookup(ty, name)
        && cx.type_of(d).slots.descr_set.get().is_some()
    {
        return member(d);
    }
    if cx.shapes.get(shape).kind() != ShapeKind::Attrs {
        return None;
    }
    if let Some(i) = cx.shapes.find(shape, name) {
        return place::of_attr(cx, shape, i).map(Found::Slot);
    }
    let index = cx.shapes.get(shape).count.get();
    let to = cx.shapes.with_attr(shape, name)?;
    let at = place::of_attr(cx, shape, index)?;
    (at & OVERFLOW == 0).then_some(Found::Add(at, to))
}

/// The slot of a `__slots__` descriptor.
fn member(d: Value) -> Option<Found> {
    let offset = u16::try_from(d.cast::<MemberObj>()?.offset).ok()?;
    (offset < OVERFLOW).then_some(Found::Slot(offset))
}
