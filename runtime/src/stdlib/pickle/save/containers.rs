//! Lists, tuples, dicts and sets; items are written in batches of a thousand.
//!
//! A container is memoized before its items where it can be made empty first, so that it may contain
//! itself. A tuple or frozenset cannot: one that turns up in the memo after its items were written
//! contains itself, and what was written is thrown away by the reader.
#![forbid(unsafe_code)]

use super::super::errors::noted;
use super::super::opcode;
use super::Saver;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::set::SetObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{raise, this};

const BATCH: usize = 1000;
/// In fast mode, containers nested deeper than that are looked at for cycles.
const FAST_DEPTH: usize = 50;

fn check_size(cx: &mut Ctx, what: &str, now: usize, before: usize) -> PyResult<()> {
    match now == before {
        true => Ok(()),
        false => raise!(cx, RuntimeError, "{what} changed size during iteration"),
    }
}

impl Saver {
    /// Item `i` of a list or tuple; `of` is for the note.
    #[inline]
    fn save_item(&mut self, cx: &mut Ctx, of: Value, i: usize, item: Value) -> PyResult<()> {
        let saved = self.save(cx, item);
        noted(cx, saved, of, |_| Ok(format!("item {i}")))
    }

    /// The value of a key.
    #[inline]
    fn save_pair(&mut self, cx: &mut Ctx, of: Value, key: Value, value: Value) -> PyResult<()> {
        self.save(cx, key)?;
        let saved = self.save(cx, value);
        noted(cx, saved, of, |cx| Ok(format!("item {}", cx.repr(key)?)))
    }

    /// In fast mode there is no memo that ends cycles.
    fn enter_fast(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if self.pickler.fast.get() == 0 {
            return Ok(());
        }
        self.fast_depth += 1;
        if self.fast_depth < FAST_DEPTH {
            return Ok(());
        }
        if self.fast_open.iter().any(|open| open.is(v)) {
            let (name, id) = (cx.type_name(v), v.bits());
            raise!(
                cx,
                ValueError,
                "fast mode: can't pickle cyclic objects including object type {name} at 0x{id:x}"
            );
        }
        self.fast_open.push(cx, v)
    }

    fn leave_fast(&mut self) {
        if self.pickler.fast.get() != 0 && self.fast_depth > 0 {
            if self.fast_depth >= FAST_DEPTH {
                self.fast_open.pop();
            }
            self.fast_depth -= 1;
        }
    }

    pub(super) fn save_list(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        self.enter_fast(cx, v)?;
        match self.bin {
            true => self.out.byte(opcode::EMPTY_LIST),
            false => self.out.bytes(&[opcode::MARK, opcode::LIST]),
        }
        self.memoize(cx, v)?;
        let list = this!(v, ListObj);
        if self.proto == 0 {
            let mut i = 0;
            while let Some(item) = list.get(i) {
                self.save_item(cx, v, i, item)?;
                self.out.byte(opcode::APPEND);
                i += 1;
            }
        } else if list.len() == 1 {
            if let Some(item) = list.get(0) {
                self.save_item(cx, v, 0, item)?;
            }
            self.out.byte(opcode::APPEND);
        } else {
            let mut i = 0;
            while i < list.len() {
                self.out.byte(opcode::MARK);
                let end = i + BATCH;
                while i < end
                    && let Some(item) = list.get(i)
                {
                    self.save_item(cx, v, i, item)?;
                    i += 1;
                }
                self.out.byte(opcode::APPENDS);
            }
        }
        self.leave_fast();
        Ok(())
    }

    /// The items of an iterator, for the list-like object on top of the reader's stack.
    pub(super) fn save_appends(&mut self, cx: &mut Ctx, items: Value, of: Value) -> PyResult<()> {
        let mut i = 0;
        if self.proto == 0 {
            while let Some(item) = cx.next(items)? {
                self.save_item(cx, of, i, item)?;
                self.out.byte(opcode::APPEND);
                i += 1;
            }
            return Ok(());
        }
        let mut next = cx.next(items)?;
        while let Some(first) = next {
            next = cx.next(items)?;
            if next.is_none() {
                self.save_item(cx, of, i, first)?;
                self.out.byte(opcode::APPEND);
                return Ok(());
            }
            self.out.byte(opcode::MARK);
            self.save_item(cx, of, i, first)?;
            i += 1;
            let mut n = 1;
            while let Some(item) = next {
                self.save_item(cx, of, i, item)?;
                (i, n) = (i + 1, n + 1);
                if n == BATCH {
                    break;
                }
                next = cx.next(items)?;
            }
            self.out.byte(opcode::APPENDS);
            if n < BATCH {
                return Ok(());
            }
            next = cx.next(items)?;
        }
        Ok(())
    }

    pub(super) fn save_dict(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        self.enter_fast(cx, v)?;
        match self.bin {
            true => self.out.byte(opcode::EMPTY_DICT),
            false => self.out.bytes(&[opcode::MARK, opcode::DICT]),
        }
        self.memoize(cx, v)?;
        let dict = this!(v, DictObj);
        let len = dict.len();
        if self.proto == 0 || len == 1 {
            self.save_single_pairs(cx, v, dict)?;
        } else if len > 0 {
            // As in CPython, a dict of whole batches ends with an empty one.
            let (mut at, mut n) = (0, BATCH);
            while n == BATCH {
                n = 0;
                self.out.byte(opcode::MARK);
                while n < BATCH && at < dict.fill() {
                    if let Some(entry) = dict.entry(at) {
                        self.save_pair(cx, v, entry.key, entry.value)?;
                        n += 1;
                    }
                    at += 1;
                }
                self.out.byte(opcode::SETITEMS);
                check_size(cx, "dictionary", dict.len(), len)?;
            }
        }
        self.leave_fast();
        Ok(())
    }

    fn save_single_pairs(&mut self, cx: &mut Ctx, v: Value, dict: Gc<DictObj>) -> PyResult<()> {
        let (len, mut at) = (dict.len(), 0);
        while at < dict.fill() {
            if let Some(entry) = dict.entry(at) {
                self.save_pair(cx, v, entry.key, entry.value)?;
                self.out.byte(opcode::SETITEM);
                check_size(cx, "dictionary", dict.len(), len)?;
            }
            at += 1;
        }
        Ok(())
    }

    /// The pairs of an iterator, for the dict-like object on top of the reader's stack.
    pub(super) fn save_set_items(&mut self, cx: &mut Ctx, items: Value, of: Value) -> PyResult<()> {
        let pair = |cx: &mut Ctx, item: Value| match item.cast::<TupleObj>() {
            Some(t) if t.len() == 2 => Ok((t.items()[0], t.items()[1])),
            _ => raise!(cx, TypeError, "dict items iterator must return 2-tuples"),
        };
        if self.proto == 0 {
            while let Some(item) = cx.next(items)? {
                let (key, value) = pair(cx, item)?;
                self.save_pair(cx, of, key, value)?;
                self.out.byte(opcode::SETITEM);
            }
            return Ok(());
        }
        let mut next = cx.next(items)?;
        while let Some(first) = next {
            let (key, value) = pair(cx, first)?;
            next = cx.next(items)?;
            if next.is_none() {
                self.save_pair(cx, of, key, value)?;
                self.out.byte(opcode::SETITEM);
                return Ok(());
            }
            self.out.byte(opcode::MARK);
            self.save_pair(cx, of, key, value)?;
            let mut n = 1;
            while let Some(item) = next {
                let (key, value) = pair(cx, item)?;
                self.save_pair(cx, of, key, value)?;
                n += 1;
                if n == BATCH {
                    break;
                }
                next = cx.next(items)?;
            }
            self.out.byte(opcode::SETITEMS);
            if n < BATCH {
                return Ok(());
            }
            next = cx.next(items)?;
        }
        Ok(())
    }

    pub(super) fn save_tuple(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let tuple = this!(v, TupleObj);
        let len = tuple.len();
        if len == 0 {
            match self.bin {
                true => self.out.byte(opcode::EMPTY_TUPLE),
                false => self.out.bytes(&[opcode::MARK, opcode::TUPLE]),
            }
            return Ok(());
        }
        let short = len <= 3 && self.proto >= 2;
        if !short {
            self.out.byte(opcode::MARK);
        }
        for (i, &item) in tuple.items().iter().enumerate() {
            self.save_item(cx, v, i, item)?;
        }
        if let Some(number) = self.pickler.memo_get(v) {
            match (short, self.bin) {
                (true, _) => (0..len).for_each(|_| self.out.byte(opcode::POP)),
                (false, true) => self.out.byte(opcode::POP_MARK),
                (false, false) => (0..=len).for_each(|_| self.out.byte(opcode::POP)),
            }
            self.get(number);
            return Ok(());
        }
        self.out.byte(match (short, len) {
            (true, 1) => opcode::TUPLE1,
            (true, 2) => opcode::TUPLE2,
            (true, _) => opcode::TUPLE3,
            (false, _) => opcode::TUPLE,
        });
        self.memoize(cx, v)
    }

    /// `class(list(items))`, before protocol 4.
    fn save_set_as_list(&mut self, cx: &mut Ctx, v: Value, class: TypeId) -> PyResult<()> {
        let (class, items) = (cx.ty(class), cx.to_list(v)?);
        let args = cx.tuple(&[items.into()])?;
        let reduced = cx.tuple(&[class.into(), args.into()])?;
        self.save_reduced(cx, reduced, Some(v))
    }

    pub(super) fn save_set(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if self.proto < 4 {
            return self.save_set_as_list(cx, v, TypeId::SET);
        }
        self.out.byte(opcode::EMPTY_SET);
        self.memoize(cx, v)?;
        let set = this!(v, SetObj);
        let len = set.len();
        if len == 0 {
            return Ok(());
        }
        let (mut at, mut n) = (0, BATCH);
        while n == BATCH {
            n = 0;
            self.out.byte(opcode::MARK);
            while n < BATCH
                && let Some((item, _, next)) = set.next_item(at)
            {
                let saved = self.save(cx, item);
                noted(cx, saved, v, |_| Ok("element".to_owned()))?;
                (at, n) = (next, n + 1);
            }
            self.out.byte(opcode::ADDITEMS);
            check_size(cx, "set", set.len(), len)?;
        }
        Ok(())
    }

    pub(super) fn save_frozenset(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if self.proto < 4 {
            return self.save_set_as_list(cx, v, TypeId::FROZENSET);
        }
        self.out.byte(opcode::MARK);
        let set = this!(v, SetObj);
        let mut at = 0;
        while let Some((item, _, next)) = set.next_item(at) {
            let saved = self.save(cx, item);
            noted(cx, saved, v, |_| Ok("element".to_owned()))?;
            at = next;
        }
        if let Some(number) = self.pickler.memo_get(v) {
            self.out.byte(opcode::POP_MARK);
            self.get(number);
            return Ok(());
        }
        self.out.byte(opcode::FROZENSET);
        self.memoize(cx, v)
    }
}
