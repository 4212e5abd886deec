//! Logarithms, correctly rounded to nearest and even.

use super::coeff::power_of_ten;
use super::compare::order;
use super::exp::{rounded, to_fixed};
use super::fixed::{self, bits_for};
use super::sum::sub;
use super::{Coeff, Made, NoRoom, Num, Rounding, Settings, Status, flag};
use malachite_base::num::logic::traits::SignificantBits;
use malachite_nz::natural::Natural;

/// `ln(a)`.
pub fn ln(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(made) = special(a, s, st)? {
        return Ok(made);
    }
    if order(a, &Num::small(1))?.is_eq() {
        return Ok(Num::small(0));
    }
    compute(a, false, s, st)
}

/// `log10(a)`.
pub fn log10(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(made) = special(a, s, st)? {
        return Ok(made);
    }
    if a.coeff.trailing_zeros() == a.coeff.digits() - 1
        && a.coeff.cut(a.coeff.digits() - 1)?.0 == Coeff::ONE
    {
        let s = Settings { rounding: Rounding::HalfEven, ..*s };
        return Num::small(a.adjusted()).finish(&s, st);
    }
    compute(a, true, s, st)
}

fn special(a: &Num, s: &Settings, st: &mut Status) -> Result<Option<Num>, NoRoom> {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(Some(nan));
    }
    if a.is_zero() {
        return Ok(Some(Num::infinity(true)));
    }
    if a.negative {
        return Ok(Some(Num::invalid(flag::INVALID_OPERATION, st)));
    }
    Ok(a.is_infinite().then(|| Num::infinity(false)))
}

fn compute(a: &Num, base_ten: bool, s: &Settings, st: &mut Status) -> Made {
    let s = Settings { rounding: Rounding::HalfEven, ..*s };
    // Near one as many digits of the logarithm are zeros as of the difference.
    let zeros = match a.adjusted() {
        -1 | 0 => {
            let exact = Settings::WIDEST;
            let off = sub(a, &Num::small(1), &exact, &mut 0)?;
            (-off.adjusted()).max(0) + 1
        }
        _ => 0,
    };
    let below_one = a.adjusted() < 0;
    rounded(below_one, &s, st, |digits| approximate(a, digits, zeros, base_ten))
}

/// The magnitude of the logarithm.
fn approximate(a: &Num, digits: i64, zeros: i64, base_ten: bool) -> Result<(Natural, i64), NoRoom> {
    // 19 digits for the exponent.
    let bits = bits_for(digits + zeros + 20) + 64;
    // a = t * 10 ** tens, t from 1 to 10.
    let tens = a.adjusted();
    let length = a.coeff.digits();
    let keep = length.min(digits + zeros + 30);
    let head = a.coeff.cut(length - keep)?.0;
    let t = to_fixed(&head, 1 - keep, bits)?;
    let ln_t = fixed::ln(&t, bits)?;
    let ln10 = fixed::ln10(bits)?;
    let by_tens = &ln10 * Natural::from(tens.unsigned_abs());
    let sum = if tens >= 0 { by_tens + ln_t } else { by_tens - ln_t };
    let value = if base_ten { (sum << bits) / ln10 } else { sum };
    // As many digits of it as asked for, or a few more.
    let power = (value.significant_bits() as i64 - bits as i64) * 30103 / 100_000;
    let scale = digits - power + 1;
    let coeff = if scale >= 0 {
        (value * power_of_ten(scale as u64)?) >> bits
    } else {
        (value / power_of_ten(scale.unsigned_abs())?) >> bits
    };
    Ok((coeff, -scale))
}
