//! `FrameLocalsProxy`: what `f_locals` of a function's frame is (PEP 667). It reads and writes the variables
//! themselves; other names go to a dict of the frame object.

use super::{FrameObj, ProxyObj};
use crate::frame::layout::flags;
use crate::types::cell::CellObj;
use crate::types::{generator, layouts, table};
use taipan_frontend::local_kind;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Field, Gc, Header, ShapeId};
use taipan_runtime::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use taipan_runtime::object::slots::{CmpOp, SlotTable};
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The shape of every proxy.
pub const PROXY_SHAPE: ShapeId = table::FRAME_LOCALS_PROXY.shape();

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(new),
        repr: Some(|cx, v| {
            let text = cx.repr_guarded(v, "{...}", |cx| {
                let dict = super::snapshot(cx, frame_of(v))?;
                cx.repr(dict.into())
            })?;
            Ok(text.into())
        }),
        hash: Some(taipan_runtime::types::list::unhashable),
        richcompare: Some(compare),
        iter: Some(|cx, v| {
            let keys = keys(cx, v)?;
            cx.iter(keys)
        }),
        len: Some(|cx, v| Ok(super::snapshot(cx, frame_of(v))?.len())),
        contains: Some(|cx, v, key| Ok(lookup(cx, frame_of(v), key)?.is_some())),
        getitem: Some(|cx, v, key| match lookup(cx, frame_of(v), key)? {
            Some(value) => Ok(value),
            None => {
                let name = cx.repr(key)?;
                let text = cx.str(&format!("local variable '{name}' is not defined"))?;
                Err(cx.raise_key_error(text.into()))
            }
        }),
        setitem: Some(|cx, v, key, to| match to {
            Some(to) => store(cx, frame_of(v), key, to),
            None => match remove(cx, frame_of(v), key)? {
                Some(_) => Ok(()),
                None => Err(cx.raise_key_error(key)),
            },
        }),
        or: Some(or),
        ior: Some(|cx, a, b| match items_of(cx, b)? {
            Some(items) => {
                update_from(cx, frame_of(a), items)?;
                Ok(a)
            }
            None => Ok(Value::NOT_IMPLEMENTED),
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("keys", NativeCode::NoArgs(keys)),
        MethodDef::new("values", NativeCode::NoArgs(values)),
        MethodDef::new("items", NativeCode::NoArgs(items)),
        MethodDef::new(
            "copy",
            NativeCode::NoArgs(|cx, v| Ok(super::snapshot(cx, frame_of(v))?.into())),
        ),
        MethodDef::new("get", NativeCode::Fast(get)),
        MethodDef::new("setdefault", NativeCode::Fast(setdefault)),
        MethodDef::new("pop", NativeCode::Fast(pop)),
        MethodDef::new("update", NativeCode::O(update)),
        MethodDef::new(
            "__reversed__",
            NativeCode::NoArgs(|cx, v| {
                let keys = keys(cx, v)?;
                let reverse = cx.intern("__reversed__")?;
                cx.call_method(keys, reverse, &[])
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

/// A proxy of the frame.
pub(super) fn make(cx: &mut Ctx, frame: Gc<FrameObj>) -> PyResult<Value> {
    let hdr = Header::new(PROXY_SHAPE, layouts::FRAME_LOCALS_PROXY);
    Ok(cx.alloc(ProxyObj { hdr, frame: Field::new(frame) })?.into())
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let &[frame] = args.pos else {
        let n = args.pos.len();
        raise!(cx, TypeError, "FrameLocalsProxy expected 1 argument, got {n}");
    };
    if args.keywords().next().is_some() {
        raise!(cx, TypeError, "FrameLocalsProxy takes no keyword arguments");
    }
    match frame.cast::<FrameObj>() {
        Some(frame) => make(cx, frame),
        None => {
            let name = cx.type_name(frame);
            raise!(cx, TypeError, "expect frame, not {name}")
        }
    }
}

fn frame_of(v: Value) -> Gc<FrameObj> {
    let proxy: Gc<ProxyObj> = v.cast().expect("slot of `FrameLocalsProxy`");
    super::attrs::this(proxy.frame.get().into())
}

/// The number of the variable with this name.
fn index_of(frame: Gc<FrameObj>, key: Value) -> Option<usize> {
    let name = key.cast::<StrObj>()?;
    let code = frame.code.get();
    let is_it = |&i: &usize| {
        code.local_kind(i) & local_kind::HIDDEN == 0 && code.local_name(i).same_text(name)
    };
    (0..code.locals_len()).find(is_it)
}

fn extra(frame: Gc<FrameObj>) -> Option<Gc<DictObj>> {
    frame.extra.get().and_then(|v| v.cast::<DictObj>())
}

fn lookup(cx: &mut Ctx, frame: Gc<FrameObj>, key: Value) -> PyResult<Option<Value>> {
    if let Some(v) = index_of(frame, key).and_then(|i| frame.variable(i)) {
        return Ok(Some(v));
    }
    cx.hash(key)?;
    match extra(frame) {
        Some(extra) => cx.dict_get(extra, key),
        None => Ok(None),
    }
}

fn store(cx: &mut Ctx, frame: Gc<FrameObj>, key: Value, to: Value) -> PyResult<()> {
    if let Some(i) = index_of(frame, key) {
        return write(cx, frame, i, to);
    }
    let extra = match extra(frame) {
        Some(extra) => extra,
        None => {
            let made = cx.dict()?;
            frame.extra.set(Some(made.into()));
            made
        }
    };
    cx.dict_set(extra, key, to)
}

/// Writes a variable. Machine code may have it in a register: that leaves behind the call that it is in, and the
/// exit writes it again (`tier/touched.rs`).
fn write(cx: &mut Ctx, object: Gc<FrameObj>, i: usize, to: Value) -> PyResult<()> {
    let code = object.code.get();
    let is_shared = code.local_kind(i) & (local_kind::CELL | local_kind::FREE) != 0;
    let raw = match object.live() {
        Some(frame) => frame.local(i),
        None => object.saved.get().and_then(|saved| saved.get(i)),
    };
    if let Some(cell) = raw.and_then(|v| v.cast::<CellObj>()).filter(|_| is_shared) {
        cell.content.set(Some(to));
        return Ok(());
    }
    let Some(frame) = object.live() else {
        if let Some(saved) = object.saved.get() {
            saved.set(i, Some(to));
        }
        return Ok(());
    };
    let written = match object.written.get() {
        Some(written) => written,
        None => {
            let made = cx.value_array(code.locals_len())?;
            object.written.set(Some(made));
            made
        }
    };
    written.set(i, Some(to));
    frame.set_local(i, Some(to));
    frame.set_meta(frame.meta() | flags::TOUCHED);
    if frame.has(flags::GENERATOR) {
        generator::remember(generator::of_frame(frame));
    }
    Ok(())
}

/// Takes a name out that is no variable of the function's own.
fn remove(cx: &mut Ctx, frame: Gc<FrameObj>, key: Value) -> PyResult<Option<Value>> {
    if index_of(frame, key).is_some() {
        raise!(cx, ValueError, "cannot remove local variables from FrameLocalsProxy");
    }
    match extra(frame) {
        Some(extra) => cx.dict_remove(extra, key),
        None => Ok(None),
    }
}

fn keys(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = super::snapshot(cx, frame_of(v))?;
    let list = cx.list(&[])?;
    for e in dict.entries() {
        cx.list_append(list, e.key)?;
    }
    Ok(list.into())
}

fn values(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = super::snapshot(cx, frame_of(v))?;
    let list = cx.list(&[])?;
    for e in dict.entries() {
        cx.list_append(list, e.value)?;
    }
    Ok(list.into())
}

fn items(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = super::snapshot(cx, frame_of(v))?;
    let list = cx.list(&[])?;
    for e in dict.entries() {
        let pair = cx.tuple(&[e.key, e.value])?;
        cx.list_append(list, pair.into())?;
    }
    Ok(list.into())
}

fn get(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let (key, default) = match *args {
        [key] => (key, Value::NONE),
        [key, default] => (key, default),
        _ => raise!(cx, TypeError, "get expected 1 or 2 arguments"),
    };
    Ok(lookup(cx, frame_of(v), key)?.unwrap_or(default))
}

fn setdefault(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let (key, default) = match *args {
        [key] => (key, Value::NONE),
        [key, default] => (key, default),
        _ => raise!(cx, TypeError, "setdefault expected 1 or 2 arguments"),
    };
    if let Some(value) = lookup(cx, frame_of(v), key)? {
        return Ok(value);
    }
    store(cx, frame_of(v), key, default)?;
    Ok(default)
}

fn pop(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let (key, default) = match *args {
        [key] => (key, None),
        [key, default] => (key, Some(default)),
        [] => raise!(cx, TypeError, "pop expected at least 1 argument, got 0"),
        _ => raise!(cx, TypeError, "pop expected at most 2 arguments, got {}", args.len()),
    };
    match remove(cx, frame_of(v), key)?.or(default) {
        Some(value) => Ok(value),
        None => Err(cx.raise_key_error(key)),
    }
}

/// The items that `update` and `|` take: of a dict, or of another proxy.
fn items_of(cx: &mut Ctx, v: Value) -> PyResult<Option<Gc<DictObj>>> {
    if let Some(proxy) = v.cast::<ProxyObj>() {
        return super::snapshot(cx, proxy.frame.get()).map(Some);
    }
    Ok(v.cast::<DictObj>())
}

fn update_from(cx: &mut Ctx, frame: Gc<FrameObj>, items: Gc<DictObj>) -> PyResult<()> {
    let copy = cx.dict_copy(items)?;
    for e in copy.entries() {
        store(cx, frame, e.key, e.value)?;
    }
    Ok(())
}

fn update(cx: &mut Ctx, v: Value, from: Value) -> PyResult<Value> {
    let Some(items) = items_of(cx, from)? else {
        raise!(cx, TypeError, "update() argument must be dict or another FrameLocalsProxy");
    };
    update_from(cx, frame_of(v), items)?;
    Ok(Value::NONE)
}

fn or(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let (Some(left), Some(right)) = (items_of(cx, a)?, items_of(cx, b)?) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let both = cx.dict_copy(left)?;
    cx.dict_update(both, right.into())?;
    Ok(both.into())
}

fn compare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    if let Some(other) = b.cast::<ProxyObj>() {
        let same = frame_of(a).ptr_eq(other.frame.get());
        return Ok(match op {
            CmpOp::Eq => Value::bool(same),
            CmpOp::Ne => Value::bool(!same),
            _ => Value::NOT_IMPLEMENTED,
        });
    }
    if b.cast::<DictObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let dict = super::snapshot(cx, frame_of(a))?;
    cx.compare(dict.into(), b, op)
}
