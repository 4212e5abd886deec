//! `for` over builtin iterators that CPython does not specialize for: of dicts, sets, strs, reversed
//! lists, and those that make pairs. A pair that the next instruction takes apart is never made.
//!
//! What is not the usual case (the end, a dict that changed, iterators inside that are no builtin
//! ones) is left to the far handler, before any effect.

use crate::bytecode::{Opcode, Site};
use crate::frame::layout::{OFFSET_BITS, flags};
use crate::interp::count;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::exact::{
    DictItemIter, DictKeyIter, DictValueIter, Enumerate, ListIter, ListReverseIter, Map, RangeIter,
    SetIter, StrIter, TupleIter, Zip,
};
use taipan_runtime::value::Value;

macro_rules! exact_guards {
    ($($name:ident is $ty:ident;)*) => {
        impl Interp<'_> {
            $(
                #[inline(always)]
                pub fn $name(&mut self, _: Site) -> bool {
                    self.peek(0).exact::<$ty>().is_some()
                }
            )*
        }
    };
}

exact_guards! {
    guard_tos_dict_key_iter is DictKeyIter;
    guard_tos_dict_value_iter is DictValueIter;
    guard_tos_dict_item_iter is DictItemIter;
    guard_tos_set_iter is SetIter;
    guard_tos_enumerate is Enumerate;
    guard_tos_str_iter is StrIter;
    guard_tos_list_reverse_iter is ListReverseIter;
}

/// Whether [`step`] serves an iterator.
#[inline(always)]
fn is_stepped(v: Value) -> bool {
    v.exact::<ListIter>().is_some()
        || v.exact::<RangeIter>().is_some()
        || v.exact::<TupleIter>().is_some()
}

/// The next item of an iterator that [`is_stepped`].
#[inline(always)]
fn step(v: Value) -> Option<Value> {
    if let Some(it) = v.exact::<ListIter>() {
        it.next_list()
    } else if let Some(it) = v.exact::<RangeIter>() {
        it.next_small()
    } else {
        v.exact::<TupleIter>().and_then(|it| it.next_tuple())
    }
}

impl Interp<'_> {
    /// The next item by the protocol, or the end of the loop.
    #[inline(always)]
    fn next_or_end(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        match slow::next(self.cx, self.peek(0))? {
            Some(v) => self.push(v),
            None => self.end_loop(at),
        }
        Ok(())
    }

    /// Pushes an item, or leaves the instruction to the protocol.
    #[inline(always)]
    fn push_item(&mut self, v: Option<Value>, at: Site) -> Step {
        match v {
            Some(v) => {
                self.push(v);
                Step::Next
            }
            None => self.far(|i| i.next_or_end(at)),
        }
    }

    #[inline(always)]
    pub fn for_iter_dict_keys(&mut self, at: Site) -> Step {
        let entry = self.peek(0).exact::<DictKeyIter>().and_then(|it| it.next_entry());
        self.push_item(entry.map(|e| e.key), at)
    }

    #[inline(always)]
    pub fn for_iter_dict_values(&mut self, at: Site) -> Step {
        let entry = self.peek(0).exact::<DictValueIter>().and_then(|it| it.next_entry());
        self.push_item(entry.map(|e| e.value), at)
    }

    #[inline(always)]
    pub fn for_iter_set(&mut self, at: Site) -> Step {
        let key = self.peek(0).exact::<SetIter>().and_then(|it| it.next_key());
        self.push_item(key, at)
    }

    #[inline(always)]
    pub fn for_iter_str(&mut self, at: Site) -> Step {
        let known = self.peek(0).exact::<StrIter>().and_then(|it| {
            let v = self.cx.known_char(it.char_here()?)?;
            it.skip();
            Some(v)
        });
        self.push_item(known, at)
    }

    #[inline(always)]
    pub fn for_iter_reversed(&mut self, at: Site) {
        match self.peek(0).exact::<ListReverseIter>().and_then(|it| it.next_list_reverse()) {
            Some(v) => self.push(v),
            None => self.end_loop(at),
        }
    }

    /// Whether the next instruction takes a pair apart.
    #[inline(always)]
    fn unpacks_pair(&self) -> bool {
        // SAFETY: an instruction follows every one that does not end the frame.
        let next = unsafe { self.pc.read() } as u8;
        self.fuses
            && next == Opcode::UNPACK_SEQUENCE_TWO_TUPLE as u8
            && (!self.counts || count::counts_along(self.cx, self.vm, self.pc, self.fp, next))
    }

    /// Does the unpacking that follows of a pair that was not made, and the stores behind it.
    #[inline(always)]
    fn push_pair(&mut self, first: Value, second: Value) {
        if self.counts {
            let op = Opcode::UNPACK_SEQUENCE_TWO_TUPLE;
            count::count_along(self.vm, self.pc, self.fp, op as u8);
        }
        self.jump(1 + Opcode::UNPACK_SEQUENCE_TWO_TUPLE.caches() as isize);
        // SAFETY: as in `unpacks_pair`.
        let unit = unsafe { self.pc.read() };
        if self.does_along(unit, Opcode::STORE_FAST_STORE_FAST) {
            self.jump(1);
            self.set_local((unit >> 12) as usize, Some(first));
            self.set_local((unit >> 8 & 15) as usize, Some(second));
            return;
        }
        self.push(second);
        self.push(first);
    }

    #[inline(always)]
    pub fn for_iter_dict_items(&mut self, at: Site) -> Step {
        if self.unpacks_pair()
            && let Some(e) = self.peek(0).exact::<DictItemIter>().and_then(|it| it.next_entry())
        {
            self.push_pair(e.key, e.value);
            return Step::Next;
        }
        self.far(|i| i.next_or_end(at))
    }

    #[inline(always)]
    pub fn for_iter_enumerate(&mut self, at: Site) -> Step {
        if self.unpacks_pair()
            && let Some(it) = self.peek(0).exact::<Enumerate>()
            && let Some(after) = it.count.get().as_small().and_then(|n| Value::try_small(n + 1))
            && is_stepped(it.iter.get())
        {
            match step(it.iter.get()) {
                Some(item) => {
                    let count = it.count.get();
                    it.count.set(after);
                    self.push_pair(count, item);
                }
                None => self.end_loop(at),
            }
            return Step::Next;
        }
        self.far(|i| i.enumerate_any(at))
    }

    /// A step of an `enumerate` over anything.
    #[inline(always)]
    fn enumerate_any(&mut self, at: Site) -> PyResult<()> {
        let it = self.peek(0).exact::<Enumerate>().filter(|_| self.unpacks_pair());
        let Some(it) = it else { return self.next_or_end(at) };
        self.save_pc();
        let Some(item) = slow::next(self.cx, it.iter.get())? else {
            self.end_loop(at);
            return Ok(());
        };
        let count = it.count.get();
        let after = slow::binary_op(self.cx, 0, count, Value::small(1))?;
        it.count.set(after);
        self.push_pair(count, item);
        Ok(())
    }

    /// The two iterators of a `zip` that ends with the shorter one.
    #[inline(always)]
    fn zipped(&self) -> Option<[Value; 2]> {
        let zip = self.peek(0).exact::<Zip>()?;
        match *zip.iters.get().items() {
            [a, b] if !zip.strict.get() => Some([a, b]),
            _ => None,
        }
    }

    #[inline(always)]
    pub fn guard_tos_zip_of_two(&mut self, _: Site) -> bool {
        self.zipped().is_some()
    }

    #[inline(always)]
    pub fn for_iter_zip(&mut self, at: Site) -> Step {
        if self.unpacks_pair()
            && let Some([a, b]) = self.zipped()
            && is_stepped(a)
            && is_stepped(b)
        {
            match step(a).and_then(|x| Some((x, step(b)?))) {
                Some((x, y)) => self.push_pair(x, y),
                None => self.end_loop(at),
            }
            return Step::Next;
        }
        self.far(|i| i.zip_any(at))
    }

    /// A step of a `zip` of any two iterators.
    #[inline(always)]
    fn zip_any(&mut self, at: Site) -> PyResult<()> {
        let pair = self.zipped().filter(|_| self.unpacks_pair());
        let Some([a, b]) = pair else { return self.next_or_end(at) };
        self.save_pc();
        if let Some(x) = slow::next(self.cx, a)?
            && let Some(y) = slow::next(self.cx, b)?
        {
            self.push_pair(x, y);
        } else {
            self.end_loop(at);
        }
        Ok(())
    }

    /// The iterator under a `map` over one iterable, and what is called.
    #[inline(always)]
    fn mapped(&self) -> Option<(Value, Value)> {
        let map = self.peek(0).exact::<Map>()?;
        match *map.iters.get().items() {
            [only] => Some((only, map.func.get())),
            _ => None,
        }
    }

    #[inline(always)]
    pub fn guard_tos_map(&mut self, _: Site) -> bool {
        self.mapped().is_some()
    }

    #[inline(always)]
    pub fn for_iter_map(&mut self, at: Site) -> Step {
        let Some((it, func)) = self.mapped() else { return self.far(|i| i.next_or_end(at)) };
        if is_stepped(it)
            && at.oparg + 1 < 1 << OFFSET_BITS
            && let Some(func) = func.cast::<FunctionObj>()
        {
            let code = func.code.get();
            if code.simple && code.argcount == 1 && self.has_room(code) {
                match step(it) {
                    Some(item) => self.enter_mapped(func, item, at),
                    None => self.end_loop(at),
                }
                return Step::Next;
            }
        }
        self.far(|i| i.map_any(at))
    }

    /// Pushes the frame of a function of one parameter; what it returns is the next item.
    #[inline(always)]
    fn enter_mapped(&mut self, func: Gc<FunctionObj>, item: Value, at: Site) {
        self.save_pc();
        let return_sp = self.sp;
        self.push(item);
        let args = self.sp.wrapping_sub(1);
        let end = (flags::MAPPED, at.oparg + 1);
        self.enter_with(func, func.code.get(), args, 1, end, return_sp);
    }

    /// A step of a `map` of anything over anything.
    #[inline(always)]
    fn map_any(&mut self, at: Site) -> PyResult<()> {
        let Some((it, func)) = self.mapped() else { return self.next_or_end(at) };
        self.save_pc();
        let item = if is_stepped(it) { step(it) } else { slow::next(self.cx, it)? };
        let Some(item) = item else {
            self.end_loop(at);
            return Ok(());
        };
        match slow::call_mapped(self.cx, func, item)? {
            Some(v) => self.push(v),
            None => self.end_loop(at),
        }
        Ok(())
    }
}
