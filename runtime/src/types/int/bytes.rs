//! `int.to_bytes` and `int.from_bytes`.

use super::bits::TwosComplement;
use super::view::IntView;
use super::{limbs, new};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

fn is_little(cx: &mut Ctx, order: Option<Value>, function: &str) -> PyResult<bool> {
    let Some(order) = order else { return Ok(false) };
    let Some(text) = order.cast::<StrObj>() else {
        let name = cx.type_name(order);
        raise!(cx, TypeError, "{function}() argument 'byteorder' must be str, not {name}");
    };
    if text.eq_str("little") {
        Ok(true)
    } else if text.eq_str("big") {
        Ok(false)
    } else {
        raise!(cx, ValueError, "byteorder must be either 'little' or 'big'")
    }
}

/// `int.to_bytes(length=1, byteorder='big', *, signed=False)`.
pub fn to_bytes(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "to_bytes",
        params: &["length", "byteorder", "signed"],
        pos_only: 0,
        pos_max: 2,
        required: 0,
    };
    let [length, order, signed] = args.bind(cx, &SIG)?;
    let length = match length {
        Some(n) => cx.index_i64(n)?,
        None => 1,
    };
    let little = is_little(cx, order, "to_bytes")?;
    let signed = match signed {
        Some(s) => cx.truth(s)?,
        None => false,
    };
    let Ok(length) = usize::try_from(length) else {
        raise!(cx, ValueError, "length argument must be non-negative");
    };
    let view = IntView::of(v).expect("the receiver is an int");
    if view.is_negative() && !signed {
        raise!(cx, OverflowError, "can't convert negative int to unsigned");
    }
    if !fits(&view, length, signed) {
        raise!(cx, OverflowError, "int too big to convert");
    }
    let bytes = cx.bytes_with(length, |out| {
        let mut source = TwosComplement::new(&view);
        for chunk in out.chunks_mut(8) {
            let limb = source.next().to_le_bytes();
            chunk.copy_from_slice(&limb[..chunk.len()]);
        }
        if !little {
            out.reverse();
        }
    })?;
    Ok(bytes.into())
}

fn fits(view: &IntView, length: usize, signed: bool) -> bool {
    let (bits, room) = (view.bit_length(), length as u64 * 8);
    if !signed || view.is_zero() {
        return bits <= room;
    }
    // The smallest negative number of a width has no positive counterpart.
    let is_power = bits > 0 && limbs::trailing_zeros(view.limbs()) == bits - 1;
    if view.is_negative() && is_power { bits <= room } else { bits < room }
}

/// `int.from_bytes(bytes, byteorder='big', *, signed=False)`.
pub fn from_bytes(cx: &mut Ctx, cls: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "from_bytes",
        params: &["bytes", "byteorder", "signed"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [source, order, signed] = args.bind(cx, &SIG)?;
    let source = source.expect("a required argument");
    let little = is_little(cx, order, "from_bytes")?;
    let signed = match signed {
        Some(s) => cx.truth(s)?,
        None => false,
    };
    let mut content = content_of(cx, source)?;
    if !little {
        content.reverse();
    }
    let negative = signed && content.last().is_some_and(|b| b >> 7 != 0);
    let filler = if negative { 0xff } else { 0 };
    let mut magnitude: Vec<u64> = content
        .chunks(8)
        .map(|chunk| {
            let mut limb = [filler; 8];
            limb[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(limb)
        })
        .collect();
    if negative {
        limbs::negate(&mut magnitude);
    }
    let value = cx.int_from_limbs(negative, &magnitude)?;
    match cls.cast::<TypeObj>() {
        Some(ty) if ty.ptr_eq(cx.ty(TypeId::INT)) => Ok(value),
        Some(ty)
            if ty.slots.new.get().is_some_and(|f| {
                std::ptr::fn_addr_eq(f, new::new as crate::object::slots::NewFn)
            }) && ty.slots.init.get().is_none() =>
        {
            new::subclass_instance(cx, ty, value)
        }
        _ => cx.call(cls, &[value]),
    }
}

/// What `bytes(source)` holds, which may not be an int or a string.
fn content_of(cx: &mut Ctx, source: Value) -> PyResult<Vec<u8>> {
    if let Some(view) = cx.buffer_bytes(source)? {
        return Ok(view.to_vec());
    }
    if source.is_int() || source.cast::<StrObj>().is_some() {
        let name = cx.type_name(source);
        raise!(cx, TypeError, "cannot convert '{name}' object to bytes");
    }
    let ty = cx.ty(TypeId::BYTES);
    let bytes = cx.call(ty.into(), &[source])?;
    Ok(bytes.cast::<BytesObj>().map_or(Vec::new(), |b| b.as_slice().to_vec()))
}
