//! `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

impl Ctx {
    /// `text` with `left` and `right` times `fill` around it.
    pub fn str_padded(
        &mut self,
        text: Gc<StrObj>,
        left: usize,
        right: usize,
        fill: u32,
    ) -> PyResult<Gc<StrObj>> {
        if left == 0 && right == 0 {
            return self.exact_str(text);
        }
        let Some(len) = left.checked_add(right).and_then(|n| n.checked_add(text.len())) else {
            raise!(self, OverflowError, "padded string is too long");
        };
        if text.is_ascii() && fill < 0x80 {
            return self.str_with(len, 0, true, |out| {
                out[..left].fill(fill as u8);
                out[left..left + text.len()].copy_from_slice(text.raw_bytes());
                out[left + text.len()..].fill(fill as u8);
            });
        }
        let bits = text.units().iter().fold(fill, |bits, p| bits | p);
        let pad = |n| std::iter::repeat_n(fill, n);
        self.str_from_iter(len, bits, pad(left).chain(text.code_points()).chain(pad(right)))
    }
}

/// The text, how much is missing to the width, and the fill character.
fn pad_args(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
) -> PyResult<(Gc<StrObj>, usize, u32)> {
    cx.check_arity(name, args.len(), 1, 2)?;
    let text = this(cx, self_)?;
    let width = cx.index_i64(args[0])?;
    let fill = match args.get(1) {
        None => 0x20,
        Some(&v) => match v.cast::<StrObj>() {
            Some(s) if s.len() == 1 => s.at(0),
            Some(_) => {
                raise!(cx, TypeError, "The fill character must be exactly one character long")
            }
            None => {
                let ty = cx.type_name(v);
                raise!(cx, TypeError, "The fill character must be a unicode character, not {ty}");
            }
        },
    };
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(text.len());
    Ok((text, missing, fill))
}

/// How much of the missing width goes to the left of centred text.
pub(crate) fn center_left(missing: usize, width: usize) -> usize {
    missing / 2 + (missing & width & 1)
}

pub(super) fn center(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "center", self_, args)?;
    let left = center_left(missing, text.len() + missing);
    Ok(cx.str_padded(text, left, missing - left, fill)?.into())
}

pub(super) fn ljust(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "ljust", self_, args)?;
    Ok(cx.str_padded(text, 0, missing, fill)?.into())
}

pub(super) fn rjust(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (text, missing, fill) = pad_args(cx, "rjust", self_, args)?;
    Ok(cx.str_padded(text, missing, 0, fill)?.into())
}

pub(super) fn zfill(cx: &mut Ctx, self_: Value, width: Value) -> PyResult<Value> {
    let (text, missing, _) = pad_args(cx, "zfill", self_, &[width])?;
    if missing == 0 {
        return Ok(cx.exact_str(text)?.into());
    }
    let signed = !text.is_empty() && matches!(text.at(0), 0x2b | 0x2d);
    if !signed {
        return Ok(cx.str_padded(text, missing, 0, 0x30)?.into());
    }
    let digits = cx.substr(text, 1, text.len())?;
    let digits = cx.str_padded(digits, missing, 0, 0x30)?;
    let sign = cx.char_str(text.at(0))?;
    Ok(cx.str_concat(sign, digits)?.into())
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
    let mut buf = TextBuf::with_capacity(text.len());
    let mut column = 0;
    for point in text.code_points() {
        match point {
            0x09 if size > 0 => {
                let n = size - column % size;
                buf.reserve(cx, n)?;
                buf.push_repeat(0x20, n);
                column += n;
            }
            0x09 => {}
            _ => {
                column = if matches!(point, 0x0a | 0x0d) { 0 } else { column + 1 };
                buf.push(point);
            }
        }
    }
    Ok(buf.finish(cx)?.into())
}
