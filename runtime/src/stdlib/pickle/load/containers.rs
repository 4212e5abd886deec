//! Lists, tuples, dicts and sets, and items for what is like one.
#![forbid(unsafe_code)]

use super::super::errors;
use super::Loader;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::set::SetObj;
use crate::types::str::StrObj;
use crate::value::Value;

impl Loader {
    pub(super) fn load_tuple(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        self.tuple_of(cx, from)
    }

    pub(super) fn load_short_tuple(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        self.need(cx, n)?;
        self.tuple_of(cx, self.stack.len() - n)
    }

    fn tuple_of(&mut self, cx: &mut Ctx, from: usize) -> PyResult<()> {
        let v = cx.tuple(&self.stack[from..])?;
        self.stack.truncate(from);
        self.push_new(cx, v.into())
    }

    /// The values from an index on, as a list; they leave the stack.
    fn take_list(&mut self, cx: &mut Ctx, from: usize) -> PyResult<Gc<ListObj>> {
        let list = cx.list(&self.stack[from..])?;
        self.stack.truncate(from);
        Ok(list)
    }

    pub(super) fn load_list(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let list = self.take_list(cx, from)?;
        self.push(cx, list.into())
    }

    pub(super) fn load_frozenset(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let set = cx.frozenset(&self.stack[from..])?;
        self.stack.truncate(from);
        self.push(cx, set.into())
    }

    pub(super) fn load_dict(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let dict = cx.dict()?;
        if (self.stack.len() - from) % 2 != 0 {
            return Err(errors::unpickling(cx, "odd number of items for DICT"));
        }
        self.fill_dict(cx, dict, from)?;
        self.stack.truncate(from);
        self.push(cx, dict.into())
    }

    /// Sets the keys and values from an index on.
    fn fill_dict(&mut self, cx: &mut Ctx, dict: Gc<DictObj>, from: usize) -> PyResult<()> {
        let n = (self.stack.len() - from) / 2;
        cx.dict_reserve(dict, n)?;
        for i in 0..n {
            let at = from + 2 * i;
            let (Some(key), Some(value)) = (self.stack.get(at), self.stack.get(at + 1)) else {
                return Err(self.underflow(cx));
            };
            match key.cast::<StrObj>().filter(|k| k.is_exact()) {
                Some(key) => cx.dict_set_str(dict, key, value)?,
                None => cx.dict_set(dict, key, value)?,
            }
        }
        Ok(())
    }

    /// What lies under the items that begin at an index.
    fn under(&mut self, cx: &mut Ctx, from: usize) -> PyResult<Value> {
        match from.checked_sub(1).filter(|&at| at >= self.fence) {
            Some(at) => match self.stack.get(at) {
                Some(v) => Ok(v),
                None => Err(self.underflow(cx)),
            },
            None => Err(self.underflow(cx)),
        }
    }

    pub(super) fn load_append(&mut self, cx: &mut Ctx) -> PyResult<()> {
        self.need(cx, 1)?;
        self.append_from(cx, self.stack.len() - 1)
    }

    pub(super) fn load_appends(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        self.append_from(cx, from)
    }

    fn append_from(&mut self, cx: &mut Ctx, from: usize) -> PyResult<()> {
        let target = self.under(cx, from)?;
        let n = self.stack.len() - from;
        if n == 0 {
            return Ok(());
        }
        if target.has_shape(TypeId::LIST.shape())
            && let Some(list) = target.cast::<ListObj>()
        {
            let items = &self.stack[from..];
            cx.list_extend_with(list, n, |i| items[i])?;
            self.stack.truncate(from);
            return Ok(());
        }
        let (extend, append) = (cx.intern("extend")?, cx.names.append);
        if let Some(extend) = cx.getattr_opt(target, extend)? {
            let items = self.take_list(cx, from)?;
            cx.call(extend, &[items.into()])?;
            return Ok(());
        }
        let append = cx.getattr(target, append)?;
        self.feed(cx, append, from)
    }

    /// Calls a method with each item from an index on.
    fn feed(&mut self, cx: &mut Ctx, method: Value, from: usize) -> PyResult<()> {
        for i in from..self.stack.len() {
            if let Some(item) = self.stack.get(i) {
                cx.call(method, &[item])?;
            }
        }
        self.stack.truncate(from);
        Ok(())
    }

    pub(super) fn load_set_item(&mut self, cx: &mut Ctx) -> PyResult<()> {
        self.need(cx, 2)?;
        self.set_items_from(cx, self.stack.len() - 2)
    }

    pub(super) fn load_set_items(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        self.set_items_from(cx, from)
    }

    fn set_items_from(&mut self, cx: &mut Ctx, from: usize) -> PyResult<()> {
        let target = self.under(cx, from)?;
        let n = self.stack.len() - from;
        if n % 2 != 0 {
            return Err(errors::unpickling(cx, "odd number of items for SETITEMS"));
        }
        if target.has_shape(TypeId::DICT.shape())
            && let Some(dict) = target.cast::<DictObj>()
        {
            self.fill_dict(cx, dict, from)?;
        } else {
            for at in (from..from + n).step_by(2) {
                if let (Some(key), Some(value)) = (self.stack.get(at), self.stack.get(at + 1)) {
                    cx.setitem(target, key, value)?;
                }
            }
        }
        self.stack.truncate(from);
        Ok(())
    }

    pub(super) fn load_add_items(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let from = self.pop_mark(cx)?;
        let target = self.under(cx, from)?;
        if from == self.stack.len() {
            return Ok(());
        }
        let set = cx.ty(TypeId::SET);
        if cx.type_of(target).is_subtype(set)
            && let Some(set) = target.cast::<SetObj>()
        {
            for i in from..self.stack.len() {
                if let Some(item) = self.stack.get(i) {
                    cx.set_add(set, item)?;
                }
            }
            self.stack.truncate(from);
            return Ok(());
        }
        let add = cx.names.add;
        let add = cx.getattr(target, add)?;
        self.feed(cx, add, from)
    }
}
