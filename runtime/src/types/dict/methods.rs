//! The methods of `dict`.

#![forbid(unsafe_code)]

use super::{DictObj, DictViewObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::types::set::SetObj;
use crate::value::Value;
use crate::{raise, this};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::new(
        "__contains__",
        NativeCode::O(|cx, v, k| Ok(Value::bool(super::protocol::contains(cx, v, k)?))),
    )
    .sig("($self, key, /)"),
    MethodDef::new("__getitem__", NativeCode::O(super::protocol::subscript)).sig("($self, key, /)"),
    MethodDef::new("get", NativeCode::Fast(get))
        .sig("($self, key, default=None, /)")
        .doc("Return the value for key if key is in the dictionary, else default."),
    MethodDef::new("setdefault", NativeCode::Fast(setdefault)).sig("($self, key, default=None, /)"),
    MethodDef::new("pop", NativeCode::Fast(pop)),
    MethodDef::new("popitem", NativeCode::NoArgs(popitem)).sig("($self, /)"),
    MethodDef::new("keys", NativeCode::NoArgs(|cx, v| view(cx, v, TypeId::DICT_KEYS)))
        .sig("($self, /)"),
    MethodDef::new("items", NativeCode::NoArgs(|cx, v| view(cx, v, TypeId::DICT_ITEMS)))
        .sig("($self, /)"),
    MethodDef::new("values", NativeCode::NoArgs(|cx, v| view(cx, v, TypeId::DICT_VALUES)))
        .sig("($self, /)"),
    MethodDef::new("update", NativeCode::FastKw(update)),
    MethodDef::class("fromkeys", NativeCode::Fast(fromkeys))
        .sig("($type, iterable, value=None, /)"),
    MethodDef::new("clear", NativeCode::NoArgs(clear)).sig("($self, /)"),
    MethodDef::new("copy", NativeCode::NoArgs(copy)).sig("($self, /)"),
    MethodDef::new("__reversed__", NativeCode::NoArgs(reversed)).sig("($self, /)"),
    MethodDef::new("__sizeof__", NativeCode::NoArgs(sizeof)).sig("($self, /)"),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(|cx, cls, item| cx.generic_alias(cls, item)),
    ),
];

fn get(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "get", args.len(), 1, 2)?;
    let found = cx.dict_get(this!(v, DictObj), args[0])?;
    Ok(found.or(args.get(1).copied()).unwrap_or(Value::NONE))
}

fn setdefault(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "setdefault", args.len(), 1, 2)?;
    let default = args.get(1).copied().unwrap_or(Value::NONE);
    cx.dict_setdefault(this!(v, DictObj), args[0], default)
}

impl Ctx {
    /// `dict.setdefault(key, default)`.
    pub fn dict_setdefault(
        &mut self,
        dict: Gc<DictObj>,
        key: Value,
        default: Value,
    ) -> PyResult<Value> {
        let hash = self.hash_key(key, "dict key")?;
        match self.dict_find(dict, key, hash)?.and_then(|i| dict.value_at(i)) {
            Some(value) => Ok(value),
            None => {
                self.dict_insert_new(dict, key, hash, default)?;
                Ok(default)
            }
        }
    }
}

fn pop(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "pop", args.len(), 1, 2)?;
    match (cx.dict_remove(this!(v, DictObj), args[0])?, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(&default)) => Ok(default),
        (None, None) => Err(cx.raise_key_error(args[0])),
    }
}

fn popitem(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    pop_item(cx, this!(v, DictObj), true, "popitem(): dictionary is empty")
}

/// Removes the last (or first) item and returns it as a pair.
pub fn pop_item(cx: &mut Ctx, dict: Gc<DictObj>, last: bool, empty: &str) -> PyResult<Value> {
    match if last { dict.last_entry() } else { dict.first_entry() } {
        Some(i) => {
            let Some(e) = cx.dict_remove_at(dict, i) else {
                unreachable!("the entry was just found")
            };
            Ok(cx.tuple(&[e.key, e.value])?.into())
        }
        None => {
            let text = cx.str(empty)?;
            Err(cx.raise_key_error(text.into()))
        }
    }
}

fn view(cx: &mut Ctx, v: Value, id: TypeId) -> PyResult<Value> {
    Ok(cx.alloc(DictViewObj::new(id.shape(), this!(v, DictObj)))?.into())
}

fn update(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    check_positional(cx, "update", args.pos.len(), 0, 1)?;
    cx.dict_update_args(this!(v, DictObj), args)?;
    Ok(Value::NONE)
}

fn fromkeys(cx: &mut Ctx, cls: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "fromkeys", args.len(), 1, 2)?;
    let value = args.get(1).copied().unwrap_or(Value::NONE);
    let out = cx.call(cls, &[])?;
    match out.cast::<DictObj>().filter(|_| out.has_shape(TypeId::DICT.shape())) {
        Some(dict) if from_hashed(cx, dict, args[0], value)? => {}
        Some(dict) => cx.for_each(args[0], &mut |cx, key| cx.dict_set(dict, key, value))?,
        None => cx.for_each(args[0], &mut |cx, key| cx.setitem(out, key, value))?,
    }
    Ok(out)
}

/// Takes keys from a set or dict, which knows their hashes; false if `keys` is neither.
fn from_hashed(cx: &mut Ctx, to: Gc<DictObj>, keys: Value, value: Value) -> PyResult<bool> {
    let mut i = 0;
    if let Some(set) = keys.cast::<SetObj>()
        && (keys.has_shape(TypeId::SET.shape()) || keys.has_shape(TypeId::FROZENSET.shape()))
    {
        while let Some((key, hash, next)) = set.next_item(i) {
            cx.dict_set_hashed(to, key, hash, value)?;
            i = next;
        }
        return Ok(true);
    }
    let Some(dict) = keys.cast::<DictObj>().filter(|_| keys.has_shape(TypeId::DICT.shape())) else {
        return Ok(false);
    };
    while i < dict.fill() {
        if let Some(e) = dict.entry(i) {
            cx.dict_set_hashed(to, e.key, e.hash, value)?;
        }
        i += 1;
    }
    Ok(true)
}

fn clear(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = this!(v, DictObj);
    if dict.keys_version() != 0 {
        cx.keys_changed(dict, None, "clear");
    }
    dict.clear();
    Ok(Value::NONE)
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.dict_copy(this!(v, DictObj))?.into())
}

fn reversed(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.dict_iter(TypeId::DICT_REVERSE_KEY_ITER, this!(v, DictObj))
}

fn sizeof(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = this!(v, DictObj);
    match dict.len() {
        usize::MAX => raise!(cx, OverflowError, "size"),
        n => Ok(Value::len(64 + 32 * n)),
    }
}
