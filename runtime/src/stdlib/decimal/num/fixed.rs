//! Exponential function and logarithms of fixed-point binary numbers: natural numbers that are
//! understood to be divided by `2 ** bits`.
//!
//! Results are a few units of the last place off; callers carry more bits than they need.

use super::NoRoom;
use super::room::{check_digits, check_wanted};
use malachite_base::num::arithmetic::traits::Square;
use malachite_base::num::basic::traits::{One, Zero};
use malachite_base::num::conversion::traits::RoundingFrom;
use malachite_base::num::logic::traits::SignificantBits;
use malachite_base::rounding_modes::RoundingMode;
use malachite_nz::natural::Natural;
use std::sync::Mutex;

/// Bits that hold this many decimal digits.
pub fn bits_for(digits: i64) -> u64 {
    // 3.3219281 is a little above the number of bits of a digit.
    (digits.max(0) as u128 * 33_219_281 / 10_000_000) as u64 + 1
}

/// `e ** x` for `x` from 0 to about 3.
pub fn exp(x: &Natural, bits: u64) -> Result<Natural, NoRoom> {
    check_digits(bits / 3)?;
    // Halving the argument shortens the series, squaring the sum undoes it and costs a bit each time.
    let halvings = (bits as f64).sqrt() as u64 * 3 / 4 + 2;
    let work = bits + 2 * halvings + 16;
    let small = x << (work - bits) >> halvings;
    let one = Natural::ONE << work;
    let (mut sum, mut term) = (&one + &small, small.clone());
    let mut n = 2u64;
    loop {
        check_wanted()?;
        term = ((&term * &small) >> work) / Natural::from(n);
        if term == 0u32 {
            break;
        }
        sum += &term;
        n += 1;
    }
    for _ in 0..halvings {
        check_wanted()?;
        sum = sum.square() >> work;
    }
    Ok(sum >> (work - bits))
}

/// `ln(t)` for `t` from 1 to 10.
pub fn ln(t: &Natural, bits: u64) -> Result<Natural, NoRoom> {
    // Steps of three times the bits of the step before, the first from a float.
    let mut steps = vec![bits];
    while let Some(&last) = steps.last()
        && last > 120
    {
        steps.push(last / 3 + 16);
    }
    let first = *steps.last().unwrap_or(&bits);
    let guess = to_f64(t, bits).ln().max(0.0);
    let mut y = from_f64(guess, first);
    let mut at = first;
    while let Some(step) = steps.pop() {
        y = if step >= at { y << (step - at) } else { y >> (at - step) };
        at = step;
        let target = t >> (bits - step);
        let e = exp(&y, step)?;
        // Halley's step for exp(y) = t, which triples the number of good bits.
        let sum = &target + &e;
        if target >= e {
            y += ((target - e) << (step + 1)) / sum;
        } else {
            let less = ((e - target) << (step + 1)) / sum;
            y = if y >= less { y - less } else { Natural::ZERO };
        }
    }
    Ok(y)
}

fn to_f64(t: &Natural, bits: u64) -> f64 {
    let keep = t.significant_bits().min(80);
    let drop = t.significant_bits() - keep;
    let head = f64::rounding_from(&(t >> drop), RoundingMode::Down).0;
    head * 2f64.powi(drop as i32 - bits as i32)
}

fn from_f64(f: f64, bits: u64) -> Natural {
    let (mantissa, exp) = crate::types::int::to_float::decompose(f);
    let shift = exp + bits as i64;
    let mantissa = Natural::from(mantissa);
    if shift >= 0 { mantissa << shift as u64 } else { mantissa >> shift.unsigned_abs() }
}

/// The longest `ln(10)` that was needed, with its bits.
static LN10: Mutex<Option<(u64, Natural)>> = Mutex::new(None);

/// `ln(10)`.
pub fn ln10(bits: u64) -> Result<Natural, NoRoom> {
    check_digits(bits / 3)?;
    if let Ok(known) = LN10.lock()
        && let Some((have, value)) = known.as_ref()
        && *have >= bits
    {
        return Ok(value >> (have - bits));
    }
    // More than asked for: who computes a logarithm often tries again with a few more digits.
    let have = bits + bits / 4 + 64;
    let work = have + 32;
    let value = (inverse_atanh(31, work)? * Natural::from(46u32)
        + inverse_atanh(49, work)? * Natural::from(34u32)
        + inverse_atanh(161, work)? * Natural::from(20u32))
        >> 32u64;
    let short = &value >> (have - bits);
    if let Ok(mut known) = LN10.lock() {
        *known = Some((have, value));
    }
    Ok(short)
}

/// `atanh(1 / n)`, by its series.
fn inverse_atanh(n: u32, bits: u64) -> Result<Natural, NoRoom> {
    let square = Natural::from(n * n);
    let mut power = (Natural::ONE << bits) / Natural::from(n);
    let (mut sum, mut k) = (Natural::ZERO, 1u64);
    while power != 0u32 {
        check_wanted()?;
        sum += &power / Natural::from(k);
        power /= &square;
        k += 2;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_undoes_the_exponential() {
        for bits in [150u64, 700, 5000] {
            for (numerator, denominator) in [(1u32, 1000u32), (1, 2), (1, 1), (2, 1), (23, 10)] {
                let x = (Natural::from(numerator) << bits) / Natural::from(denominator);
                let back = ln(&exp(&x, bits).expect("short"), bits).expect("short");
                let off = if back > x { back - x } else { x - back };
                assert!(off < 1u32 << 10, "{numerator}/{denominator} at {bits} bits: {off}");
            }
        }
    }

    #[test]
    fn the_logarithm_of_ten_is_known() {
        let digits = (ln10(200).expect("short") * Natural::from(10u64.pow(18))) >> 200u64;
        assert_eq!(digits.to_string(), "2302585092994045684");
    }
}
