//! Shapes: the class of an instance and the order of its attributes, behind one 32-bit number.
//!
//! Two instances with equal shape have the same class, and the same attribute at the same place.
//! Shapes form a transition tree below the root shape of a class and are never freed or renumbered
//! while the VM lives.
//!
//! A shape also stands for what a lookup in the class finds: when a class (or a class in its MRO)
//! changes, its shapes become *stale* and instances move to fresh shapes as they are touched
//! (`instance.rs`). So a cache keyed by a shape alone is right for methods too, but for classes
//! that change all the time (`TypeObj::is_volatile`), whose attributes are not cached.
//!
//! Numbers below [`FIRST_DYNAMIC`] are the exact builtin types: shape number = `TypeId` number.

use super::type_obj::TypeObj;
use crate::heap::{Gc, Marker, ShapeId};
use crate::types::str::StrObj;
use crate::value::Value;
use memmap2::{MmapMut, MmapOptions};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Deref;
use std::ptr::NonNull;

/// The first shape that does not belong to a builtin type.
pub const FIRST_DYNAMIC: u32 = 1024;
/// How many shapes a VM can have; then new attributes go to dictionaries.
pub const MAX_SHAPES: u32 = 1 << 20;
/// How many attributes an instance can have before it goes to dictionary mode.
pub const MAX_ATTRS: u16 = 128;
/// A lookup walks the parents up to one whose attributes are a multiple of this, which has an index: an
/// index of every shape on the way to a hundred attributes would take half a megabyte.
const INDEX_EVERY: u16 = 8;

/// Where an instance keeps its attributes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ShapeKind {
    /// No instance attributes besides slots.
    Fixed,
    /// Attributes at the places that the shape tells.
    Attrs,
    /// Attributes in a dictionary, held by the `attrs` word.
    Dict,
}

/// One shape. All fields but `live` are fixed after creation.
#[repr(C)]
pub struct Shape {
    class: Cell<Option<Gc<TypeObj>>>,
    name: Cell<Option<Gc<StrObj>>>,
    /// The shape before the last attribute; of a root, another root of its class: they form a ring.
    parent: Cell<ShapeId>,
    /// Number of attributes.
    pub count: Cell<u16>,
    /// How many of them lie inside the object.
    pub inline_cap: Cell<u16>,
    /// Byte offset of the first attribute slot inside the object.
    pub inline_offset: Cell<u16>,
    /// Byte offset of the `attrs` word; 0 = instances have no `__dict__`; [`ATTRS_AT_TAIL`].
    pub attrs_offset: Cell<u16>,
    /// Byte offset of the first traced word of the instance part (slots, `attrs`, attributes).
    pub fields_start: Cell<u16>,
    /// Byte size of an instance.
    pub size: Cell<u16>,
    kind: Cell<ShapeKind>,
    /// The shape's own number, or [`STALE`] once the class changed: to compare it with the number in an object's
    /// header is to ask at once whether the object has this shape and whether the shape still holds.
    live: Cell<u32>,
    ext: RefCell<ShapeExt>,
}

/// No shape's number.
const STALE: u32 = u32::MAX;

/// `attrs_offset` of instances whose builtin part varies in size: the word is the last of the object.
pub const ATTRS_AT_TAIL: u16 = u16::MAX;

#[derive(Default)]
struct ShapeExt {
    /// Address of an interned name, and the shape with that attribute added.
    transitions: Vec<(usize, ShapeId)>,
    index: Option<HashMap<usize, u16, BuildHasherDefault<AddressHasher>>>,
}

/// Hashes the address of an interned name.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.write_usize(b as usize));
    }

    #[inline]
    fn write_usize(&mut self, address: usize) {
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A reference to a shape; valid while the VM lives.
#[derive(Copy, Clone)]
pub struct ShapeRef(NonNull<Shape>);

impl Deref for ShapeRef {
    type Target = Shape;
    #[inline(always)]
    fn deref(&self) -> &Shape {
        // SAFETY: shapes lie in a mapping that lives as long as the `Shapes` of the VM and are
        // initialized (zeroed memory is a valid empty shape) before a `ShapeRef` is made.
        unsafe { self.0.as_ref() }
    }
}

impl Shape {
    /// The class of instances with this shape; `None` while a builtin type is not yet made.
    #[inline(always)]
    pub fn class(&self) -> Option<Gc<TypeObj>> {
        self.class.get()
    }

    /// Where attributes are.
    #[inline(always)]
    pub fn kind(&self) -> ShapeKind {
        self.kind.get()
    }

    /// Whether the class changed since; instances move away when touched.
    #[inline(always)]
    pub fn is_stale(&self) -> bool {
        self.live.get() == STALE
    }

    /// The shape's number, or one that no object has if it is stale.
    #[inline(always)]
    pub fn live(&self) -> ShapeId {
        ShapeId(self.live.get())
    }

    /// Marks the shape as outdated.
    pub fn set_stale(&self) {
        self.live.set(STALE);
    }

    /// How instances are laid out.
    pub fn layout(&self) -> InstanceLayout {
        InstanceLayout {
            inline_cap: self.inline_cap.get(),
            inline_offset: self.inline_offset.get(),
            attrs_offset: self.attrs_offset.get(),
            fields_start: self.fields_start.get(),
            size: self.size.get(),
        }
    }

    /// The last attribute added, with the shape before it.
    #[inline(always)]
    pub fn last(&self) -> Option<(Gc<StrObj>, ShapeId)> {
        self.name.get().map(|n| (n, self.parent.get()))
    }
}

/// How instances of a class are laid out; the same for the whole tree below a root shape.
#[derive(Copy, Clone, PartialEq, Eq)]
pub struct InstanceLayout {
    /// Attribute slots inside the object.
    pub inline_cap: u16,
    /// Byte offset of the first of them.
    pub inline_offset: u16,
    /// Byte offset of the `attrs` word, 0 for none, or [`ATTRS_AT_TAIL`].
    pub attrs_offset: u16,
    /// Byte offset of the first traced word after the builtin part.
    pub fields_start: u16,
    /// Byte size of an instance.
    pub size: u16,
}

/// The shape table of a VM.
pub struct Shapes {
    memory: MmapMut,
    len: u32,
}

impl Shapes {
    /// Reserves the table; `None` when the address space is exhausted.
    pub fn new() -> Option<Shapes> {
        let bytes = MAX_SHAPES as usize * size_of::<Shape>();
        let memory = MmapOptions::new().len(bytes).no_reserve_swap().map_anon().ok()?;
        let mut shapes = Shapes { memory, len: FIRST_DYNAMIC };
        for i in 0..FIRST_DYNAMIC {
            shapes.init(i);
        }
        Some(shapes)
    }

    fn init(&mut self, index: u32) {
        let slot = self.memory.as_mut_ptr().cast::<Shape>();
        // SAFETY: the index is below `MAX_SHAPES`, so the slot is inside the mapping; it is written
        // before any `ShapeRef` to it exists.
        unsafe {
            slot.add(index as usize).write(Shape {
                class: Cell::new(None),
                name: Cell::new(None),
                parent: Cell::new(ShapeId(0)),
                count: Cell::new(0),
                inline_cap: Cell::new(0),
                inline_offset: Cell::new(0),
                attrs_offset: Cell::new(0),
                fields_start: Cell::new(0),
                size: Cell::new(0),
                kind: Cell::new(ShapeKind::Fixed),
                live: Cell::new(index),
                ext: RefCell::default(),
            });
        }
    }

    /// The shape with this number.
    #[inline(always)]
    pub fn get(&self, id: ShapeId) -> ShapeRef {
        debug_assert!(id.0 < self.len, "shape {} of {}", id.0, self.len);
        let slot = self.memory.as_ptr().cast::<Shape>();
        // SAFETY: numbers come from this table, so they are below `len`; such slots are written.
        unsafe { ShapeRef(NonNull::new_unchecked(slot.add(id.0 as usize).cast_mut())) }
    }

    /// How many shapes there are.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Never: builtin shapes are always there.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Address of the table, which never moves; see `layout.rs`.
    pub fn base(&self) -> *const u8 {
        self.memory.as_ptr()
    }

    /// Where the numbers of shapes that still hold are, for machine code: the address of the first shape's, and the
    /// bytes from one to the next.
    pub fn live_numbers(&self) -> (usize, usize) {
        (self.base() as usize + std::mem::offset_of!(Shape, live), size_of::<Shape>())
    }

    fn add(&mut self) -> Option<ShapeId> {
        if self.len == MAX_SHAPES {
            return None;
        }
        let id = self.len;
        self.init(id);
        self.len += 1;
        Some(ShapeId(id))
    }

    /// Binds the fixed shape of a builtin type to its type object.
    pub fn bind_builtin(
        &mut self,
        id: ShapeId,
        class: Gc<TypeObj>,
        kind: ShapeKind,
        l: InstanceLayout,
    ) {
        self.describe(id, class, kind, l);
    }

    /// A root shape for instances of `class` that are laid out like this, beside the one that new
    /// instances have.
    pub fn other_root(
        &mut self,
        class: Gc<TypeObj>,
        kind: ShapeKind,
        l: InstanceLayout,
    ) -> Option<ShapeId> {
        let first = class.instance_shape.get();
        if first.0 < FIRST_DYNAMIC {
            return self.new_root(class, kind, l);
        }
        let mut ring = self.roots(first).into_iter().map(|id| (id, self.get(id)));
        let known = ring.find(|(_, root)| root.kind() == kind && root.layout() == l);
        if let Some((known, _)) = known {
            return Some(known);
        }
        let id = self.new_root(class, kind, l)?;
        let head = self.get(first);
        self.get(id).parent.set(head.parent.get());
        head.parent.set(id);
        Some(id)
    }

    /// All roots of a class, given one.
    fn roots(&self, first: ShapeId) -> Vec<ShapeId> {
        let next = |&id: &ShapeId| Some(self.get(id).parent.get()).filter(|&id| id != first);
        std::iter::successors(Some(first), next).collect()
    }

    /// A new root shape (no attributes yet) for instances of `class`, the only one.
    pub fn new_root(
        &mut self,
        class: Gc<TypeObj>,
        kind: ShapeKind,
        l: InstanceLayout,
    ) -> Option<ShapeId> {
        let id = self.add()?;
        self.describe(id, class, kind, l);
        self.get(id).parent.set(id);
        Some(id)
    }

    fn describe(&self, id: ShapeId, class: Gc<TypeObj>, kind: ShapeKind, l: InstanceLayout) {
        let shape = self.get(id);
        shape.class.set(Some(class));
        shape.kind.set(kind);
        shape.inline_cap.set(l.inline_cap);
        shape.inline_offset.set(l.inline_offset);
        shape.attrs_offset.set(l.attrs_offset);
        shape.fields_start.set(l.fields_start);
        shape.size.set(l.size);
    }

    /// The shape after adding an (interned) attribute; `None` when the instance must go to
    /// dictionary mode.
    pub fn with_attr(&mut self, id: ShapeId, name: Gc<StrObj>) -> Option<ShapeId> {
        let from = self.get(id);
        if let Some(&(_, to)) = from.ext.borrow().transitions.iter().find(|t| t.0 == name.addr()) {
            return Some(to);
        }
        if from.count.get() >= MAX_ATTRS || from.ext.borrow().transitions.len() >= 1024 {
            return None;
        }
        let to_id = self.add()?;
        let to = self.get(to_id);
        to.class.set(from.class.get());
        to.name.set(Some(name));
        to.parent.set(id);
        to.count.set(from.count.get() + 1);
        to.inline_cap.set(from.inline_cap.get());
        to.inline_offset.set(from.inline_offset.get());
        to.attrs_offset.set(from.attrs_offset.get());
        to.fields_start.set(from.fields_start.get());
        to.size.set(from.size.get());
        to.kind.set(from.kind.get());
        if from.is_stale() {
            to.set_stale();
        }
        from.ext.borrow_mut().transitions.push((name.addr(), to_id));
        Some(to_id)
    }

    /// The index of an (interned) attribute name.
    pub fn find(&self, id: ShapeId, name: Gc<StrObj>) -> Option<u16> {
        let mut at = self.get(id);
        while at.count.get() == 0 || !at.count.get().is_multiple_of(INDEX_EVERY) {
            let (last, parent) = at.last()?;
            if last.ptr_eq(name) {
                return Some(at.count.get() - 1);
            }
            at = self.get(parent);
        }
        let mut ext = at.ext.borrow_mut();
        let index = ext.index.get_or_insert_with(|| {
            let count = usize::from(at.count.get());
            let mut map = HashMap::with_capacity_and_hasher(count, Default::default());
            let mut at = at;
            while let Some((n, parent)) = at.last() {
                map.insert(n.addr(), at.count.get() - 1);
                at = self.get(parent);
            }
            map
        });
        index.get(&name.addr()).copied()
    }

    /// The attribute names in order of definition.
    pub fn names(&self, id: ShapeId) -> Vec<Gc<StrObj>> {
        // Names are interned and held by the shape table, so the `Vec` hides nothing from the collector.
        let mut names = Vec::new();
        let mut at = self.get(id);
        while let Some((n, parent)) = at.last() {
            names.push(n);
            at = self.get(parent);
        }
        names.reverse();
        names
    }

    /// Every shape of the class that has this root becomes stale.
    pub fn retire(&mut self, root: ShapeId) {
        let mut pending = self.roots(root);
        while let Some(id) = pending.pop() {
            let shape = self.get(id);
            shape.set_stale();
            pending.extend(shape.ext.borrow().transitions.iter().map(|t| t.1));
        }
    }

    /// Marks attribute names and the classes of builtin types.
    pub fn trace(&self, m: &mut Marker) {
        for i in 1..self.len {
            let shape = self.get(ShapeId(i));
            if let Some(name) = shape.name.get() {
                m.mark_value(Value::from(name));
            }
            if let Some(class) = shape.class.get() {
                m.mark_value(Value::from(class));
            }
        }
    }
}

impl Drop for Shapes {
    fn drop(&mut self) {
        for i in 0..self.len {
            let shape = self.get(ShapeId(i));
            // The mapping frees the shapes themselves; their side tables are on the Rust heap.
            drop(shape.ext.take());
        }
    }
}
