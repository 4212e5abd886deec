//! `replace`, `join`, `translate`, `maketrans`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::str::Units;
use crate::types::str::search::Needle;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use smallvec::SmallVec;

/// As in `str.replace`.
const BETWEEN_POLLS: usize = 1 << 16;

pub(super) fn replace(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("replace", args.len(), 2, 3)?;
    let text = this(cx, self_)?;
    let (old, new) = (cx.expect_buffer(args[0])?, cx.expect_buffer(args[1])?);
    let limit = match args.get(2) {
        Some(&v) => usize::try_from(cx.index_i64(v)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let needle = Needle::bytes(&old);
    let mut hits = 0;
    for _ in needle.hits(Units::One(&text)).take(limit) {
        hits += 1;
        if hits % BETWEEN_POLLS == 0 {
            cx.poll()?;
        }
    }
    if hits == 0 {
        return cx.same_bytes(self_, &text);
    }
    let Some(len) =
        hits.checked_mul(new.len()).and_then(|n| n.checked_add(text.len() - hits * old.len()))
    else {
        raise!(cx, OverflowError, "replace bytes is too long");
    };
    let mut out = Vec::new();
    if out.try_reserve_exact(len).is_err() {
        return Err(cx.raise_memory());
    }
    let mut done = 0;
    for (i, at) in needle.hits(Units::One(&text)).take(limit).enumerate() {
        if i % BETWEEN_POLLS == BETWEEN_POLLS - 1 {
            cx.poll()?;
        }
        out.extend_from_slice(&text[done..at]);
        out.extend_from_slice(&new);
        done = at + old.len();
    }
    out.extend_from_slice(&text[done..]);
    cx.bytes_like(self_, &out)
}

pub(super) fn join(cx: &mut Ctx, self_: Value, iterable: Value) -> PyResult<Value> {
    let separator = this(cx, self_)?;
    if !cx.is_iterable(iterable) {
        raise!(cx, TypeError, "can only join an iterable");
    }
    let list = match iterable.cast::<ListObj>() {
        Some(list) => list,
        None => match iterable.cast::<TupleObj>() {
            Some(tuple) => cx.list(tuple.items())?,
            None => cx.to_list(iterable)?,
        },
    };
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(item) = list.get(i) {
        if i > 0 {
            out.extend_from_slice(&separator);
        }
        match cx.buffer_bytes(item)? {
            Some(view) => out.extend_from_slice(&view),
            None => {
                let ty = cx.type_name(item);
                raise!(
                    cx,
                    TypeError,
                    "sequence item {i}: expected a bytes-like object, {ty} found"
                );
            }
        }
        i += 1;
    }
    if let (1, Some(only)) = (i, list.get(0))
        && only.has_shape(crate::object::type_id::TypeId::BYTES.shape())
        && self_.cast::<super::BytesObj>().is_some()
    {
        return Ok(only);
    }
    cx.bytes_like(self_, &out)
}

pub(super) fn translate(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "translate",
        params: &["table", "delete"],
        pos_only: 1,
        pos_max: 2,
        required: 1,
    };
    let text = this(cx, self_)?;
    let [table, delete] = args.bind::<2>(cx, &SIGNATURE)?;
    let table = match table {
        Some(v) if !v.is_none() => {
            let table = cx.expect_buffer(v)?;
            if table.len() != 256 {
                raise!(cx, ValueError, "translation table must be 256 characters long");
            }
            Some(table)
        }
        _ => None,
    };
    if let (Some(table), None) = (&table, delete) {
        let out = translated(&text, table);
        return cx.bytes_like(self_, &out);
    }
    let mut dropped = [false; 256];
    if let Some(v) = delete {
        cx.expect_buffer(v)?.iter().for_each(|&b| dropped[b as usize] = true);
    }
    let out: Vec<u8> = text
        .iter()
        .filter(|&&b| !dropped[b as usize])
        .map(|&b| table.as_ref().map_or(b, |t| t[b as usize]))
        .collect();
    cx.bytes_like(self_, &out)
}

/// Text of at least this many bytes is worth a look at how many bytes the table changes.
const LONG: usize = 256;
/// So few changed bytes are compared with, which processors do for many bytes at once, instead of looked up.
const FEW: usize = 4;

/// Each byte as the table of 256 has it.
fn translated(text: &[u8], table: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    if text.len() >= LONG {
        let changed = |&(from, to): &(u8, u8)| from != to;
        let all = (0..=u8::MAX).zip(table.iter().copied()).filter(changed);
        let few: SmallVec<[(u8, u8); FEW + 1]> = all.take(FEW + 1).collect();
        if few.len() <= FEW {
            for (from, to) in few {
                for (o, &b) in out.iter_mut().zip(text) {
                    *o = if b == from { to } else { *o };
                }
            }
            return out;
        }
    }
    out.iter_mut().for_each(|b| *b = table[*b as usize]);
    out
}

pub(super) fn maketrans(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("maketrans", args.len(), 2, 2)?;
    let (from, to) = (cx.expect_buffer(args[0])?, cx.expect_buffer(args[1])?);
    if from.len() != to.len() {
        raise!(cx, ValueError, "maketrans arguments must have same length");
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    from.iter().zip(to.iter()).for_each(|(&a, &b)| table[a as usize] = b);
    Ok(cx.bytes(&table)?.into())
}
