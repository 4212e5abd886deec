//! The set algebra behind operators and methods.

#![forbid(unsafe_code)]

use super::SetObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::this;
use crate::types::dict::DictObj;
use crate::value::Value;

fn both_sets(a: Value, b: Value) -> bool {
    a.cast::<SetObj>().is_some() && b.cast::<SetObj>().is_some()
}

macro_rules! operators {
    ($($name:ident = $method:ident;)*) => {
        $(pub(super) fn $name(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
            if !both_sets(a, b) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            Ok(cx.$method(this!(a, SetObj), b)?.into())
        })*
    };
}

operators! {
    and = set_intersection;
    or = set_union;
    sub = set_difference;
    xor = set_symmetric_difference;
}

macro_rules! inplace {
    ($($name:ident = $method:ident;)*) => {
        $(pub(super) fn $name(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
            if !both_sets(a, b) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            cx.$method(this!(a, SetObj), b)?;
            Ok(a)
        })*
    };
}

inplace! {
    iand = set_intersection_update;
    ior = set_update;
    isub = set_difference_update;
    ixor = set_symmetric_difference_update;
}

impl Ctx {
    /// A copy with the builtin type of the original.
    pub fn set_copy(&mut self, set: Gc<SetObj>) -> PyResult<Gc<SetObj>> {
        let out = self.set_like(set.into())?;
        self.set_merge(out, set)?;
        Ok(out)
    }

    /// Adds all items of an iterable.
    pub fn set_update(&mut self, set: Gc<SetObj>, items: Value) -> PyResult<()> {
        if let Some(other) = items.cast::<SetObj>() {
            return self.set_merge(set, other);
        }
        if let Some(dict) =
            items.cast::<DictObj>().filter(|_| items.has_shape(TypeId::DICT.shape()))
        {
            self.set_presize(set, dict.len())?;
            let mut i = 0;
            // Keys know their hash. Comparing them may run code that changes the dict.
            while i < dict.fill() {
                if let Some(e) = dict.entry(i) {
                    self.set_add_hashed(set, e.key, e.hash)?;
                }
                i += 1;
            }
            return Ok(());
        }
        self.for_each(items, &mut |cx, item| cx.set_add(set, item).map(|_| ()))
    }

    /// `set(a) | b`.
    pub fn set_union(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<Gc<SetObj>> {
        let out = self.set_copy(a)?;
        self.set_update(out, b)?;
        Ok(out)
    }

    /// `set(a) & b`.
    pub fn set_intersection(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<Gc<SetObj>> {
        let out = self.set_like(a.into())?;
        let Some(other) = b.cast::<SetObj>() else {
            self.for_each(b, &mut |cx, item| {
                let hash = cx.hash_key(item, "set element")?;
                if cx.set_has_hashed(a, item, hash)? {
                    cx.set_add_hashed(out, item, hash)?;
                }
                Ok(())
            })?;
            return Ok(out);
        };
        if a.ptr_eq(other) {
            return self.set_copy(a);
        }
        let (small, large) = if other.len() > a.len() { (a, other) } else { (other, a) };
        let mut i = 0;
        while let Some((key, hash, next)) = small.next_item(i) {
            if self.set_has_hashed(large, key, hash)? {
                self.set_add_hashed(out, key, hash)?;
            }
            i = next;
        }
        Ok(out)
    }

    /// `a &= b`.
    pub fn set_intersection_update(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<()> {
        let out = self.set_intersection(a, b)?;
        a.swap(&out);
        Ok(())
    }

    /// Removes all items of an iterable.
    pub fn set_difference_update(&mut self, set: Gc<SetObj>, b: Value) -> PyResult<()> {
        if b.is(set.into()) {
            set.clear();
            return Ok(());
        }
        if let Some(other) = b.cast::<SetObj>() {
            let mut i = 0;
            while let Some((key, hash, next)) = other.next_item(i) {
                self.set_remove_hashed(set, key, hash)?;
                i = next;
            }
        } else {
            self.for_each(b, &mut |cx, item| {
                let hash = cx.hash_key(item, "set element")?;
                cx.set_remove_hashed(set, item, hash).map(|_| ())
            })?;
        }
        self.set_tidy(set)
    }

    /// `set(a) - b`.
    pub fn set_difference(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<Gc<SetObj>> {
        let other = match (b.cast::<SetObj>(), b.cast::<DictObj>()) {
            (Some(other), _) => other,
            (None, Some(dict)) => {
                let keys = self.set()?;
                self.set_update(keys, dict.into())?;
                keys
            }
            (None, None) => {
                let out = self.set_copy(a)?;
                self.set_difference_update(out, b)?;
                return Ok(out);
            }
        };
        // Much larger than `b`: copying and removing is less work than testing every item.
        if a.len() >> 2 > other.len() {
            let out = self.set_copy(a)?;
            self.set_difference_update(out, other.into())?;
            return Ok(out);
        }
        let out = self.set_like(a.into())?;
        let mut i = 0;
        while let Some((key, hash, next)) = a.next_item(i) {
            if !self.set_has_hashed(other, key, hash)? {
                self.set_add_hashed(out, key, hash)?;
            }
            i = next;
        }
        Ok(out)
    }

    /// `a ^= b`.
    pub fn set_symmetric_difference_update(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<()> {
        if b.is(a.into()) {
            a.clear();
            return Ok(());
        }
        let other = match b.cast::<SetObj>() {
            Some(other) => other,
            None => {
                let items = self.set()?;
                self.set_update(items, b)?;
                items
            }
        };
        let mut i = 0;
        while let Some((key, hash, next)) = other.next_item(i) {
            if !self.set_remove_hashed(a, key, hash)? {
                self.set_add_hashed(a, key, hash)?;
            }
            i = next;
        }
        Ok(())
    }

    /// `set(a) ^ b`.
    pub fn set_symmetric_difference(&mut self, a: Gc<SetObj>, b: Value) -> PyResult<Gc<SetObj>> {
        let out = self.set_like(a.into())?;
        self.set_update(out, b)?;
        self.set_symmetric_difference_update(out, a.into())?;
        Ok(out)
    }
}
