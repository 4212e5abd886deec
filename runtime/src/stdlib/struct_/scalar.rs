//! Single items of the `struct` formats: their sizes, and their bytes to and from values.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::types::bytes::BytesObj;
use crate::types::complex::complex_of;
use crate::value::Value;

/// Why a value cannot be packed.
pub enum Fault {
    /// Of the wrong type; the message.
    Type(&'static str),
    /// An int out of range.
    Range,
    /// A float out of range.
    Float,
    /// Python code raised.
    Raised(Raised),
}

impl From<Raised> for Fault {
    fn from(raised: Raised) -> Fault {
        Fault::Raised(raised)
    }
}

/// Size of an item in native mode; also its alignment.
pub fn native_size(code: u8) -> Option<usize> {
    Some(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' | b'F' => 8,
        b'D' => 16,
        _ => return None,
    })
}

/// Size of an item in standard mode.
pub fn standard_size(code: u8) -> Option<usize> {
    match code {
        b'l' | b'L' => Some(4),
        b'n' | b'N' | b'P' => None,
        _ => native_size(code),
    }
}

/// Whether the code is an int, and if so whether it has a sign.
pub fn int_sign(code: u8) -> Option<bool> {
    match code {
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => Some(true),
        b'B' | b'H' | b'I' | b'L' | b'Q' | b'N' | b'P' => Some(false),
        _ => None,
    }
}

/// The smallest and largest int of an item.
pub fn int_range(signed: bool, size: usize) -> (i128, i128) {
    let bits = size as u32 * 8;
    if signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    }
}

/// An int value as 128 bits, if it fits.
pub fn to_i128(v: Value) -> Option<i128> {
    if let Some(n) = v.as_i64() {
        return Some(n.into());
    }
    let big = v.cast::<crate::types::int::IntObj>()?;
    let n = match *big.limbs() {
        [low] => i128::from(low),
        _ => return None,
    };
    Some(if big.is_negative() { -n } else { n })
}

/// Packs one item, little-endian, into the first `size` bytes.
pub fn pack(cx: &mut Ctx, code: u8, size: usize, v: Value) -> Result<[u8; 16], Fault> {
    let mut raw = [0; 16];
    if let Some(signed) = int_sign(code) {
        if !v.is_int() && cx.type_of(v).slots.index.get().is_none() {
            return Err(Fault::Type("required argument is not an integer"));
        }
        let n = to_i128(cx.index(v)?).ok_or(Fault::Range)?;
        let (low, high) = int_range(signed, size);
        if n < low || n > high {
            return Err(Fault::Range);
        }
        raw[..size].copy_from_slice(&n.to_le_bytes()[..size]);
        return Ok(raw);
    }
    match code {
        b'?' => raw[0] = cx.truth(v)?.into(),
        b'c' => match v.cast::<BytesObj>() {
            Some(b) if b.len() == 1 => raw[0] = b.as_slice()[0],
            _ => return Err(Fault::Type("char format requires a bytes object of length 1")),
        },
        b'F' | b'D' => {
            let (re, im) = match complex_of(cx, v) {
                Ok(parts) => parts,
                Err(_) if cx.exception_is(Exc::TypeError) => {
                    cx.clear_exception();
                    return Err(Fault::Type("required argument is not a complex"));
                }
                Err(raised) => return Err(Fault::Raised(raised)),
            };
            if code == b'D' {
                raw[..8].copy_from_slice(&re.to_le_bytes());
                raw[8..].copy_from_slice(&im.to_le_bytes());
            } else {
                raw[..4].copy_from_slice(&(re as f32).to_le_bytes());
                raw[4..8].copy_from_slice(&(im as f32).to_le_bytes());
            }
        }
        _ => {
            let x = match cx.to_f64(v) {
                Ok(x) => x,
                Err(_) if cx.exception_is(Exc::TypeError) => {
                    cx.clear_exception();
                    return Err(Fault::Type("required argument is not a float"));
                }
                Err(raised) => return Err(Fault::Raised(raised)),
            };
            match code {
                b'd' => raw[..8].copy_from_slice(&x.to_le_bytes()),
                b'f' => {
                    let narrow = x as f32;
                    if narrow.is_infinite() && x.is_finite() {
                        return Err(Fault::Float);
                    }
                    raw[..4].copy_from_slice(&narrow.to_le_bytes());
                }
                _ => {
                    let half = half_from(x).ok_or(Fault::Float)?;
                    raw[..2].copy_from_slice(&half.to_le_bytes());
                }
            }
        }
    }
    Ok(raw)
}

/// Reads one item from its little-endian bytes.
pub fn unpack(cx: &mut Ctx, code: u8, raw: &[u8]) -> PyResult<Value> {
    let f32_at = |i: usize| f32::from_le_bytes([raw[i], raw[i + 1], raw[i + 2], raw[i + 3]]);
    let f64_at = |i: usize| f64::from_le_bytes(std::array::from_fn(|j| raw[i + j]));
    if let Some(signed) = int_sign(code) {
        let mut wide =
            [if signed && raw.last().is_some_and(|b| b & 0x80 != 0) { 0xff } else { 0 }; 16];
        wide[..raw.len()].copy_from_slice(raw);
        return cx.int_i128(i128::from_le_bytes(wide));
    }
    Ok(match code {
        b'?' => Value::bool(raw[0] != 0),
        b'c' => cx.bytes_small(raw)?.into(),
        b'f' => cx.float(f32_at(0).into())?,
        b'd' => cx.float(f64_at(0))?,
        b'F' => cx.complex((f32_at(0).into(), f32_at(4).into()))?,
        b'D' => cx.complex((f64_at(0), f64_at(8)))?,
        _ => cx.float(half_to(u16::from_le_bytes([raw[0], raw[1]])))?,
    })
}

/// The nearest half-precision number (IEEE 754 binary16, ties to even); none when too large.
fn half_from(x: f64) -> Option<u16> {
    let sign = ((x.to_bits() >> 48) & 0x8000) as u16;
    let a = x.abs();
    if x.is_nan() {
        return Some(sign | 0x7e00);
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // Multiples of the step of the binade; the lowest binade holds the subnormal numbers.
    let exponent = if a < 2f64.powi(-14) { -14 } else { ((a.to_bits() >> 52) as i32) - 1023 };
    let scaled = a / 2f64.powi(exponent - 10);
    let rounded = scaled.round_ties_even() as u32;
    let bits = rounded
        + if exponent > -14 || rounded >= 1024 { ((exponent + 14) as u32) << 10 } else { 0 };
    (bits < 0x7c00).then_some(sign | bits as u16)
}

fn half_to(half: u16) -> f64 {
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f64::from(half & 1023));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    };
    if half & 0x8000 != 0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_keep_their_bits() {
        for half in (0..0x7c00).chain(0x8000..0xfc00) {
            assert_eq!(half_from(half_to(half)), Some(half), "{half:#x}");
        }
        assert_eq!(half_from(65504.0), Some(0x7bff));
        assert_eq!(half_from(65520.0), None);
        assert_eq!(half_from(f64::INFINITY), Some(0x7c00));
    }
}
