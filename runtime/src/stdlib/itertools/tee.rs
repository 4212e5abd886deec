//! `tee`: iterators that share a chain of links. A link is filled by whoever reaches it first.
//!
//! `_tee`: a = its link. Link: a = item once read, b = next link, c = the iterator.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::{exactly, spec};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::type_obj::TypeObj;
use crate::value::Value;
use crate::{raise, this};

/// The function.
pub(super) const TEE: MethodDef = MethodDef::new("tee", NativeCode::Fast(tee))
    .sig("($module, iterable, n=2, /)")
    .doc("Returns a tuple of n independent iterators.");
/// `_tee`.
pub static TEE_SPEC: TypeSpec =
    spec(new, next, &[MethodDef::new("__copy__", NativeCode::NoArgs(copy))]);
/// A link.
pub static LINK_SPEC: TypeSpec = TypeSpec::EMPTY;

/// A new iterator at the beginning of `source` (at the same place, if it is a `_tee` itself).
fn start(cx: &mut Ctx, cls: Gc<TypeObj>, source: Value) -> PyResult<Value> {
    let it = cx.iter(source)?;
    let of_tee = it.cast::<RecordObj>().filter(|_| cx.is_instance_of(it, ty::TEE));
    let link = match of_tee.and_then(|t| t.a.get()) {
        Some(link) => link,
        None => new_link(cx, it)?.into(),
    };
    Ok(cx.record(cls, &[link], 0, 0)?.into())
}

fn new_link(cx: &mut Ctx, iter: Value) -> PyResult<Gc<RecordObj>> {
    let class = cx.ty(ty::TEE_LINK);
    let link = cx.record(class, &[], 0, 0)?;
    link.c.set(Some(iter));
    Ok(link)
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    exactly(cx, cls, ty::TEE, "_tee", args, 1)?;
    start(cx, cls, args.pos[0])
}

fn tee(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "tee", args.len(), 1, 2)?;
    let n = match args.get(1) {
        Some(&n) => cx.index_i64(n)?,
        None => 2,
    };
    if n < 0 {
        raise!(cx, ValueError, "n must be >= 0");
    }
    let class = cx.ty(ty::TEE);
    let mut out = GcVec::new();
    if n > 0 {
        let first = start(cx, class, args[0])?;
        out.push(cx, first)?;
        for _ in 1..n {
            let other = copy(cx, first)?;
            out.push(cx, other)?;
        }
    }
    Ok(cx.tuple(&out)?.into())
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (class, link) = (cx.ty(ty::TEE), this!(v, RecordObj).a.get());
    let made = cx.record(class, &[], 0, 0)?;
    made.a.set(link);
    Ok(made.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(link) = it.a.get().and_then(|l| l.cast::<RecordObj>()) else { return Ok(None) };
    if let (Some(item), Some(after)) = (link.a.get(), link.b.get()) {
        it.a.set(Some(after));
        return Ok(Some(item));
    }
    let Some(source) = link.c.get() else { return Ok(None) };
    if link.x.get() == 1 {
        raise!(cx, RuntimeError, "cannot re-enter the tee iterator");
    }
    link.x.set(1);
    let item = cx.next(source);
    link.x.set(0);
    let Some(item) = item? else { return Ok(None) };
    let after = new_link(cx, source)?;
    link.a.set(Some(item));
    link.b.set(Some(after.into()));
    it.a.set(Some(after.into()));
    Ok(Some(item))
}
