//! Subscripts and slices.

use crate::bytecode::Site;
use crate::interp::arith;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use crate::specialize::packed;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::object::exact::{List, Str, Tuple};
use taipan_runtime::types::dict::subscript as dict_subscript;
use taipan_runtime::value::Value;

impl Interp<'_> {
    /// The small int on top as an index below `len`; a negative one counts from the end.
    #[inline(always)]
    fn index_below(&self, len: usize) -> Option<usize> {
        arith::index_below(self.peek(0), len)
    }

    #[inline(always)]
    pub fn guard_list_index(&mut self, _: Site) -> bool {
        self.peek(1).exact::<List>().is_some_and(|l| self.index_below(l.len()).is_some())
    }

    #[inline(always)]
    pub fn guard_tuple_index(&mut self, _: Site) -> bool {
        self.peek(1).exact::<Tuple>().is_some_and(|t| self.index_below(t.len()).is_some())
    }

    #[inline(always)]
    pub fn guard_str_index(&mut self, _: Site) -> bool {
        self.peek(1).exact::<Str>().is_some_and(|s| self.index_below(s.len()).is_some())
    }

    /// Replaces container and index by the item that the guards have shown to be there.
    #[inline(always)]
    fn replace_with_item(&mut self, item: Option<Value>) {
        self.drop_n(1);
        self.poke(0, item);
    }

    #[inline(always)]
    pub fn list_subscr_int(&mut self, _: Site) {
        let item = self.peek(1).exact::<List>().and_then(|l| l.get(self.index_below(l.len())?));
        self.replace_with_item(item);
    }

    #[inline(always)]
    pub fn tuple_subscr_int(&mut self, _: Site) {
        let item = self.peek(1).exact::<Tuple>().and_then(|t| t.get(self.index_below(t.len())?));
        self.replace_with_item(item);
    }

    #[inline(always)]
    pub fn list_subscr_slice(&mut self, _: Site) -> PyResult<()> {
        self.binary(|cx, a, b| cx.getitem(a, b))
    }

    #[inline(always)]
    pub fn str_subscr_int(&mut self, _: Site) -> Step {
        if let Some(text) = self.peek(1).exact::<Str>()
            && let Some(i) = self.index_below(text.len())
            && let Some(v) = self.cx.known_char(text.at(i))
        {
            self.drop_n(1);
            self.set_top(v);
            return Step::Next;
        }
        self.far(|i| i.binary(slow::str_at))
    }

    #[inline(always)]
    pub fn guard_nos_dict_subclass(&mut self, at: Site) -> bool {
        self.has_fresh_shape(self.peek(1), at.pair(1))
    }

    #[inline(always)]
    pub fn dict_subclass_subscr(&mut self, _: Site) -> PyResult<()> {
        self.binary(dict_subscript)
    }

    #[inline(always)]
    pub fn dict_subscr(&mut self, _: Site) -> PyResult<()> {
        self.binary(slow::dict_subscr)
    }

    #[inline(always)]
    pub fn call_getitem(&mut self, at: Site) -> Step {
        let func = packed::function(at.word(1));
        let code = func.code.get();
        let return_sp = self.sp.wrapping_sub(2);
        if code.simple && code.argcount == 2 && self.has_room(code) {
            self.save_pc();
            self.enter_exact(func, code, 2, 0, return_sp);
            return Step::Next;
        }
        self.far(|i| {
            i.save_pc();
            let frame = slow::lay_positional(i.cx, i.vm, func, i.top_n(2), 0)?;
            i.enter(frame, return_sp);
            Ok(())
        })
    }

    #[inline(always)]
    pub fn binary_slice(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let v = slow::get_slice(self.cx, self.peek(2), self.peek(1), self.peek(0))?;
        self.drop_n(2);
        self.set_top(v);
        Ok(())
    }

    #[inline(always)]
    pub fn store_slice(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        slow::set_slice(self.cx, self.peek(2), self.peek(1), self.peek(0), self.peek(3))?;
        self.drop_n(4);
        Ok(())
    }

    #[inline(always)]
    pub fn store_subscr(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        self.cx.setitem(self.peek(1), self.peek(0), self.peek(2))?;
        self.drop_n(3);
        Ok(())
    }

    #[inline(always)]
    pub fn list_store_int(&mut self, _: Site) {
        if let Some(list) = self.peek(1).exact::<List>()
            && let Some(i) = self.index_below(list.len())
        {
            let before = taipan_runtime::fault!("store-index-wrap")
                && self.peek(0).as_small().is_some_and(|i| i < 0);
            list.set(i.saturating_sub(before.into()), self.peek(2));
        }
        self.drop_n(3);
    }

    #[inline(always)]
    pub fn dict_store(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        slow::dict_store(self.cx, self.peek(1), self.peek(0), self.peek(2))?;
        self.drop_n(3);
        Ok(())
    }

    #[inline(always)]
    pub fn delete_subscr(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        self.cx.delitem(self.peek(1), self.peek(0))?;
        self.drop_n(2);
        Ok(())
    }

    #[inline(always)]
    pub fn build_slice(&mut self, at: Site) -> PyResult<()> {
        let n = at.oparg as usize;
        let v = slow::slice(self.cx, self.top_n(n))?;
        self.drop_n(n - 1);
        self.set_top(v);
        Ok(())
    }
}
