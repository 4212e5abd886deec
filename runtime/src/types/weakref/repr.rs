//! `WeakRefObj`: the struct of `weakref.ref` and of weak proxies, which differ by class only.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{
    Field, Gc, GcVec, Header, HeapObject, LayoutId, Marker, Trace, WeakHead, WeakObject,
};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::value::Value;
use std::cell::Cell;

/// A weak reference or proxy. The collector clears the target when it dies.
#[repr(C)]
pub struct WeakRefObj {
    head: WeakHead,
    /// Hash of the target, once it was asked for.
    pub(super) hash: Cell<Option<i64>>,
}

// SAFETY: `WeakRefObj` is `repr(C)`, begins with a `Header` (that of `WeakHead`), and only it uses
// this layout id.
unsafe impl HeapObject for WeakRefObj {
    const LAYOUT: LayoutId = layouts::WEAKREF;
}

// SAFETY: it begins with a `WeakHead`.
unsafe impl WeakObject for WeakRefObj {}

impl Trace for WeakRefObj {
    fn trace(&self, m: &mut Marker) {
        self.head.callback.trace(m);
    }
}

impl WeakRefObj {
    /// What is referred to, while it lives.
    #[inline]
    pub fn target(&self) -> Option<Value> {
        self.head.target.get()
    }

    /// What is called after the target died.
    pub fn callback(&self) -> Option<Value> {
        self.head.callback.get()
    }
}

impl Ctx {
    /// A weak reference of this class. Without a callback, one of the same class that is there
    /// already is used again if `class` is exactly a builtin one (`may_share`).
    pub fn weak_reference(
        &mut self,
        class: Gc<TypeObj>,
        target: Value,
        callback: Option<Value>,
        may_share: bool,
    ) -> PyResult<Gc<WeakRefObj>> {
        let target_class = self.type_of(target);
        if target.header().is_none() || !target_class.has(TypeFlags::WEAKREF) {
            raise!(
                self,
                TypeError,
                "cannot create weak reference to '{}' object",
                target_class.name_str()
            );
        }
        let callback = callback.filter(|c| !c.is_none());
        if may_share && callback.is_none() {
            let shape = class.instance_shape.get();
            let mut i = 0;
            while let Some(known) = self.heap.weak_of(target, i) {
                if let Some(w) = known.cast::<WeakRefObj>()
                    && known.has_shape(shape)
                    && w.callback().is_none()
                {
                    return Ok(w);
                }
                i += 1;
            }
        }
        let weak = self.alloc_instance(class, |shape| WeakRefObj {
            head: WeakHead {
                hdr: Header::new(shape, layouts::WEAKREF),
                target: Cell::new(Some(target)),
                callback: Field::new(callback),
            },
            hash: Cell::new(None),
        })?;
        self.heap.register_weak(target, weak);
        Ok(weak)
    }

    /// The weak references to an object in CPython's order: the plain reference, the plain proxy, then the others,
    /// the newest first.
    pub fn weak_references_to(&mut self, object: Value) -> PyResult<GcVec> {
        let mut all = GcVec::with_capacity(self, 1)?;
        while let Some(weak) = self.heap.weak_of(object, all.len()) {
            all.push(self, weak)?;
        }
        all.as_mut_slice().reverse();
        all.as_mut_slice().sort_by_key(|weak| {
            let is_plain = weak.cast::<WeakRefObj>().is_some_and(|w| w.callback().is_none());
            let is = |id: TypeId| is_plain && weak.has_shape(id.shape());
            match () {
                () if is(TypeId::WEAKREF) => 0,
                () if is(TypeId::PROXY) || is(TypeId::CALLABLE_PROXY) => 1,
                () => 2,
            }
        });
        Ok(all)
    }
}
