//! Int to text, in any base.

use super::limbs;
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::patience;
use crate::raise;
use crate::types::str::StrObj;

/// Numbers of more limbs than this are converted by malachite, which divides and conquers.
const LONG: usize = 30;

/// Decimal digits of an `i64`, without a heap allocation.
pub struct Decimal {
    buffer: [u8; 20],
    start: usize,
}

impl Decimal {
    /// Formats the number.
    pub fn new(n: i64) -> Decimal {
        let mut d = Decimal { buffer: [0; 20], start: 20 };
        let mut rest = n.unsigned_abs();
        loop {
            d.start -= 1;
            d.buffer[d.start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if n < 0 {
            d.start -= 1;
            d.buffer[d.start] = b'-';
        }
        d
    }

    /// The text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }
}

impl Ctx {
    /// The decimal text of a machine word.
    pub fn int_text(&mut self, n: i64) -> PyResult<Gc<StrObj>> {
        if let 0..=9 = n {
            return self.char_str(b'0' as u32 + n as u32);
        }
        let text = Decimal::new(n);
        let digits = text.as_bytes();
        self.str_with(digits.len(), 0, true, |out| copy_short(digits, out))
    }
}

/// Copies a few bytes without a call.
#[inline(always)]
fn copy_short(from: &[u8], to: &mut [u8]) {
    from.iter().zip(to).for_each(|(&from, to)| *to = std::hint::black_box(from));
}

/// The decimal text, or `ValueError` beyond `sys.set_int_max_str_digits`.
pub fn decimal(cx: &mut Ctx, a: &IntView) -> PyResult<String> {
    let limit = cx.int_max_str_digits as u64;
    // A quick test first: n digits need more than 3.32 n bits.
    if limit > 0 && a.bit_length() > limit * 3 && digits_at_least(a) > limit {
        return too_long(cx);
    }
    let text = match a.limbs() {
        few if few.len() < patience::LONG => magnitude(few, 10),
        many => {
            let many = many.to_vec();
            cx.patiently(true, move || magnitude(&many, 10))?
        }
    };
    if limit > 0 && text.len() as u64 > limit {
        return too_long(cx);
    }
    Ok(signed(a, text))
}

/// A lower bound of the number of decimal digits, exact up to one.
fn digits_at_least(a: &IntView) -> u64 {
    ((a.bit_length() - 1) as f64 * std::f64::consts::LOG10_2 * (1.0 - 1e-12)) as u64 + 1
}

fn too_long<T>(cx: &mut Ctx) -> PyResult<T> {
    let limit = cx.int_max_str_digits;
    raise!(
        cx,
        ValueError,
        "Exceeds the limit ({limit} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    )
}

/// The text in a base from 2 to 36, lower case, without a prefix; no limit on the digits.
pub fn in_base(a: &IntView, base: u32) -> String {
    signed(a, magnitude(a.limbs(), base))
}

fn signed(a: &IntView, text: String) -> String {
    if a.is_negative() { format!("-{text}") } else { text }
}

/// The digits of a trimmed magnitude, lower case.
pub fn magnitude(a: &[u64], base: u32) -> String {
    match *a {
        [] => "0".to_owned(),
        [word] => word_digits(word, base),
        _ if base.is_power_of_two() => by_bits(a, base.trailing_zeros() as u64),
        _ if a.len() > LONG => {
            use malachite_base::num::conversion::traits::ToStringBase;
            malachite_nz::natural::Natural::from_limbs_asc(a).to_string_base(base as u8)
        }
        _ => by_division(a, base),
    }
}

fn digit(d: u64) -> u8 {
    if d < 10 { b'0' + d as u8 } else { b'a' + (d - 10) as u8 }
}

fn reversed_to_string(mut digits: Vec<u8>) -> String {
    digits.reverse();
    String::from_utf8(digits).expect("digits are ASCII")
}

fn word_digits(mut word: u64, base: u32) -> String {
    let mut out = Vec::with_capacity(24);
    while word > 0 {
        out.push(digit(word % base as u64));
        word /= base as u64;
    }
    reversed_to_string(out)
}

fn by_bits(a: &[u64], width: u64) -> String {
    let bits = limbs::bit_length(a);
    let mut out = Vec::with_capacity((bits / width) as usize + 1);
    let mut at = 0;
    while at < bits {
        let (word, bit) = ((at / 64) as usize, at % 64);
        let mut d = a[word] >> bit;
        if bit + width > 64 {
            d |= a.get(word + 1).copied().unwrap_or(0) << (64 - bit);
        }
        out.push(digit(d & ((1 << width) - 1)));
        at += width;
    }
    reversed_to_string(out)
}

fn by_division(a: &[u64], base: u32) -> String {
    let per_limb = if base <= 10 { 19 } else { 12 };
    let divisor = (base as u64).pow(per_limb);
    let mut rest = a.to_vec();
    let mut out = Vec::with_capacity(a.len() * 20);
    while !rest.is_empty() {
        let mut part = limbs::div_small(&mut rest, divisor);
        rest.truncate(limbs::trimmed(&rest).len());
        for _ in 0..per_limb {
            if rest.is_empty() && part == 0 {
                break;
            }
            out.push(digit(part % base as u64));
            part /= base as u64;
        }
    }
    reversed_to_string(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use malachite_base::num::arithmetic::traits::Pow;
    use malachite_base::num::conversion::traits::ToStringBase;
    use malachite_nz::natural::Natural;

    #[test]
    fn every_base_agrees_with_malachite() {
        for base in 2..=36 {
            for exponent in [0, 1, 7, 40, 41, 63, 200, 700] {
                for n in [Natural::from(3u32).pow(exponent), Natural::from(2u32).pow(exponent)] {
                    let text = magnitude(n.as_limbs_asc(), base);
                    assert_eq!(
                        text,
                        n.to_string_base(base as u8),
                        "3 ** {exponent} in base {base}"
                    );
                }
            }
        }
    }

    #[test]
    fn machine_ints_print_at_their_edges() {
        for n in [0, 1, -1, 10, i64::MAX, i64::MIN] {
            assert_eq!(Decimal::new(n).as_bytes(), n.to_string().as_bytes());
        }
    }
}
