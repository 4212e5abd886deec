//! Names: globals, builtins, namespaces, imports.

use crate::bytecode::Site;
use crate::interp::regs::Interp;
use crate::interp::slow;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::heap::Gc;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;

/// Whether entry `index` of the dict has exactly this (interned) name as its key.
#[inline(always)]
pub(crate) fn key_is(dict: Gc<DictObj>, index: usize, name: Gc<StrObj>) -> bool {
    dict.entry(index).is_some_and(|e| e.key.is(name.into()))
}

impl Interp<'_> {
    #[inline(always)]
    pub fn load_global(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (func, name) = (self.func(), self.name(at.oparg >> 1));
        let v = slow::load_global(self.cx, func, name)?;
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn guard_globals_keys(&mut self, at: Site) -> bool {
        self.func().globals.get().keys_version() == at.pair(2) as u64
    }

    #[inline(always)]
    pub fn guard_builtins_keys(&mut self, at: Site) -> bool {
        key_is(self.func().builtins.get(), at.unit(1) as usize, self.name(at.oparg >> 1))
    }

    #[inline(always)]
    pub fn load_global_module(&mut self, at: Site) {
        let v = self.func().globals.get().value_at(at.unit(1) as usize);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn load_global_builtin(&mut self, at: Site) {
        let v = self.func().builtins.get().value_at(at.unit(1) as usize);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn store_global(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v = self.pop();
        let globals = self.func().globals.get();
        self.cx.dict_set_str(globals, self.name(at.oparg), v)
    }

    #[inline(always)]
    pub fn guard_global_exists(&mut self, at: Site) -> bool {
        self.vm.global_stores.find(self.func().globals.get(), self.name(at.oparg)).is_some()
    }

    #[inline(always)]
    pub fn store_existing_global(&mut self, at: Site) {
        let (globals, name) = (self.func().globals.get(), self.name(at.oparg));
        let v = self.pop();
        if let Some(i) = self.vm.global_stores.find(globals, name) {
            globals.set_value_at(i, v);
        }
    }

    #[inline(always)]
    pub fn delete_global(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        slow::delete_global(self.cx, self.func().globals.get(), self.name(at.oparg))
    }

    #[inline(always)]
    pub fn load_locals(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let v = match self.frame().namespace() {
            Some(v) => v,
            None => return slow::no_locals(self.cx, "locals"),
        };
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn setup_annotations(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        slow::setup_annotations(self.cx, self.frame().namespace())
    }

    #[inline(always)]
    pub fn load_name(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v =
            slow::load_name(self.cx, self.frame().namespace(), self.func(), self.name(at.oparg))?;
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn store_name(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v = self.pop();
        slow::store_name(self.cx, self.frame().namespace(), self.name(at.oparg), v)
    }

    #[inline(always)]
    pub fn delete_name(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        slow::delete_name(self.cx, self.frame().namespace(), self.name(at.oparg))
    }

    #[inline(always)]
    pub fn load_from_dict_or_globals(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (func, name) = (self.func(), self.name(at.oparg));
        let mapping = self.peek(0);
        let v = slow::load_name(self.cx, Some(mapping), func, name)?;
        self.set_top(v);
        Ok(())
    }

    #[inline(always)]
    pub fn import_name(&mut self, at: Site) -> PyResult<()> {
        let (func, name, namespace) = (self.func(), self.name(at.oparg), self.frame().namespace());
        self.binary(|cx, level, fromlist| {
            crate::import::import_name(cx, func, namespace, name, fromlist, level)
        })
    }

    #[inline(always)]
    pub fn import_from(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v = crate::import::import_from(self.cx, self.peek(0), self.name(at.oparg))?;
        self.push(v);
        Ok(())
    }
}
