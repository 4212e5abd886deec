//! Stack shuffling, locals, cells and constants.

use crate::bytecode::Site;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use crate::types::cell::{CellObj, cell_unchecked};
use taipan_runtime::ctx::PyResult;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn nop(&mut self, _: Site) {}

    #[inline(always)]
    pub fn pop_top(&mut self, _: Site) {
        self.drop_n(1);
    }

    #[inline(always)]
    pub fn drop_second(&mut self, _: Site) {
        let v = self.pop();
        self.set_top(v);
    }

    #[inline(always)]
    pub fn push_null(&mut self, _: Site) {
        self.push_opt(None);
    }

    #[inline(always)]
    pub fn push_null_if_odd(&mut self, at: Site) {
        if at.oparg & 1 != 0 {
            self.push_opt(None);
        }
    }

    #[inline(always)]
    pub fn copy(&mut self, at: Site) {
        let v = self.peek_opt(at.oparg as usize - 1);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn swap(&mut self, at: Site) {
        let n = at.oparg as usize - 1;
        let (top, other) = (self.peek_opt(0), self.peek_opt(n));
        self.poke(0, other);
        self.poke(n, top);
    }

    #[inline(always)]
    pub fn load_fast(&mut self, at: Site) {
        let v = self.local(at.oparg as usize);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn load_fast_high(&mut self, at: Site) {
        let v = self.local((at.oparg >> 4) as usize);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn load_fast_low(&mut self, at: Site) {
        let v = self.local((at.oparg & 15) as usize);
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn load_fast_check(&mut self, at: Site) -> Step {
        let v = self.local(at.oparg as usize);
        if v.is_none() {
            return self.unbound_local(at);
        }
        self.push_opt(v);
        Step::Next
    }

    #[inline(always)]
    fn unbound_local(&mut self, at: Site) -> Step {
        self.far(|i| {
            i.save_pc();
            slow::unbound_local(i.cx, i.code(), at.oparg as usize)
        })
    }

    #[inline(always)]
    pub fn load_fast_and_clear(&mut self, at: Site) {
        let v = self.local(at.oparg as usize);
        self.push_opt(v);
        self.set_local(at.oparg as usize, None);
    }

    #[inline(always)]
    pub fn store_fast(&mut self, at: Site) {
        let v = self.pop_opt();
        self.set_local(at.oparg as usize, v);
    }

    #[inline(always)]
    pub fn store_fast_high(&mut self, at: Site) {
        let v = self.pop_opt();
        self.set_local((at.oparg >> 4) as usize, v);
    }

    #[inline(always)]
    pub fn store_fast_low(&mut self, at: Site) {
        let v = self.pop_opt();
        self.set_local((at.oparg & 15) as usize, v);
    }

    #[inline(always)]
    pub fn delete_fast(&mut self, at: Site) -> Step {
        if self.local(at.oparg as usize).is_none() {
            return self.unbound_local(at);
        }
        self.set_local(at.oparg as usize, None);
        Step::Next
    }

    #[inline(always)]
    pub fn load_const(&mut self, at: Site) {
        let v = self.constant(at.oparg);
        self.push(v);
    }

    #[inline(always)]
    pub fn load_small_int(&mut self, at: Site) {
        self.push(Value::small(at.oparg as i32));
    }

    #[inline(always)]
    pub fn load_common_constant(&mut self, at: Site) {
        let v = self.vm.common[at.oparg as usize].get();
        self.push_opt(v);
    }

    #[inline(always)]
    pub fn make_cell(&mut self, at: Site) -> PyResult<()> {
        let content = self.local(at.oparg as usize);
        let cell = self.cx.alloc(CellObj::new(content))?;
        self.set_local(at.oparg as usize, Some(cell.into()));
        Ok(())
    }

    #[inline(always)]
    pub fn copy_free_vars(&mut self, at: Site) {
        let n = at.oparg as usize;
        let first = self.code().locals_len() - n;
        if let Some(closure) = self.func().closure.get() {
            for (i, &cell) in closure.items().iter().enumerate().take(n) {
                self.set_local(first + i, Some(cell));
            }
        }
    }

    /// The cell in cell or free variable `i`.
    #[inline(always)]
    fn cell(&self, i: u32) -> taipan_runtime::heap::Gc<CellObj> {
        // SAFETY: `MAKE_CELL` or `COPY_FREE_VARS` ran at the start of the function.
        cell_unchecked(unsafe { self.local(i as usize).unwrap_unchecked() })
    }

    #[inline(always)]
    pub fn load_deref(&mut self, at: Site) -> Step {
        match self.cell(at.oparg).content.get() {
            Some(v) => {
                self.push(v);
                Step::Next
            }
            None => self.far(|i| {
                i.save_pc();
                slow::unbound_cell(i.cx, i.code(), at.oparg as usize)
            }),
        }
    }

    #[inline(always)]
    pub fn store_deref(&mut self, at: Site) {
        let v = self.pop();
        self.cell(at.oparg).content.set(Some(v));
    }

    #[inline(always)]
    pub fn delete_deref(&mut self, at: Site) -> PyResult<()> {
        let cell = self.cell(at.oparg);
        if cell.content.get().is_none() {
            self.save_pc();
            return slow::unbound_cell(self.cx, self.code(), at.oparg as usize);
        }
        cell.content.set(None);
        Ok(())
    }

    #[inline(always)]
    pub fn load_from_dict_or_deref(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let (mapping, cell) = (self.peek(0), self.cell(at.oparg));
        let name = self.code().local_name(at.oparg as usize);
        let v = match slow::mapping_get(self.cx, mapping, name)?.or(cell.content.get()) {
            Some(v) => v,
            None => return slow::unbound_cell(self.cx, self.code(), at.oparg as usize),
        };
        self.set_top(v);
        Ok(())
    }
}
