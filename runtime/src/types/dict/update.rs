//! Filling dicts from mappings, pairs and keyword arguments.

#![forbid(unsafe_code)]

use super::DictObj;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    /// `KeyError(key)`.
    #[cold]
    pub fn raise_key_error(&mut self, key: Value) -> Raised {
        self.raise_args(Exc::KeyError, &[key])
    }

    /// `dict.update(*args, **kwargs)` with the number of positional arguments checked.
    pub fn dict_update_args(&mut self, dict: Gc<DictObj>, args: Args<'_>) -> PyResult<()> {
        if let [from, ..] = args.pos {
            self.dict_update(dict, *from)?;
        }
        for (name, value) in args.keywords() {
            self.dict_set(dict, name.into(), value)?;
        }
        Ok(())
    }

    /// Whether a dict (or instance of a subclass) iterates as plain dicts do.
    fn iterates_plainly(&mut self, v: Value) -> bool {
        let plain = self.ty(TypeId::DICT).slots.iter.get().map(|f| f as usize);
        self.type_of(v).slots.iter.get().map(|f| f as usize) == plain
    }

    /// Takes over the items of a mapping or of an iterable of pairs.
    pub fn dict_update(&mut self, dict: Gc<DictObj>, from: Value) -> PyResult<()> {
        if let Some(other) = from.cast::<DictObj>()
            && self.iterates_plainly(from)
        {
            return self.dict_merge(dict, other);
        }
        let keys = self.names.keys;
        if self.getattr_opt(from, keys)?.is_some() {
            self.dict_update_mapping(dict, from)
        } else {
            self.dict_update_pairs(dict, from)
        }
    }

    /// Takes over the items of another dict.
    pub fn dict_merge(&mut self, dict: Gc<DictObj>, other: Gc<DictObj>) -> PyResult<()> {
        if dict.ptr_eq(other) || other.is_empty() {
            return Ok(());
        }
        if dict.is_empty() {
            self.dict_reserve(dict, other.len())?;
        }
        let (size, mut i) = (other.len(), 0);
        while i < other.fill() {
            if let Some(e) = other.entry(i) {
                self.dict_set_hashed(dict, e.key, e.hash, e.value)?;
                if other.len() != size {
                    raise!(self, RuntimeError, "dict mutated during update");
                }
            }
            i += 1;
        }
        Ok(())
    }

    /// Takes over the items of an object with `keys()` and `__getitem__`.
    pub fn dict_update_mapping(&mut self, dict: Gc<DictObj>, from: Value) -> PyResult<()> {
        let keys = self.names.keys;
        let keys = self.call_method(from, keys, &[])?;
        self.for_each(keys, &mut |cx, key| {
            let value = cx.getitem(from, key)?;
            cx.dict_set(dict, key, value)
        })
    }

    fn dict_update_pairs(&mut self, dict: Gc<DictObj>, from: Value) -> PyResult<()> {
        let mut i = 0;
        self.for_each(from, &mut |cx, item| {
            let pair = match item.cast::<TupleObj>() {
                Some(pair) => pair,
                None => match cx.to_tuple(item) {
                    Err(_) if cx.exception_is(Exc::TypeError) => {
                        cx.clear_exception();
                        raise!(cx, TypeError, "object is not iterable")
                    }
                    pair => pair?,
                },
            };
            match *pair.items() {
                [key, value] => cx.dict_set(dict, key, value)?,
                _ => raise!(
                    cx,
                    ValueError,
                    "dictionary update sequence element #{i} has length {}; 2 is required",
                    pair.len()
                ),
            }
            i += 1;
            Ok(())
        })
    }
}
