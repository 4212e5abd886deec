//! Changing a class: its dictionary, and all that was derived from it.

use super::shape::ShapeKind;
use super::slot_defs;
use super::type_id::TypeId;
use super::type_obj::{TypeFlags, TypeObj};
use crate::ctx::{Change, Ctx, PyResult};
use crate::fault;
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// After this many changes a class is volatile: caches keyed by its shapes would only churn.
const VOLATILE_AFTER: u32 = 64;

impl Ctx {
    /// Sets or deletes an attribute of a class, without metaclass descriptors (`type.__setattr__`
    /// has looked at those).
    pub fn set_class_attr(
        &mut self,
        ty: Gc<TypeObj>,
        name: Gc<StrObj>,
        to: Option<Value>,
    ) -> PyResult<()> {
        if !ty.is_mutable() {
            let (n, t) = (name.to_string(), ty.shown_name());
            raise!(self, TypeError, "cannot set '{n}' attribute of immutable type '{t}'");
        }
        let name = self.intern_obj(name);
        let dict = ty.dict.get();
        match to {
            Some(v) => self.dict_set_str(dict, name, v)?,
            None => {
                if self.dict_remove(dict, name.into())?.is_none() {
                    let (n, t) = (name.to_string(), ty.shown_name());
                    return Err(self.raise(
                        crate::exceptions::Exc::AttributeError,
                        format!("type object '{t}' has no attribute '{n}'"),
                    ));
                }
            }
        }
        self.class_changed(ty);
        if let Some(changed) = self.hooks.changed {
            let how = if to.is_some() { "set" } else { "delete" };
            changed(self, Change::Class { class: ty, name: name.to_string(), how });
        }
        if name.as_ascii().is_some_and(|n| n.starts_with("__") && n.ends_with("__")) {
            self.update_dunder(ty, name)?;
        }
        if ["__get__", "__set__", "__delete__"].iter().any(|n| name.eq_str(n)) {
            self.descriptors_changed();
        }
        Ok(())
    }

    /// A class has become a descriptor, or another kind of one: what caches know of attributes that are its
    /// instances, in whatever class those are, is void.
    pub fn descriptors_changed(&mut self) {
        let object = self.ty(TypeId::OBJECT);
        self.void_caches(object);
    }

    fn void_caches(&mut self, ty: Gc<TypeObj>) {
        ty.version.set(0);
        self.retire_shapes(ty);
        self.each_subclass(ty, &mut |cx, sub| cx.void_caches(sub));
    }

    fn update_dunder(&mut self, ty: Gc<TypeObj>, name: Gc<StrObj>) -> PyResult<()> {
        slot_defs::update_slots_of(self, ty, &name.to_string());
        let mut result = Ok(());
        self.each_subclass(ty, &mut |cx, sub| {
            if result.is_ok() {
                result = cx.update_dunder(sub, name);
            }
        });
        result
    }

    /// Everything derived from the class's attributes is void: versions, method caches, shapes.
    pub fn class_changed(&mut self, ty: Gc<TypeObj>) {
        if fault!("class-version-kept") {
            return;
        }
        ty.version.set(0);
        ty.mutations.set(ty.mutations.get().saturating_add(1));
        if ty.mutations.get() > VOLATILE_AFTER {
            ty.add_flags(TypeFlags::VOLATILE);
        }
        self.retire_shapes(ty);
        if !fault!("subclass-version-kept") {
            self.each_subclass(ty, &mut |cx, sub| cx.class_changed(sub));
        }
    }

    fn retire_shapes(&mut self, ty: Gc<TypeObj>) {
        let root_id = ty.instance_shape.get();
        if root_id.0 < super::shape::FIRST_DYNAMIC {
            return;
        }
        let root = self.shapes.get(root_id);
        let layout = root.layout();
        if root.is_stale() {
            return;
        }
        // A tree that nothing was cached on yet may stay: only shapes that instances or caches can
        // hold matter, and a class body that is still being set up has none.
        if let Some(fresh) = self.shapes.new_root(ty, root.kind(), layout) {
            self.shapes.retire(root_id);
            ty.instance_shape.set(fresh);
        }
        ty.dict_shape.set(crate::heap::ShapeId(0));
        debug_assert!(root.kind() != ShapeKind::Fixed || layout.inline_cap == 0);
    }

    /// Calls `f` on each living direct subclass.
    pub fn each_subclass(&mut self, ty: Gc<TypeObj>, f: &mut dyn FnMut(&mut Ctx, Gc<TypeObj>)) {
        let Some(list) = ty.subclasses.get() else { return };
        for i in 0..list.len() {
            if let Some(sub) = list.get(i).and_then(|v| v.cast::<TypeObj>()) {
                f(self, sub);
            }
        }
    }
}
