//! `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::str::center_left;
use crate::value::Value;

fn pad_args(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
) -> PyResult<(ByteView, usize, u8)> {
    cx.check_arity(name, args.len(), 1, 2)?;
    let text = this(cx, self_)?;
    let width = usize::try_from(cx.index_i64(args[0])?).unwrap_or(0);
    let fill = match args.get(1) {
        None => b' ',
        Some(&v) => {
            let ty = cx.type_name(v);
            match cx.buffer_bytes(v)? {
                Some(view) if view.len() == 1 => view[0],
                Some(view) => raise!(
                    cx,
                    TypeError,
                    "{name}(): argument 2 must be a byte string of length 1, not a {ty} object of length {}",
                    view.len()
                ),
                None => raise!(
                    cx,
                    TypeError,
                    "{name}() argument 2 must be a byte string of length 1, not {ty}"
                ),
            }
        }
    };
    let missing = width.saturating_sub(text.len());
    Ok((text, missing, fill))
}

fn padded(
    cx: &mut Ctx,
    self_: Value,
    text: &[u8],
    left: usize,
    right: usize,
    fill: u8,
) -> PyResult<Value> {
    if left + right == 0 {
        return cx.same_bytes(self_, text);
    }
    let mut out = Vec::new();
    if out.try_reserve_exact(left.saturating_add(right).saturating_add(text.len())).is_err() {
        return Err(cx.raise_memory());
    }
    out.resize(left, fill);
    out.extend_from_slice(text);
    out.resize(left + text.len() + right, fill);
    cx.bytes_like(self_, &out)
}

pub(super) fn center(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "center", self_, args)?;
    let left = center_left(missing, text.len() + missing);
    padded(cx, self_, &text, left, missing - left, fill)
}

pub(super) fn ljust(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "ljust", self_, args)?;
    padded(cx, self_, &text, 0, missing, fill)
}

pub(super) fn rjust(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "rjust", self_, args)?;
    padded(cx, self_, &text, missing, 0, fill)
}

pub(super) fn zfill(cx: &mut Ctx, self_: Value, width: Value) -> PyResult<Value> {
    let (text, missing, _) = pad_args(cx, "zfill", self_, &[width])?;
    if missing == 0 || !matches!(text.first(), Some(b'+' | b'-')) {
        return padded(cx, self_, &text, missing, 0, b'0');
    }
    let mut out = Vec::new();
    if out.try_reserve_exact(text.len() + missing).is_err() {
        return Err(cx.raise_memory());
    }
    out.push(text[0]);
    out.resize(1 + missing, b'0');
    out.extend_from_slice(&text[1..]);
    cx.bytes_like(self_, &out)
}

pub(super) fn expandtabs(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "expandtabs",
        params: &["tabsize"],
        pos_only: 0,
        pos_max: 1,
        required: 0,
    };
    let text = this(cx, self_)?;
    let [size] = args.bind::<1>(cx, &SIGNATURE)?;
    let size = match size {
        Some(v) => cx.index_i64(v)?.max(0) as usize,
        None => 8,
    };
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for &b in text.iter() {
        match b {
            b'\t' if size > 0 => {
                let n = size - column % size;
                if !cx.heap.could_hold(out.len().saturating_add(n)) || out.try_reserve(n).is_err() {
                    return Err(cx.raise_memory());
                }
                out.resize(out.len() + n, b' ');
                column += n;
            }
            b'\t' => {}
            _ => {
                column = if matches!(b, b'\n' | b'\r') { 0 } else { column + 1 };
                out.push(b);
            }
        }
    }
    cx.bytes_like(self_, &out)
}
