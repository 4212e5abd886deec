//! Instances: where the attributes of an object are, and how they are read and written.
//!
//! ```text
//! | header | builtin part ... | __slots__ words ... | attrs | attribute slots ... |
//! ```
//! The words from `fields_start` on are the instance part. In `Attrs` kind the shape tells the index
//! of each attribute: below `inline_cap` it is an attribute slot of the object, else a word of the
//! overflow array that `attrs` holds. In `Dict` kind `attrs` holds the dictionary (or nothing yet).
//! Instances of `str`, `bytes`, `int` and `tuple` subclasses have `attrs` as their last word.

use super::layouts;
use super::shape::{ATTRS_AT_TAIL, InstanceLayout, ShapeKind, ShapeRef};
use super::type_obj::{TypeFlags, TypeObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{
    Field, Gc, Header, HeapObject, INSTANCE_PART, LayoutId, Marker, ShapeId, Trace, ValueArray,
};
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::value::Value;

/// An object that is nothing but an instance part.
#[repr(C)]
pub struct InstanceObj {
    pub(crate) hdr: Header,
}

// SAFETY: `InstanceObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for InstanceObj {
    const LAYOUT: LayoutId = layouts::INSTANCE;
}

impl Trace for InstanceObj {
    fn trace(&self, _: &mut Marker) {}
}

/// The word at a byte offset inside an object's instance part.
///
/// The offset must come from the object's own shape (or a `__slots__` descriptor that was checked
/// against its class).
#[inline(always)]
pub fn field_at(object: &Header, offset: usize) -> &Field<Option<Value>> {
    // SAFETY: shapes describe words inside the object (`fields_start..size`), which `alloc_instance`
    // zeroed (an absent value) and which are only ever used as value fields.
    unsafe { &*std::ptr::from_ref(object).cast::<u8>().add(offset).cast::<Field<Option<Value>>>() }
}

/// Byte size of the builtin part of an object whose size varies, without the `attrs` word.
fn var_size(object: Value) -> usize {
    let Some(h) = object.header() else { return 0 };
    match h.layout {
        layouts::STR => object.cast::<StrObj>().map_or(0, |s| s.payload_size()),
        layouts::BYTES => {
            object.cast::<crate::types::bytes::BytesObj>().map_or(0, |b| b.payload_size())
        }
        layouts::TUPLE => {
            object.cast::<crate::types::tuple::TupleObj>().map_or(0, |t| t.payload_size())
        }
        layouts::INT => object.cast::<crate::types::int::IntObj>().map_or(0, |i| i.payload_size()),
        _ => 0,
    }
}

/// The `attrs` word of an object, if instances of its class have attributes.
#[inline]
fn attrs_word<'a>(
    object: &'a Value,
    header: &'a Header,
    shape: ShapeRef,
) -> Option<&'a Field<Option<Value>>> {
    match shape.attrs_offset.get() {
        0 => None,
        ATTRS_AT_TAIL => Some(field_at(header, var_size(*object))),
        offset => Some(field_at(header, offset as usize)),
    }
}

/// Marks the instance part; the collector calls it for objects with [`INSTANCE_PART`].
pub fn trace_instance_part(header: &Header, shape: ShapeRef, m: &mut Marker) {
    if shape.attrs_offset.get() == ATTRS_AT_TAIL {
        // SAFETY: the header is that of a live object.
        if let Some(object) = unsafe { Value::from_bits(std::ptr::from_ref(header) as u64) }
            && let Some(v) = field_at(header, var_size(object)).get()
        {
            m.mark_value(v);
        }
        return;
    }
    let mut at = shape.fields_start.get() as usize;
    while at < shape.size.get() as usize {
        if let Some(v) = field_at(header, at).get() {
            m.mark_value(v);
        }
        at += 8;
    }
}

impl Ctx {
    /// The shape that a new instance of a class has.
    #[inline]
    pub fn instance_shape(&self, class: Gc<TypeObj>) -> ShapeId {
        class.instance_shape.get()
    }

    /// Bytes that an instance of a variable-size class needs behind its payload.
    pub fn instance_extra(&self, class: Gc<TypeObj>) -> usize {
        let shape = self.shapes.get(class.instance_shape.get());
        if shape.attrs_offset.get() == ATTRS_AT_TAIL { 8 } else { 0 }
    }

    /// Marks a fresh object as having an instance part if its class says so, and registers it when
    /// its class has a finalizer. Constructors of variable-size instances call it themselves.
    pub fn finish_instance(&mut self, object: Value, class: Gc<TypeObj>) {
        self.mark_instance_part(object, class);
        if class.slots.del.get().is_some() {
            self.heap.register_finalizable(object);
        }
    }

    fn mark_instance_part(&mut self, object: Value, class: Gc<TypeObj>) {
        let shape = self.shapes.get(class.instance_shape.get());
        if shape.fields_start.get() != 0
            && let Some(h) = object.header()
        {
            h.flags.set(h.flags.get() | INSTANCE_PART);
        }
    }

    /// A new instance: `make` gives the builtin part for the shape.
    pub fn alloc_instance<T: HeapObject>(
        &mut self,
        class: Gc<TypeObj>,
        make: impl FnOnce(ShapeId) -> T,
    ) -> PyResult<Gc<T>> {
        let object = self.alloc_unregistered(class, make)?;
        if class.slots.del.get().is_some() {
            self.heap.register_finalizable(object.into());
        }
        Ok(object)
    }

    /// As [`alloc_instance`](Ctx::alloc_instance), for types that register instances when these get something for
    /// `__del__` to do.
    pub fn alloc_unregistered<T: HeapObject>(
        &mut self,
        class: Gc<TypeObj>,
        make: impl FnOnce(ShapeId) -> T,
    ) -> PyResult<Gc<T>> {
        let id = class.instance_shape.get();
        let size = (self.shapes.get(id).size.get() as usize).max(size_of::<T>());
        let at = self.alloc_raw(size)?;
        // SAFETY: `alloc_raw` gave at least `size_of::<T>()` zeroed bytes that nothing else uses.
        let object: Gc<T> = unsafe {
            at.cast::<T>().write(make(id));
            Gc::from_addr(at.as_ptr() as usize)
        };
        self.mark_instance_part(object.into(), class);
        Ok(object)
    }

    /// A new instance of a class on top of `object`.
    pub fn new_instance(&mut self, class: Gc<TypeObj>) -> PyResult<Value> {
        let o = self.alloc_instance(class, |shape| InstanceObj {
            hdr: Header::new(shape, layouts::INSTANCE),
        })?;
        Ok(o.into())
    }

    /// Moves an instance whose class changed since to the class's present shapes.
    pub fn refresh_shape(&mut self, object: Value) -> PyResult<()> {
        let Some(header) = object.header() else { return Ok(()) };
        let old = self.shapes.get(header.shape.get());
        let Some(class) = old.class() else { return Ok(()) };
        if !old.is_stale() {
            return Ok(());
        }
        if old.kind() == ShapeKind::Dict {
            header.shape.set(self.root_or_memory(class, ShapeKind::Dict, old.layout())?);
            return Ok(());
        }
        let root = self.shapes.get(class.instance_shape.get());
        if root.inline_cap.get() != old.inline_cap.get() || root.size.get() != old.size.get() {
            // The layout of new instances moved on; this one keeps its own tree.
            let layout = old.layout();
            let mut id = self.root_or_memory(class, old.kind(), layout)?;
            for name in self.shapes.names(header.shape.get()) {
                id = match self.shapes.with_attr(id, name) {
                    Some(id) => id,
                    None => return self.instance_dict(object).map(|_| ()),
                };
            }
            header.shape.set(id);
            return Ok(());
        }
        let mut id = class.instance_shape.get();
        for name in self.shapes.names(header.shape.get()) {
            id = match self.shapes.with_attr(id, name) {
                Some(id) => id,
                None => return self.instance_dict(object).map(|_| ()),
            };
        }
        header.shape.set(id);
        Ok(())
    }

    fn root_or_memory(
        &mut self,
        class: Gc<TypeObj>,
        kind: ShapeKind,
        l: InstanceLayout,
    ) -> PyResult<ShapeId> {
        match self.shapes.other_root(class, kind, l) {
            Some(id) => Ok(id),
            None => Err(self.raise_memory()),
        }
    }

    /// The shape of instances of `class` in dictionary mode.
    fn dict_shape(&mut self, class: Gc<TypeObj>) -> PyResult<ShapeId> {
        if class.dict_shape.get().0 == 0 {
            let layout = self.shapes.get(class.instance_shape.get()).layout();
            let id = self.root_or_memory(class, ShapeKind::Dict, layout)?;
            class.dict_shape.set(id);
        }
        Ok(class.dict_shape.get())
    }

    /// An attribute of the instance itself; no class lookup, no Python code.
    #[inline]
    pub fn instance_get(&mut self, object: Value, name: Gc<StrObj>) -> Option<Value> {
        let header = object.header()?;
        let id = header.shape.get();
        let shape = self.shapes.get(id);
        match shape.kind() {
            ShapeKind::Fixed => None,
            ShapeKind::Attrs => {
                let name = self.intern_obj(name);
                let i = self.shapes.find(id, name)? as usize;
                self.attr_field(&object, header, shape, i)
            }
            ShapeKind::Dict => {
                let dict = attrs_word(&object, header, shape)?.get()?.cast::<DictObj>()?;
                self.dict_get_str(dict, name)
            }
        }
    }

    fn attr_field(
        &self,
        object: &Value,
        header: &Header,
        shape: ShapeRef,
        i: usize,
    ) -> Option<Value> {
        let cap = shape.inline_cap.get() as usize;
        if i < cap {
            field_at(header, shape.inline_offset.get() as usize + i * 8).get()
        } else {
            attrs_word(object, header, shape)?.get()?.cast::<ValueArray>()?.get(i - cap)
        }
    }

    /// Sets an attribute of the instance itself; false if instances of its class have none.
    pub fn instance_set(&mut self, object: Value, name: Gc<StrObj>, v: Value) -> PyResult<bool> {
        let Some(header) = object.header() else { return Ok(false) };
        if self.shapes.get(header.shape.get()).is_stale() {
            self.refresh_shape(object)?;
        }
        let id = header.shape.get();
        let shape = self.shapes.get(id);
        match shape.kind() {
            ShapeKind::Fixed => Ok(false),
            ShapeKind::Dict => {
                let dict = self.dict_of(object, header, shape)?;
                let Some(dict) = dict else { return Ok(false) };
                self.dict_set_str(dict, name, v)?;
                Ok(true)
            }
            ShapeKind::Attrs => {
                let name = self.intern_obj(name);
                let cap = shape.inline_cap.get() as usize;
                let (i, to) = match self.shapes.find(id, name) {
                    Some(i) => (i as usize, id),
                    None => match self.shapes.with_attr(id, name) {
                        Some(to) => (shape.count.get() as usize, to),
                        None => {
                            self.instance_dict(object)?;
                            return self.instance_set(object, name, v);
                        }
                    },
                };
                if i < cap {
                    field_at(header, shape.inline_offset.get() as usize + i * 8).set(Some(v));
                } else {
                    let overflow = self.overflow(&object, header, shape, i - cap)?;
                    overflow.set(i - cap, Some(v));
                }
                header.shape.set(to);
                Ok(true)
            }
        }
    }

    /// The overflow array with room for index `i`.
    #[cold]
    fn overflow(
        &mut self,
        object: &Value,
        header: &Header,
        shape: ShapeRef,
        i: usize,
    ) -> PyResult<Gc<ValueArray>> {
        let word =
            attrs_word(object, header, shape).expect("shapes of kind `Attrs` have an `attrs` word");
        let old = word.get().and_then(|v| v.cast::<ValueArray>());
        if let Some(array) = old
            && i < array.capacity()
        {
            return Ok(array);
        }
        if let Some(class) = shape.class() {
            // Twice as many at once: each step gives the class another tree of shapes.
            let cap = shape.inline_cap.get();
            self.grow_inline_hint(class, (cap + i as u16 + 1).max(cap * 2));
        }
        let fresh = self.value_array((i + 1).next_power_of_two().max(4))?;
        if let Some(old) = old {
            fresh.copy_from(0, &old, 0, old.capacity());
        }
        word.set(Some(fresh.into()));
        Ok(fresh)
    }

    /// Gives instances made from now on more attribute slots.
    fn grow_inline_hint(&mut self, class: Gc<TypeObj>, wanted: u16) {
        let wanted = wanted.next_multiple_of(2).min(32);
        let root = self.shapes.get(class.instance_shape.get());
        if root.kind() != ShapeKind::Attrs
            || root.inline_cap.get() >= wanted
            || root.inline_cap.get() == 0
        {
            return;
        }
        let mut layout = root.layout();
        layout.size += (wanted - layout.inline_cap) * 8;
        layout.inline_cap = wanted;
        if let Some(id) = self.shapes.other_root(class, ShapeKind::Attrs, layout) {
            class.inline_hint.set(wanted);
            class.instance_shape.set(id);
        }
    }

    /// Deletes an attribute of the instance itself; false if it has no such attribute.
    pub fn instance_del(&mut self, object: Value, name: Gc<StrObj>) -> PyResult<bool> {
        if self.instance_get(object, name).is_none() {
            return Ok(false);
        }
        let Some(dict) = self.instance_dict(object)? else { return Ok(false) };
        Ok(self.dict_remove(dict, name.into())?.is_some())
    }

    /// The dictionary in the `attrs` word of a `Dict` kind object, made if absent.
    fn dict_of(
        &mut self,
        object: Value,
        header: &Header,
        shape: ShapeRef,
    ) -> PyResult<Option<Gc<DictObj>>> {
        let Some(word) = attrs_word(&object, header, shape) else { return Ok(None) };
        if let Some(dict) = word.get().and_then(|v| v.cast::<DictObj>()) {
            return Ok(Some(dict));
        }
        let dict = self.dict()?;
        word.set(Some(dict.into()));
        Ok(Some(dict))
    }

    /// `object.__dict__`: turns the instance to dictionary mode; `None` if it has none.
    pub fn instance_dict(&mut self, object: Value) -> PyResult<Option<Gc<DictObj>>> {
        let Some(header) = object.header() else { return Ok(None) };
        let id = header.shape.get();
        let shape = self.shapes.get(id);
        match shape.kind() {
            ShapeKind::Fixed => Ok(None),
            ShapeKind::Dict => self.dict_of(object, header, shape),
            ShapeKind::Attrs => {
                let dict = match self.dict_by_template(&object, header, shape, id)? {
                    Some(dict) => dict,
                    None => self.dict_of_attrs(&object, header, shape, id)?,
                };
                self.enter_dict_mode(object, header, shape, dict)?;
                Ok(Some(dict))
            }
        }
    }

    /// A dict of the attributes, copied from one with their names; `None` if that is not known, or an
    /// attribute is missing.
    fn dict_by_template(
        &mut self,
        object: &Value,
        header: &Header,
        shape: ShapeRef,
        id: ShapeId,
    ) -> PyResult<Option<Gc<DictObj>>> {
        let Some(template) = self.dict_templates.get(id) else { return Ok(None) };
        let dict = self.dict_copy(template)?;
        for i in 0..dict.fill() {
            match self.attr_field(object, header, shape, i) {
                Some(v) => dict.set_value_at(i, v),
                None => return Ok(None),
            }
        }
        Ok(Some(dict))
    }

    /// A dict of the attributes.
    fn dict_of_attrs(
        &mut self,
        object: &Value,
        header: &Header,
        shape: ShapeRef,
        id: ShapeId,
    ) -> PyResult<Gc<DictObj>> {
        let dict = self.dict()?;
        let names = self.shapes.names(id);
        let count = names.len();
        self.dict_reserve(dict, count)?;
        for (i, name) in names.into_iter().enumerate() {
            if let Some(v) = self.attr_field(object, header, shape, i) {
                let hash = self.hash_str(name);
                self.dict_insert_new(dict, name.into(), hash, v)?;
            }
        }
        if dict.len() == count && count > 0 {
            self.learn_dict(id, dict)?;
        }
        Ok(dict)
    }

    fn enter_dict_mode(
        &mut self,
        object: Value,
        header: &Header,
        shape: ShapeRef,
        dict: Gc<DictObj>,
    ) -> PyResult<()> {
        let Some(class) = shape.class() else { return Ok(()) };
        let to = self.dict_shape(class)?;
        // An older instance may be larger or smaller than new ones are; the collector must not read
        // past it, so its own layout is kept.
        let to = if self.shapes.get(to).size.get() > shape.size.get() {
            let layout = shape.layout();
            self.root_or_memory(class, ShapeKind::Dict, layout)?
        } else {
            to
        };
        for i in 0..shape.inline_cap.get() as usize {
            field_at(header, shape.inline_offset.get() as usize + i * 8).set(None);
        }
        if let Some(word) = attrs_word(&object, header, shape) {
            word.set(Some(dict.into()));
        }
        header.shape.set(to);
        Ok(())
    }

    /// `object.__dict__ = dict`; false if it has none.
    pub fn set_instance_dict(&mut self, object: Value, dict: Gc<DictObj>) -> PyResult<bool> {
        let Some(header) = object.header() else { return Ok(false) };
        let shape = self.shapes.get(header.shape.get());
        match shape.kind() {
            ShapeKind::Fixed => return Ok(false),
            ShapeKind::Dict => {
                if let Some(word) = attrs_word(&object, header, shape) {
                    word.set(Some(dict.into()));
                }
            }
            ShapeKind::Attrs => self.enter_dict_mode(object, header, shape, dict)?,
        }
        Ok(true)
    }

    /// `object.__class__ = class`, after the layouts were found compatible (`types/object`).
    pub fn set_instance_class(&mut self, object: Value, class: Gc<TypeObj>) -> PyResult<()> {
        let Some(header) = object.header() else { return Ok(()) };
        let old = self.shapes.get(header.shape.get());
        let kind = old.kind();
        let mut id = {
            let layout = old.layout();
            let root = self.shapes.get(class.instance_shape.get());
            let same = root.kind() == kind
                && root.size.get() == old.size.get()
                && root.inline_cap.get() == old.inline_cap.get();
            if same {
                class.instance_shape.get()
            } else {
                self.root_or_memory(class, kind, layout)?
            }
        };
        for name in self.shapes.names(header.shape.get()) {
            id = match self.shapes.with_attr(id, name) {
                Some(id) => id,
                None => return Err(self.raise_memory()),
            };
        }
        header.shape.set(id);
        Ok(())
    }

    /// Whether instances of the class have attributes of their own.
    pub fn has_instance_dict(&self, class: Gc<TypeObj>) -> bool {
        class.has(TypeFlags::HAS_DICT)
    }
}
