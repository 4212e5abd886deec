//! Coefficients: natural numbers that are counted, shifted and cut by decimal digits.
//!
//! Up to 38 digits lie in a machine word pair, more in malachite's `Natural`. `Large` never holds a
//! number that fits `Small`, so equal numbers are equal in form.

use super::room::{NoRoom, check_digits};
use super::wide;
use malachite_base::num::arithmetic::traits::{DivRem, Parity, Pow};
use malachite_base::num::logic::traits::SignificantBits;
use malachite_nz::natural::Natural;
use std::cmp::Ordering;
use std::sync::Mutex;

/// Digits that `Small` holds.
pub const SMALL_DIGITS: u32 = 38;

/// Powers of ten that fit a word pair.
pub const TEN: [u128; 39] = {
    let mut table = [1u128; 39];
    let mut i = 1;
    while i < 39 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

/// Those that fit a word.
const TEN_WORD: [u64; 20] = {
    let mut table = [1u64; 20];
    let mut i = 1;
    while i < 20 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

/// A natural number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coeff {
    /// Below `10 ** 38`.
    Small(u128),
    /// From `10 ** 38`.
    Large(Natural),
}

/// What cutting digits off left behind, compared with half a unit of the last digit that stays.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rest {
    /// Nothing.
    Zero,
    /// Less than half.
    Low,
    /// Exactly half.
    Half,
    /// More than half.
    High,
}

impl Rest {
    fn of(order: Ordering) -> Rest {
        match order {
            Ordering::Less => Rest::Low,
            Ordering::Equal => Rest::Half,
            Ordering::Greater => Rest::High,
        }
    }
}

/// Number of decimal digits; zero has one.
#[inline]
pub fn digits_of(n: u128) -> u32 {
    if let Ok(n) = u64::try_from(n) {
        let bits = 64 - n.leading_zeros();
        let least = (bits * 1233) >> 12;
        return (least + u32::from(n >= TEN_WORD[least as usize])).max(1);
    }
    let bits = 128 - n.leading_zeros();
    // 1233 / 4096 is a little above the logarithm of two.
    let least = (bits * 1233) >> 12;
    (least + u32::from(n >= TEN[least as usize])).max(1)
}

impl Coeff {
    /// Nothing.
    pub const ZERO: Coeff = Coeff::Small(0);
    /// One.
    pub const ONE: Coeff = Coeff::Small(1);

    /// The number in its form.
    pub fn from_natural(n: Natural) -> Coeff {
        match *n.as_limbs_asc() {
            [] => Coeff::ZERO,
            [low] => Coeff::Small(u128::from(low)),
            [low, high] => Coeff::from_u128(u128::from(high) << 64 | u128::from(low)),
            _ => Coeff::Large(n),
        }
    }

    /// The number in its form.
    #[inline]
    pub fn from_u128(n: u128) -> Coeff {
        if n < TEN[38] { Coeff::Small(n) } else { Coeff::Large(Natural::from(n)) }
    }

    /// From limbs, least significant first.
    pub fn from_limbs(limbs: &[u64]) -> Coeff {
        Coeff::from_natural(Natural::from_limbs_asc(limbs))
    }

    /// For malachite.
    pub fn to_natural(&self) -> Natural {
        match self {
            Coeff::Small(n) => Natural::from(*n),
            Coeff::Large(n) => n.clone(),
        }
    }

    /// For malachite.
    pub fn into_natural(self) -> Natural {
        match self {
            Coeff::Small(n) => Natural::from(n),
            Coeff::Large(n) => n,
        }
    }

    /// Whether it is zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Coeff::Small(0))
    }

    /// Whether it is odd.
    pub fn is_odd(&self) -> bool {
        match self {
            Coeff::Small(n) => n & 1 != 0,
            Coeff::Large(n) => n.odd(),
        }
    }

    /// Number of decimal digits; zero has one.
    #[inline]
    pub fn digits(&self) -> i64 {
        match self {
            Coeff::Small(n) => i64::from(digits_of(*n)),
            Coeff::Large(n) => large_digits(n),
        }
    }

    /// The last decimal digit.
    pub fn last_digit(&self) -> u32 {
        match self {
            // 2 ** 64 ends with the digit 6.
            Coeff::Small(n) => ((((n >> 64) as u64 % 10) * 6 + *n as u64 % 10) % 10) as u32,
            Coeff::Large(n) => crate::types::int::limbs::rem_small(n.as_limbs_asc(), 10) as u32,
        }
    }

    /// The number with `k` zeros appended.
    pub fn shifted_up(&self, k: i64) -> Result<Coeff, NoRoom> {
        let k = k.max(0) as u64;
        if k == 0 || self.is_zero() {
            return Ok(self.clone());
        }
        if let Coeff::Small(n) = self
            && k < u64::from(SMALL_DIGITS)
            && let Some(shifted) = n.checked_mul(TEN[k as usize])
        {
            return Ok(Coeff::from_u128(shifted));
        }
        check_digits(k.saturating_add(self.digits() as u64))?;
        Ok(Coeff::from_natural(self.to_natural() * power_of_ten(k)?))
    }

    /// The number without its last `k` digits, and what they were.
    pub fn cut(&self, k: i64) -> Result<(Coeff, Rest), NoRoom> {
        let k = k.max(0) as u64;
        if k == 0 || self.is_zero() {
            return Ok((self.clone(), Rest::Zero));
        }
        let digits = self.digits() as u64;
        if k > digits {
            return Ok((Coeff::ZERO, Rest::Low));
        }
        match self {
            Coeff::Small(n) => {
                let unit = TEN[k as usize];
                let (q, r) = match (u64::try_from(*n), u64::try_from(unit)) {
                    (Ok(n), Ok(unit)) => (u128::from(n / unit), u128::from(n % unit)),
                    _ => (n / unit, n % unit),
                };
                let rest = if r == 0 { Rest::Zero } else { Rest::of(r.cmp(&(unit / 2))) };
                Ok((Coeff::Small(q), rest))
            }
            Coeff::Large(n) => {
                let unit = power_of_ten(k)?;
                let (q, r) = n.div_rem(&unit);
                let rest = if r == 0u32 { Rest::Zero } else { Rest::of((r << 1u64).cmp(&unit)) };
                Ok((Coeff::from_natural(q), rest))
            }
        }
    }

    /// The last `k` digits.
    pub fn low_digits(&self, k: i64) -> Result<Coeff, NoRoom> {
        if self.digits() <= k {
            return Ok(self.clone());
        }
        Ok(match self {
            Coeff::Small(n) => Coeff::Small(n % TEN[k as usize]),
            Coeff::Large(n) => Coeff::from_natural(n.div_rem(power_of_ten(k as u64)?).1),
        })
    }

    /// How many zeros it ends with; zero ends with none.
    pub fn trailing_zeros(&self) -> i64 {
        match self {
            Coeff::Small(n) => small_trailing_zeros(*n),
            Coeff::Large(n) => large_trailing_zeros(n),
        }
    }

    /// `self + other`.
    pub fn add(&self, other: &Coeff) -> Coeff {
        match (self, other) {
            // Both are below 10 ** 38: the sum fits.
            (Coeff::Small(a), Coeff::Small(b)) => Coeff::from_u128(a + b),
            _ => Coeff::from_natural(self.to_natural() + other.to_natural()),
        }
    }

    /// `self + n`.
    pub fn plus(&self, n: u128) -> Coeff {
        self.add(&Coeff::Small(n))
    }

    /// `self - other`, which is not larger.
    pub fn sub(&self, other: &Coeff) -> Coeff {
        match (self, other) {
            (Coeff::Small(a), Coeff::Small(b)) => Coeff::Small(a - b),
            _ => Coeff::from_natural(self.to_natural() - other.to_natural()),
        }
    }

    /// `self * other`.
    pub fn mul(&self, other: &Coeff) -> Result<Coeff, NoRoom> {
        if let (Coeff::Small(a), Coeff::Small(b)) = (self, other) {
            return Ok(match a.checked_mul(*b) {
                Some(product) => Coeff::from_u128(product),
                None => Coeff::Large(Natural::from_limbs_asc(&wide::product(*a, *b))),
            });
        }
        check_digits(self.digits() as u64 + other.digits() as u64)?;
        let product = match (self, other) {
            (Coeff::Large(a), Coeff::Large(b)) => a * b,
            (Coeff::Large(a), Coeff::Small(b)) | (Coeff::Small(b), Coeff::Large(a)) => {
                a * Natural::from(*b)
            }
            (Coeff::Small(a), Coeff::Small(b)) => Natural::from(*a) * Natural::from(*b),
        };
        Ok(Coeff::from_natural(product))
    }

    /// Quotient and remainder; `other` is not zero.
    pub fn div_rem(&self, other: &Coeff) -> (Coeff, Coeff) {
        match (self, other) {
            (Coeff::Small(a), Coeff::Small(b)) => {
                if let (Ok(a), Ok(b)) = (u64::try_from(*a), u64::try_from(*b)) {
                    return (Coeff::Small(u128::from(a / b)), Coeff::Small(u128::from(a % b)));
                }
                (Coeff::Small(a / b), Coeff::Small(a % b))
            }
            (Coeff::Small(_), Coeff::Large(_)) => (Coeff::ZERO, self.clone()),
            (Coeff::Large(a), _) => {
                let (q, r) = a.div_rem(other.to_natural());
                (Coeff::from_natural(q), Coeff::from_natural(r))
            }
        }
    }

    /// The digits as text.
    pub fn text(&self) -> String {
        match self {
            Coeff::Small(n) => n.to_string(),
            Coeff::Large(n) => n.to_string(),
        }
    }
}

impl PartialOrd for Coeff {
    fn partial_cmp(&self, other: &Coeff) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coeff {
    fn cmp(&self, other: &Coeff) -> Ordering {
        match (self, other) {
            (Coeff::Small(a), Coeff::Small(b)) => a.cmp(b),
            (Coeff::Small(_), Coeff::Large(_)) => Ordering::Less,
            (Coeff::Large(_), Coeff::Small(_)) => Ordering::Greater,
            (Coeff::Large(a), Coeff::Large(b)) => a.cmp(b),
        }
    }
}

fn small_trailing_zeros(mut n: u128) -> i64 {
    if n == 0 {
        return 0;
    }
    let mut zeros = 0;
    for step in [32u32, 16, 8, 4, 2, 1] {
        let unit = TEN[step as usize];
        if n.is_multiple_of(unit) {
            n /= unit;
            zeros += i64::from(step);
        }
    }
    zeros
}

fn large_trailing_zeros(n: &Natural) -> i64 {
    // A number is not divisible by more tens than twos.
    let twos = crate::types::int::limbs::trailing_zeros(n.as_limbs_asc()) as i64;
    let (mut n, mut zeros) = (n.clone(), 0);
    let mut step = 1i64;
    while step * 2 <= twos {
        step *= 2;
    }
    while step > 0 {
        if zeros + step <= twos
            && let Ok(unit) = power_of_ten(step as u64)
        {
            let (q, r) = (&n).div_rem(unit);
            if r == 0u32 {
                n = q;
                zeros += step;
            }
        }
        step /= 2;
    }
    zeros
}

/// Digits of a number from `10 ** 38`, found by its logarithm; only where that is too close to a whole
/// number is the power of ten computed.
fn large_digits(n: &Natural) -> i64 {
    let bits = n.significant_bits();
    let limbs = n.as_limbs_asc();
    let (top, next) = (limbs[limbs.len() - 1], limbs[limbs.len() - 2]);
    let shift = top.leading_zeros();
    let head = if shift == 0 { top } else { top << shift | next >> (64 - shift) };
    // head / 2 ** 64 is in [0.5, 1).
    let fraction = (head as f64 / 18_446_744_073_709_551_616.0).log10();
    let whole = bits as f64 * std::f64::consts::LOG10_2 + fraction;
    let near = whole.round();
    if (whole - near).abs() > 1e-13 * (bits as f64) + 1e-9 {
        return whole.floor() as i64 + 1;
    }
    match power_of_ten(near as u64) {
        Ok(power) if *n >= power => near as i64 + 1,
        _ => near as i64,
    }
}

/// The powers of ten that were needed last: programs that compute with many digits use a few of them
/// again and again.
static RECENT: Mutex<Vec<(u64, Natural)>> = Mutex::new(Vec::new());
const RECENT_COUNT: usize = 8;

/// `10 ** k`.
pub fn power_of_ten(k: u64) -> Result<Natural, NoRoom> {
    if k <= u64::from(SMALL_DIGITS) {
        return Ok(Natural::from(TEN[k as usize]));
    }
    check_digits(k)?;
    let found = |recent: &Vec<(u64, Natural)>| {
        recent.iter().find(|(of, _)| *of == k).map(|(_, power)| power.clone())
    };
    if let Some(power) = RECENT.lock().ok().as_deref().and_then(found) {
        return Ok(power);
    }
    let power = Natural::from(5u32).pow(k) << k;
    if k < 1 << 20
        && let Ok(mut recent) = RECENT.lock()
    {
        if recent.len() == RECENT_COUNT {
            recent.remove(0);
        }
        recent.push((k, power.clone()));
    }
    Ok(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_at_every_power_of_ten() {
        assert_eq!(Coeff::ZERO.digits(), 1);
        for k in (1..120).chain([1000, 4321]) {
            let power = Coeff::from_natural(power_of_ten(k).expect("small"));
            assert_eq!(power.digits(), k as i64 + 1, "10 ** {k}");
            assert_eq!(power.sub(&Coeff::ONE).digits(), k as i64, "10 ** {k} - 1");
            assert_eq!(power.trailing_zeros(), k as i64, "10 ** {k}");
            assert_eq!(power.plus(10).trailing_zeros(), 1, "10 ** {k} + 10");
        }
    }

    #[test]
    fn cutting_tells_what_was_lost() {
        for (n, k, q, rest) in [
            (12345u128, 2, 123u128, Rest::Low),
            (12350, 2, 123, Rest::Half),
            (12351, 2, 123, Rest::High),
            (12300, 2, 123, Rest::Zero),
            (99, 2, 0, Rest::High),
            (50, 2, 0, Rest::Half),
            (50, 3, 0, Rest::Low),
        ] {
            assert_eq!(Coeff::Small(n).cut(k).ok(), Some((Coeff::Small(q), rest)), "{n} {k}");
            // The same far to the left, in the large form.
            let (high, far) = (Coeff::Small(n).shifted_up(60), Coeff::Small(q));
            let cut = high.and_then(|c| c.cut(60 + k)).ok();
            assert_eq!(cut, Some((far, rest)), "{n}e60 {k}");
        }
    }
}
