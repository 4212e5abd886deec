//! Methods that `super()` found: `LOAD_SUPER_ATTR` has no room for them in its inline cache.
//!
//! The version of the object's class tells its MRO and what every class in it defines, and is never
//! reused; with the class that `super` starts behind and the name it tells the method. While an entry
//! can be found, the method is alive: a class with that version has it.

use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

const ENTRIES: usize = 256;

#[derive(Default)]
struct Entry {
    class: Cell<usize>,
    version: Cell<u64>,
    name: Cell<usize>,
    method: Cell<Option<Value>>,
}

/// The methods that were found last.
pub(crate) struct SuperMethods(Box<[Entry; ENTRIES]>);

impl SuperMethods {
    pub fn new() -> SuperMethods {
        SuperMethods(Box::new(std::array::from_fn(|_| Entry::default())))
    }

    fn entry(&self, version: u64, name: Gc<StrObj>) -> &Entry {
        &self.0[((name.addr() >> 4) ^ version as usize) % ENTRIES]
    }

    /// The method `name` behind `class` in the MRO of the object's class.
    #[inline(always)]
    pub fn find(&self, cx: &Ctx, class: Value, object: Value, name: Gc<StrObj>) -> Option<Value> {
        let version = cx.shapes.get(object.heap_shape()?).class()?.version.get();
        let entry = self.entry(version, name);
        let known = version != 0
            && entry.version.get() == version
            && entry.class.get() == class.bits() as usize
            && entry.name.get() == name.addr();
        if known { entry.method.get() } else { None }
    }

    /// Notes a method that was found for an instance (not for a class as its own instance).
    pub fn learn(
        &self,
        cx: &mut Ctx,
        class: Value,
        object: Value,
        name: Gc<StrObj>,
        method: Value,
    ) {
        if object.cast::<TypeObj>().is_some() || object.heap_shape().is_none() {
            return;
        }
        let ty = cx.type_of(object);
        // Not what only claims another class.
        if class.cast::<TypeObj>().is_none_or(|class| !ty.is_subtype(class)) {
            return;
        }
        let version = cx.type_version(ty);
        let entry = self.entry(version, name);
        entry.class.set(class.bits() as usize);
        entry.version.set(version);
        entry.name.set(name.addr());
        entry.method.set(Some(method));
    }
}
