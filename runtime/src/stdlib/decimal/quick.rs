//! Operators on finite numbers of up to 38 digits whose results need no look at the exponent range: what
//! nearly all numbers of programs are. Whatever is not that simple is declined (`None`) and goes the
//! general way, so that no rule is decided here but how to compute.

use super::context::DecimalContextObj;
use super::num::coeff::{TEN, digits_of};
use super::num::round::rounds_up;
use super::num::{Coeff, Rest, Rounding, Status, flag, wide};
use super::object::DecimalObj;
use super::signals;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::stdlib::types as ty;
use crate::value::Value;

/// A finite number of up to 38 digits.
#[derive(Copy, Clone)]
pub struct Small {
    negative: bool,
    coeff: u128,
    exp: i64,
}

impl Small {
    /// The operand, if it is so simple.
    #[inline(always)]
    pub fn of(v: Value) -> Option<Small> {
        if let Some(d) = v.cast::<DecimalObj>() {
            return Some(Small { negative: d.negative.get(), coeff: d.small()?, exp: d.exp.get() });
        }
        let n = v.as_small()?;
        Some(Small { negative: n < 0, coeff: u128::from(n.unsigned_abs()), exp: 0 })
    }

    /// The order of two numbers whose digits are easily aligned.
    #[inline]
    pub fn order(self, other: Small) -> Option<std::cmp::Ordering> {
        let (mut x, mut y) = (self.coeff, other.coeff);
        if self.exp != other.exp {
            let unit = *TEN.get(usize::try_from(self.exp.abs_diff(other.exp)).ok()?)?;
            let high = if self.exp > other.exp { &mut x } else { &mut y };
            *high = shifted(*high, unit)?;
        }
        let signed = |n: u128, negative| if negative { -(n as i128) } else { n as i128 };
        Some(signed(x, self.negative).cmp(&signed(y, other.negative)))
    }

    /// Whether it is as it stands a result in this context.
    #[inline(always)]
    fn fits(&self, context: &DecimalContextObj) -> bool {
        // The first digit is at most 38 places before the last.
        !context.clamp.get()
            && self.exp >= context.emin.get()
            && self.exp <= context.emax.get() - 38
            && self.coeff < limit(context)
    }

    /// Rounds a digit string with a rest behind it; what was met is added to `st`.
    #[inline]
    fn rounded(
        mut self,
        rest: Rest,
        context: &DecimalContextObj,
        st: &mut Status,
    ) -> Option<Small> {
        *st |= flag::ROUNDED | if rest == Rest::Zero { 0 } else { flag::INEXACT };
        if rounds_up(context.rounding.get(), self.negative, &Coeff::Small(self.coeff), rest) {
            self.coeff += 1;
        }
        self.fits(context).then_some(self)
    }
}

/// The first coefficient that is too long.
#[inline(always)]
fn limit(context: &DecimalContextObj) -> u128 {
    TEN[context.prec.get().clamp(0, 38) as usize]
}

impl Ctx {
    /// A `Decimal` of a simple number.
    #[inline(always)]
    fn small_decimal(&mut self, n: Small) -> PyResult<Value> {
        let (low, high) = (n.coeff as u64, (n.coeff >> 64) as u64);
        let kind = super::num::Kind::Finite;
        let shape = ty::DECIMAL.shape();
        Ok(self.alloc(DecimalObj::new(shape, None, low, high, n.exp, kind, n.negative))?.into())
    }

    /// Notes what was met, and makes the result.
    #[inline(always)]
    fn quick_result(
        &mut self,
        context: Gc<DecimalContextObj>,
        n: Small,
        met: Status,
    ) -> PyResult<Value> {
        if met & !context.status.get() | met & context.trapped.get() != 0 {
            signals::note(self, context, met)?;
        }
        self.small_decimal(n)
    }
}

/// `a + b`, or `a - b`.
#[inline(always)]
pub fn add(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    a: Small,
    b: Small,
    negate: bool,
) -> Option<PyResult<Value>> {
    let b_negative = b.negative != negate;
    let (mut x, mut y, exp) = (a.coeff, b.coeff, a.exp.min(b.exp));
    if a.exp != b.exp {
        let shift = a.exp.abs_diff(b.exp);
        let unit = *TEN.get(usize::try_from(shift).ok()?)?;
        let high = if a.exp > b.exp { &mut x } else { &mut y };
        *high = shifted(*high, unit)?;
    }
    let sum = if a.negative == b_negative {
        Small { negative: a.negative, coeff: x + y, exp }
    } else if x > y {
        Small { negative: a.negative, coeff: x - y, exp }
    } else if x < y {
        Small { negative: b_negative, coeff: y - x, exp }
    } else {
        Small { negative: context.rounding.get() == Rounding::Floor, coeff: 0, exp }
    };
    if sum.fits(&context) {
        return Some(cx.small_decimal(sum));
    }
    None
}

/// `n * unit`, if it is below `10 ** 38`.
#[inline(always)]
fn shifted(n: u128, unit: u128) -> Option<u128> {
    if (n | unit) >> 64 == 0 {
        let product = u128::from(n as u64) * u128::from(unit as u64);
        return (product < TEN[38]).then_some(product);
    }
    n.checked_mul(unit).filter(|&n| n < TEN[38])
}

/// `a * b`.
#[inline(always)]
pub fn mul(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    a: Small,
    b: Small,
) -> Option<PyResult<Value>> {
    let (negative, exp) = (a.negative != b.negative, a.exp + b.exp);
    if (a.coeff | b.coeff) >> 64 == 0 {
        let coeff = u128::from(a.coeff as u64) * u128::from(b.coeff as u64);
        let product = Small { negative, coeff, exp };
        if product.fits(&context) {
            return Some(cx.small_decimal(product));
        }
    }
    long_mul(cx, context, a, b)
}

#[inline(never)]
fn long_mul(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    a: Small,
    b: Small,
) -> Option<PyResult<Value>> {
    let prec = context.prec.get();
    let digits = i64::from(digits_of(a.coeff) + digits_of(b.coeff));
    // The product has these digits or one less, and at least one more than the precision.
    let excess = digits - 1 - prec;
    if !(1..=38).contains(&excess) || prec > 36 {
        return None;
    }
    let (mut coeff, mut rest) = wide::cut(wide::product(a.coeff, b.coeff), excess as u32)?;
    let mut exp = a.exp + b.exp + excess;
    if coeff >= limit(&context) {
        let last = (coeff % 10) as u32;
        coeff /= 10;
        exp += 1;
        rest = match (last, rest) {
            (0, Rest::Zero) => Rest::Zero,
            (5, Rest::Zero) => Rest::Half,
            (5.., _) => Rest::High,
            _ => Rest::Low,
        };
    }
    let mut met = 0;
    let negative = a.negative != b.negative;
    let product = Small { negative, coeff, exp }.rounded(rest, &context, &mut met)?;
    Some(cx.quick_result(context, product, met))
}

/// `a / b`.
#[inline]
pub fn div(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    a: Small,
    b: Small,
) -> Option<PyResult<Value>> {
    if a.coeff == 0 || b.coeff == 0 {
        return None;
    }
    let (negative, ideal) = (a.negative != b.negative, a.exp - b.exp);
    if (a.coeff | b.coeff) >> 64 == 0 {
        let (x, y) = (a.coeff as u64, b.coeff as u64);
        if x % y == 0 {
            let quotient = Small { negative, coeff: u128::from(x / y), exp: ideal };
            return quotient.fits(&context).then(|| cx.small_decimal(quotient));
        }
    }
    let prec = context.prec.get();
    let shift = i64::from(digits_of(b.coeff)) - i64::from(digits_of(a.coeff)) + prec + 1;
    if !(0..=38).contains(&shift) || prec > 36 {
        return None;
    }
    // One or two digits more than the precision. Exact quotients may have to lose zeros.
    let (long, is_inexact) = wide::divide(wide::product(a.coeff, TEN[shift as usize]), b.coeff)?;
    if !is_inexact {
        return None;
    }
    let excess = if long < TEN[prec as usize + 1] { 1 } else { 2 };
    let unit = TEN[excess];
    let (coeff, last) = (long / unit, long % unit);
    let rest = if last >= unit / 2 { Rest::High } else { Rest::Low };
    let exp = ideal - shift + excess as i64;
    let mut met = 0;
    let quotient = Small { negative, coeff, exp }.rounded(rest, &context, &mut met)?;
    Some(cx.quick_result(context, quotient, met))
}

/// `a` with the exponent of `b`.
#[inline]
pub fn quantize(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    a: Small,
    b: Small,
    rounding: Rounding,
) -> Option<PyResult<Value>> {
    let shift = a.exp.checked_sub(b.exp)?;
    let unit = *TEN.get(shift.unsigned_abs() as usize)?;
    let mut made = Small { exp: b.exp, ..a };
    let mut met = 0;
    if shift > 0 {
        made.coeff = shifted(a.coeff, unit)?;
    } else if shift < 0 {
        let (q, r) = if (a.coeff | unit) >> 64 == 0 {
            let (n, unit) = (a.coeff as u64, unit as u64);
            (u128::from(n / unit), u128::from(n % unit))
        } else {
            (a.coeff / unit, a.coeff % unit)
        };
        made.coeff = q;
        if a.coeff == 0 {
            return made.fits(&context).then(|| cx.small_decimal(made));
        }
        met = flag::ROUNDED;
        if r != 0 {
            met |= flag::INEXACT;
            let rest = match r.cmp(&(unit / 2)) {
                std::cmp::Ordering::Less => Rest::Low,
                std::cmp::Ordering::Equal => Rest::Half,
                std::cmp::Ordering::Greater => Rest::High,
            };
            if rounds_up(rounding, a.negative, &Coeff::Small(q), rest) {
                made.coeff += 1;
            }
        }
    }
    made.fits(&context).then(|| cx.quick_result(context, made, met))
}
