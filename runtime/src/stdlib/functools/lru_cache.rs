//! `_lru_cache_wrapper`: results by arguments, the least recently used ones dropped first.
//!
//! The cache is a dict in order of use: a hit moves its entry to the end.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::dict::DictObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A caching function.
    pub struct LruCacheObj: LRU_CACHE {
        /// The function behind it.
        traced func: Value,
        /// Makes what `cache_info` returns.
        traced info: Value,
        /// Results by key, least recently used first.
        traced cache: Gc<DictObj>,
        /// Most results to keep; negative for no limit.
        plain maxsize: i64,
        /// Whether arguments of different types are different.
        plain typed: bool,
        plain hits: i64,
        plain misses: i64,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a cached callable that wraps another function.",
    slots: SlotTable {
        new: Some(new),
        call: Some(call),
        descr_get: Some(descr_get),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("cache_info", NativeCode::NoArgs(cache_info)),
        MethodDef::new("cache_clear", NativeCode::NoArgs(cache_clear)),
        MethodDef::new("__copy__", NativeCode::NoArgs(|_, v| Ok(v))),
        MethodDef::new("__deepcopy__", NativeCode::O(|_, v, _| Ok(v))),
        MethodDef::new(
            "__reduce__",
            NativeCode::NoArgs(|cx, v| {
                let name = cx.names.__qualname__;
                cx.getattr(v, name)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature::plain("lru_cache", &["user_function", "maxsize", "typed", "cache_info_type"], 4);
    let [func, maxsize, typed, info] = args.bind(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    if !cx.is_callable(func) {
        raise!(cx, TypeError, "the first argument must be callable");
    }
    let maxsize = match maxsize {
        m if m.is_none() => -1,
        m if cx.has_index(m) => cx.index_i64(m)?.max(0),
        _ => raise!(cx, TypeError, "maxsize should be integer or None"),
    };
    let typed = cx.truth(typed)?;
    let cache = cx.dict()?;
    Ok(cx
        .alloc_instance(cls, |shape| {
            LruCacheObj::new(shape, func, info, cache, maxsize, typed, 0, 0)
        })?
        .into())
}

/// The cache key of a call: the only argument itself if that is safe, else a tuple.
fn key_of(cx: &mut Ctx, args: Args<'_>, typed: bool) -> PyResult<Value> {
    if let ([only], 0, false) = (args.pos, args.kw_len(), typed)
        && (only.is_small() || only.has_shape(TypeId::STR.shape()))
    {
        return Ok(*only);
    }
    let mut parts = GcVec::from_slice(cx, args.pos)?;
    if args.kw_len() > 0 {
        // No argument can be this object, so positions and keywords cannot be confused.
        let mark = cx.ty(TypeId::BUILTIN_FUNCTION);
        parts.push(cx, mark.into())?;
        for (name, value) in args.keywords() {
            parts.push(cx, name.into())?;
            parts.push(cx, value)?;
        }
    }
    if typed {
        for i in 0..args.pos.len() + args.kw_len() {
            let v =
                if i < args.pos.len() { args.pos[i] } else { args.kw_values[i - args.pos.len()] };
            let class = cx.type_of(v);
            parts.push(cx, class.into())?;
        }
    }
    Ok(cx.tuple(&parts)?.into())
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let it = this!(v, LruCacheObj);
    let maxsize = it.maxsize.get();
    if maxsize == 0 {
        it.misses.set(it.misses.get() + 1);
        return cx.call_args(it.func.get(), args);
    }
    let key = key_of(cx, args, it.typed.get())?;
    let hash = cx.hash(key)?;
    let cache = it.cache.get();
    if let Some(i) = cx.dict_find(cache, key, hash)? {
        it.hits.set(it.hits.get() + 1);
        if maxsize < 0 || i + 1 == cache.fill() {
            return Ok(cache.value_at(i).unwrap_or(Value::NONE));
        }
        let Some(e) = cx.dict_remove_at(cache, i) else { unreachable!("the entry was just found") };
        cx.dict_insert_new(cache, e.key, e.hash, e.value)?;
        return Ok(e.value);
    }
    it.misses.set(it.misses.get() + 1);
    let result = cx.call_args(it.func.get(), args)?;
    let cache = it.cache.get();
    // The call may have entered the same key.
    match cx.dict_find(cache, key, hash)? {
        Some(i) => cache.set_value_at(i, result),
        None => {
            if maxsize > 0
                && cache.len() as i64 >= maxsize
                && let Some(oldest) = cache.first_entry()
            {
                cx.dict_remove_at(cache, oldest);
            }
            cx.dict_insert_new(cache, key, hash, result)?;
        }
    }
    Ok(result)
}

fn descr_get(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    match object.filter(|o| !o.is_none()) {
        Some(object) => Ok(cx.bound_method(v, object)?),
        None => Ok(v),
    }
}

fn cache_info(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, LruCacheObj);
    let (hits, misses) = (cx.int(it.hits.get())?, cx.int(it.misses.get())?);
    let maxsize = match it.maxsize.get() {
        n if n < 0 => Value::NONE,
        n => cx.int(n)?,
    };
    let size = Value::len(it.cache.get().len());
    cx.call(it.info.get(), &[hits, misses, maxsize, size])
}

fn cache_clear(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, LruCacheObj);
    it.hits.set(0);
    it.misses.set(0);
    it.cache.get().clear();
    Ok(Value::NONE)
}
