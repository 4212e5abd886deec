//! Attributes of instances and modules, globals, builtins.

use crate::build::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Region};
use taipan_runtime::heap::{Gc, SLOTS_OFFSET, ShapeId};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::{dict, module};
use taipan_runtime::value::Value;
use taipan_vm::abi::facts::{self, Place};
use taipan_vm::bytecode::Uop;
use taipan_vm::frame::layout;
use taipan_vm::types::function::FunctionObj;

pub(super) fn translates(b: &Builder<'_>, u: Uop) -> bool {
    use Uop::*;
    match u {
        guard_globals_keys
        | guard_builtins_keys
        | load_global_module
        | load_global_builtin
        | guard_tos_shape
        | load_slot
        | guard_member_bound
        | load_method
        | load_attr_descr
        | guard_module_keys
        | load_module_attr
        | guard_global_exists
        | store_existing_global => true,
        guard_store_shape | store_slot => {
            let (place, adds) = facts::attribute_place(b.cx, b.at.site, b.at.site.pair(1));
            matches!(place, Place::Inline(_)) || !adds
        }
        guard_owner_is_class => b.known_class().is_some(),
        _ => false,
    }
}

/// Byte offset of the value of entry `i` in the entries of a dict.
fn entry_value(i: usize) -> usize {
    SLOTS_OFFSET + (i * dict::ENTRY_WORDS + dict::ENTRY_VALUE) * 8
}

impl Builder<'_> {
    pub(super) fn attributes(&mut self, u: Uop) -> bool {
        use Uop::*;
        let site = self.at.site;
        match u {
            guard_globals_keys => {
                let globals = self.namespace(std::mem::offset_of!(FunctionObj, globals));
                self.guard_keys(globals, site.pair(2).into());
            }
            guard_builtins_keys => {
                let builtins = self.namespace(std::mem::offset_of!(FunctionObj, builtins));
                let entries =
                    self.load(Op::LoadPtr, &[builtins], dict::ENTRIES_OFFSET, Region::Header);
                let at = SLOTS_OFFSET
                    + (site.unit(1) as usize * dict::ENTRY_WORDS + dict::ENTRY_KEY) * 8;
                let key = self.load(Op::LoadSlot, &[entries], at, Region::Cell);
                let name = self.scope.code.name_at(site.oparg as usize >> 1).addr() as i64;
                self.leaving(Op::GuardWord, &[key], name, ExitReason::Version);
            }
            load_global_module => {
                let globals = self.namespace(std::mem::offset_of!(FunctionObj, globals));
                let now = self.scope.func.globals.get().value_at(site.unit(1) as usize);
                self.push_entry(globals, site.unit(1) as usize, now);
            }
            load_global_builtin => {
                let builtins = self.namespace(std::mem::offset_of!(FunctionObj, builtins));
                let now = self.scope.func.builtins.get().value_at(site.unit(1) as usize);
                self.push_entry(builtins, site.unit(1) as usize, now);
            }
            guard_tos_shape => {
                let v = self.peek(0);
                self.guard_fresh_shape(v, site.pair(1));
            }
            guard_member_bound => {
                let owner = self.peek(0);
                let v = self.attribute(owner);
                self.leaving(Op::GuardBound, &[v], 0, ExitReason::Unbound);
            }
            load_slot => {
                let owner = self.peek(0);
                let v = self.attribute(owner);
                let v = self.present(v);
                self.replace(1, v);
            }
            load_method => {
                let owner = self.peek(0);
                let v = self.descriptor();
                self.replace(1, v);
                self.push(owner);
            }
            load_attr_descr => {
                let v = self.descriptor();
                self.replace(1, v);
            }
            guard_owner_is_class => {
                if let Some(class) = self.known_class() {
                    let owner = self.peek(0);
                    let word = Value::from(class).bits();
                    self.f.keep.push(word);
                    self.guard(Op::GuardWord, owner, word as i64, ExitReason::Identity);
                    let class = self.constant(word);
                    let offset = std::mem::offset_of!(TypeObj, version);
                    let now = self.load(Op::LoadI64, &[class], offset, Region::Meta);
                    self.guard_equal(now, site.pair(1) as i64, ExitReason::Version);
                }
            }
            guard_module_keys => {
                let v = self.peek(0);
                let v = self.guard_type(v, TypeId::MODULE.shape().0);
                let d = self.load(Op::LoadPtr, &[v], module::DICT_OFFSET, Region::Frozen);
                self.guard_keys(d, site.pair(1).into());
            }
            load_module_attr => {
                let v = self.peek(0);
                let now = self.module_attr(v);
                let d = self.load(Op::LoadPtr, &[v], module::DICT_OFFSET, Region::Frozen);
                self.pop();
                self.push_entry(d, site.pair(3) as usize, now);
            }
            guard_store_shape => {
                let owner = self.peek(0);
                let shape = site.pair(1);
                let adds = facts::attribute_place(self.cx, site, shape).1;
                let before = self.cx.shapes.get(ShapeId(shape)).last();
                // A class that changes makes all its shapes stale.
                let from = before.filter(|_| adds).map_or(shape, |(_, from)| from.0);
                self.guard_fresh_shape(owner, from);
            }
            store_slot => self.store_attribute(),
            guard_global_exists => {
                let Some((_, version)) = self.stored_global() else {
                    // It is gone again.
                    self.interpret();
                    return true;
                };
                let globals = self.namespace(std::mem::offset_of!(FunctionObj, globals));
                self.guard_keys(globals, version as i64);
            }
            store_existing_global => {
                if let Some((i, _)) = self.stored_global() {
                    let globals = self.namespace(std::mem::offset_of!(FunctionObj, globals));
                    let entries =
                        self.load(Op::LoadPtr, &[globals], dict::ENTRIES_OFFSET, Region::Header);
                    let v = self.pop_value();
                    self.store(Op::StoreSlot, &[entries, v], entry_value(i), Region::Cell);
                }
            }
            _ => return false,
        }
        true
    }

    /// The class on top that the cache was filled for, if it still is as it was.
    fn known_class(&self) -> Option<Gc<TypeObj>> {
        let word = self.known_word(self.peek(0))?;
        let class = self.frame.value_of(word)?.cast::<TypeObj>()?;
        (class.version.get() == self.at.site.pair(1) as u64).then_some(class)
    }

    /// The entry of the global that is stored to, and the version of the keys.
    fn stored_global(&mut self) -> Option<(usize, u64)> {
        let name = self.scope.code.name_at(self.at.site.oparg as usize);
        facts::global_entry(self.cx, self.scope.func.globals.get(), name)
    }

    /// A namespace of the running function.
    fn namespace(&mut self, offset: usize) -> InstId {
        let func = if self.scope.number == 0 {
            self.frame_word(layout::FUNC)
        } else {
            self.constant(Value::from(self.scope.func).bits())
        };
        self.load(Op::LoadPtr, &[func], offset, Region::Frozen)
    }

    fn guard_keys(&mut self, dict: InstId, version: i64) {
        if taipan_runtime::fault!("build-globals-version") {
            return;
        }
        let now = self.load(Op::LoadI64, &[dict], dict::KEYS_VERSION_OFFSET, Region::Meta);
        self.guard_equal(now, version, ExitReason::Version);
    }

    fn push_entry(&mut self, dict: InstId, i: usize, now: Option<Value>) {
        let entries = self.load(Op::LoadPtr, &[dict], dict::ENTRIES_OFFSET, Region::Header);
        let v = self.load(Op::LoadSlot, &[entries], entry_value(i), Region::Cell);
        let v = self.present(v);
        self.expect(v, now);
        self.push(v);
    }

    /// The value in the cache, which the guards on the owner's shape make valid.
    fn descriptor(&mut self) -> InstId {
        let word = facts::descriptor(self.at.site).map_or(0, Value::bits);
        self.constant(word)
    }

    /// Guards the shape, which no object has any more once its class changed.
    pub(in crate::build) fn guard_fresh_shape(&mut self, v: InstId, shape: u32) -> InstId {
        if shape < crate::ir::types::FIRST_DYNAMIC_SHAPE {
            return self.guard_type(v, shape);
        }
        self.guard(Op::GuardShape, v, shape as i64, ExitReason::Shape)
    }

    fn attribute(&mut self, owner: InstId) -> InstId {
        match facts::attribute_place(self.cx, self.at.site, self.at.site.pair(1)).0 {
            Place::Inline(offset) => {
                self.load(Op::LoadSlot, &[owner], offset as usize, Region::Slot)
            }
            Place::Overflow(index, array) => {
                let array = self.load(Op::LoadPtr, &[owner], array as usize, Region::Slot);
                self.load(Op::LoadSlot, &[array], SLOTS_OFFSET + index as usize * 8, Region::Slot)
            }
        }
    }

    fn store_attribute(&mut self) {
        let (owner, v) = (self.peek(0), self.peek(1));
        let shape = self.at.site.pair(1);
        let (place, adds) = facts::attribute_place(self.cx, self.at.site, shape);
        match place {
            Place::Inline(offset) => {
                self.store(Op::StoreSlot, &[owner, v], offset as usize, Region::Slot);
                if adds {
                    let to = self.i64(shape as i64);
                    self.store(Op::StoreU32, &[owner, to], 0, Region::Shape);
                }
            }
            Place::Overflow(index, array) => {
                let array = self.load(Op::LoadPtr, &[owner], array as usize, Region::Slot);
                self.store(
                    Op::StoreSlot,
                    &[array, v],
                    SLOTS_OFFSET + index as usize * 8,
                    Region::Slot,
                );
            }
        }
        self.scope.stack.truncate(self.scope.stack.len() - 2);
    }
}
