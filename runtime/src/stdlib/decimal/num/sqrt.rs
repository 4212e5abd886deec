//! The square root, correctly rounded to nearest and even.

use super::{Coeff, Made, NoRoom, Num, Settings, Status, flag};
use malachite_base::num::arithmetic::traits::SqrtRem;

/// `sqrt(a)`.
pub fn sqrt(a: &Num, s: &Settings, st: &mut Status) -> Made {
    let mut met = 0;
    match root(a, s, &mut met) {
        Err(NoRoom) => {
            // No room for a root that fills the precision; an exact one has no more digits than `a`.
            let narrow = Settings { prec: (a.coeff.digits() + 1).min(s.prec), ..*s };
            met = 0;
            let made = root(a, &narrow, &mut met)?;
            *st |= met;
            if met & (flag::INEXACT | flag::ROUNDED) != 0 {
                Err(NoRoom)
            } else {
                made.finish(s, st)
            }
        }
        made => {
            *st |= met;
            made
        }
    }
}

fn root(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    let ideal = a.exp.div_euclid(2);
    if a.is_zero() {
        return Num::finite(a.negative, Coeff::ZERO, ideal).finish(s, st);
    }
    if a.negative {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    if a.is_infinite() {
        return Ok(a.clone());
    }
    // An even exponent, and a coefficient whose root has one digit more than the precision.
    let (mut coeff, mut exp) = (a.coeff.clone(), a.exp);
    if exp.rem_euclid(2) == 1 {
        coeff = coeff.shifted_up(1)?;
        exp -= 1;
    }
    let missing = (s.prec + 1) - (coeff.digits() + 1) / 2;
    let mut lost = false;
    if missing > 0 {
        coeff = coeff.shifted_up(2 * missing)?;
    } else {
        let (kept, rest) = coeff.cut(-2 * missing)?;
        lost = rest != super::Rest::Zero;
        coeff = kept;
    }
    exp = exp / 2 - missing;
    let (root, rest) = match coeff {
        Coeff::Small(n) => {
            let (root, rest) = n.sqrt_rem();
            (Coeff::Small(root), rest != 0)
        }
        Coeff::Large(n) => {
            let (root, rest) = n.sqrt_rem();
            (Coeff::from_natural(root), rest != 0u32)
        }
    };
    let work = s.working(s.prec);
    if rest || lost {
        // A last digit that is neither 0 nor 5 stands for all that follows.
        let root = if root.last_digit() % 5 == 0 { root.plus(1) } else { root };
        let made = Num::finite(false, root, exp).finish(&work, st)?;
        return made.finish(s, st);
    }
    // Exact: as close to the ideal exponent as zeros, or room for them, allow.
    let excess = root.trailing_zeros().min(ideal - exp);
    let (root, exp) = if excess > 0 { (root.cut(excess)?.0, exp + excess) } else { (root, exp) };
    if exp > ideal && root.digits() < s.prec {
        let more = (exp - ideal).min(s.prec - root.digits());
        return Num::finite(false, root.shifted_up(more)?, exp - more).finish(s, st);
    }
    let made = Num::finite(false, root, exp).finish(&work, st)?;
    made.finish(s, st)
}
