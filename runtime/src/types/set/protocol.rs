//! The slots of `set` and `frozenset`, but for the operators.

#![forbid(unsafe_code)]

use super::{SetIterObj, SetObj};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::Args;
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::this;
use crate::types::str::build::TextBuf;
use crate::value::Value;

pub(super) fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, SetObj::empty)?.into())
}

pub(super) fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    args.check_positional(cx, "set", 0, 1)?;
    let set = this!(v, SetObj);
    set.clear();
    match args.pos {
        [items, ..] => cx.set_update(set, *items),
        [] => Ok(()),
    }
}

pub(super) fn new_frozen(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let exact = cls.ptr_eq(cx.ty(TypeId::FROZENSET));
    args.no_keywords_to_new(cx, cls, TypeId::FROZENSET, "frozenset")?;
    check_positional(cx, "frozenset", args.pos.len(), 0, 1)?;
    if let ([items, ..], true) = (args.pos, exact)
        && items.has_shape(TypeId::FROZENSET.shape())
    {
        return Ok(*items);
    }
    let set = cx.alloc_instance(cls, SetObj::empty)?;
    if let [items, ..] = args.pos {
        cx.set_update(set, *items)?;
    }
    if exact && set.is_empty() {
        if let Some(empty) = cx.singletons.empty_frozenset.get() {
            return Ok(empty);
        }
        cx.singletons.empty_frozenset.set(Some(set.into()));
    }
    Ok(set.into())
}

impl Ctx {
    /// A `frozenset` of these items, as constants need it.
    pub fn frozenset(&mut self, items: &[Value]) -> PyResult<Gc<SetObj>> {
        let set = self.alloc(SetObj::empty(TypeId::FROZENSET.shape()))?;
        for &item in items {
            self.set_add(set, item)?;
        }
        Ok(set)
    }

    /// A new empty set of the same builtin type as `like` (subclasses become their base).
    pub(super) fn set_like(&mut self, like: Value) -> PyResult<Gc<SetObj>> {
        let frozen = self.is_instance_of(like, TypeId::FROZENSET);
        let id = if frozen { TypeId::FROZENSET } else { TypeId::SET };
        self.alloc(SetObj::empty(id.shape()))
    }

    /// The key to look up: an unhashable set stands for the frozenset with its items.
    pub(super) fn set_lookup_hash(&mut self, key: Value) -> PyResult<(Value, i64)> {
        match self.hash(key) {
            Ok(hash) => Ok((key, hash)),
            Err(_) if key.cast::<SetObj>().is_some() && self.exception_is(Exc::TypeError) => {
                self.clear_exception();
                let frozen = self.alloc(SetObj::empty(TypeId::FROZENSET.shape()))?;
                self.set_update(frozen, key)?;
                let hash = self.hash(frozen.into())?;
                Ok((frozen.into(), hash))
            }
            Err(_) => {
                self.clear_exception();
                Ok((key, self.hash_key(key, "set element")?))
            }
        }
    }

    /// Whether every item of `a` is in `b`.
    pub(super) fn set_is_subset(&mut self, a: Gc<SetObj>, b: Gc<SetObj>) -> PyResult<bool> {
        if a.len() > b.len() {
            return Ok(false);
        }
        let mut i = 0;
        while let Some((key, hash, next)) = a.next_item(i) {
            if !self.set_has_hashed(b, key, hash)? {
                return Ok(false);
            }
            i = next;
        }
        Ok(true)
    }
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let set = this!(v, SetObj);
    let name = cx.type_name(v);
    if set.is_empty() {
        return Ok(cx.str(&format!("{name}()"))?.into());
    }
    let text = cx.repr_guarded(v, &format!("{name}(...)"), |cx| {
        let items = cx.collect(v)?;
        let exact = v.has_shape(TypeId::SET.shape());
        let inner = cx.repr_items("{", "}", |i| items.get(i))?;
        if exact {
            return Ok(inner);
        }
        let mut out = TextBuf::new();
        out.push_str(&name);
        out.push_str("(");
        out.push_obj(inner);
        out.push_str(")");
        out.finish(cx)
    })?;
    Ok(text.into())
}

/// The order-independent hash of a frozenset (CPython's `frozenset_hash`).
pub(super) fn hash(_: &mut Ctx, v: Value) -> PyResult<i64> {
    let set = this!(v, SetObj);
    if set.hash.get() != 0 {
        return Ok(set.hash.get());
    }
    let shuffle = |h: u64| ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    let mut hash = set.items().fold(0, |acc, (_, h)| acc ^ shuffle(h as u64));
    hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX {
        hash = 590_923_713;
    }
    set.hash.set(hash as i64);
    Ok(hash as i64)
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<SetObj>(), b.cast::<SetObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    cx.descend()?;
    let result = match op {
        CmpOp::Eq => x.len() == y.len() && cx.set_is_subset(x, y)?,
        CmpOp::Ne => !(x.len() == y.len() && cx.set_is_subset(x, y)?),
        CmpOp::Le => cx.set_is_subset(x, y)?,
        CmpOp::Ge => cx.set_is_subset(y, x)?,
        CmpOp::Lt => x.len() < y.len() && cx.set_is_subset(x, y)?,
        CmpOp::Gt => y.len() < x.len() && cx.set_is_subset(y, x)?,
    };
    Ok(Value::bool(result))
}

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let set = this!(v, SetObj);
    Ok(cx
        .alloc(SetIterObj::new(TypeId::SET_ITER.shape(), Some(set), 0, set.len(), set.len()))?
        .into())
}

pub(super) fn len(_: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this!(v, SetObj).len())
}

pub(super) fn contains(cx: &mut Ctx, v: Value, key: Value) -> PyResult<bool> {
    let (key, hash) = cx.set_lookup_hash(key)?;
    cx.set_has_hashed(this!(v, SetObj), key, hash)
}
