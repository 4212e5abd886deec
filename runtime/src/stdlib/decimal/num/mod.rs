//! Decimal numbers without Python: what the General Decimal Arithmetic Specification (1.70) says, on
//! plain Rust values that may cross threads.
//!
//! Each operation takes the settings and adds the conditions it met to a status; it fails only when there
//! is no room for the result. Results are those of libmpdec: `exp`, `ln` and `log10` round correctly.

pub mod coeff;
pub mod compare;
pub mod digitwise;
pub mod divide;
pub mod exp;
pub mod fixed;
pub mod hash;
pub mod log;
pub mod neighbours;
pub mod parse;
pub mod power;
pub mod quantize;
pub mod room;
pub mod round;
pub mod settings;
pub mod sqrt;
pub mod sum;
pub mod text;
pub mod wide;

pub use coeff::{Coeff, Rest};
pub use room::NoRoom;
pub use settings::{Rounding, Settings, Status, flag};

/// What a number is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// `coeff * 10 ** exp`.
    Finite,
    /// Infinity.
    Infinite,
    /// A quiet NaN; its payload is the coefficient.
    Quiet,
    /// A signaling NaN; its payload is the coefficient.
    Signaling,
}

/// A decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Num {
    /// The sign.
    pub negative: bool,
    /// What it is.
    pub kind: Kind,
    /// The exponent of the last digit; 0 unless finite.
    pub exp: i64,
    /// The digits, or the payload of a NaN.
    pub coeff: Coeff,
}

/// The result of an operation.
pub type Made = Result<Num, NoRoom>;

impl Num {
    /// A finite number.
    #[inline]
    pub fn finite(negative: bool, coeff: Coeff, exp: i64) -> Num {
        Num { negative, kind: Kind::Finite, exp, coeff }
    }

    /// A whole number.
    pub fn small(n: i64) -> Num {
        Num::finite(n < 0, Coeff::Small(u128::from(n.unsigned_abs())), 0)
    }

    /// An infinity.
    pub fn infinity(negative: bool) -> Num {
        Num { negative, kind: Kind::Infinite, exp: 0, coeff: Coeff::ZERO }
    }

    /// The NaN without sign and payload.
    pub fn nan() -> Num {
        Num { negative: false, kind: Kind::Quiet, exp: 0, coeff: Coeff::ZERO }
    }

    /// A NaN that an operation without a result gives, after noting why.
    pub fn invalid(why: Status, st: &mut Status) -> Num {
        *st |= why;
        Num::nan()
    }

    /// Whether it is a number and not infinite.
    #[inline]
    pub fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    /// Whether it is infinite.
    pub fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    /// Whether it is a NaN.
    #[inline]
    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signaling)
    }

    /// Whether it is a finite zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.is_finite() && self.coeff.is_zero()
    }

    /// The exponent of the first digit.
    #[inline]
    pub fn adjusted(&self) -> i64 {
        self.exp + self.coeff.digits() - 1
    }

    /// The same number with this sign.
    pub fn with_sign(&self, negative: bool) -> Num {
        Num { negative, ..self.clone() }
    }

    /// Whether the value is a whole number.
    pub fn is_whole(&self) -> bool {
        self.is_finite()
            && (self.exp >= 0 || self.coeff.is_zero() || self.coeff.trailing_zeros() >= -self.exp)
    }

    /// Whether the value is an odd whole number.
    pub fn is_odd(&self) -> Result<bool, NoRoom> {
        if !self.is_whole() || self.exp > 0 {
            return Ok(false);
        }
        Ok(self.coeff.cut(-self.exp)?.0.is_odd())
    }

    /// The value, if it is a whole number that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if !self.is_whole() {
            return None;
        }
        if self.coeff.is_zero() {
            return Some(0);
        }
        if self.adjusted() > 19 {
            return None;
        }
        let whole = match self.exp {
            0.. => self.coeff.shifted_up(self.exp).ok()?,
            _ => self.coeff.cut(-self.exp).ok()?.0,
        };
        let Coeff::Small(n) = whole else { return None };
        let n = i128::try_from(n).ok()?;
        i64::try_from(if self.negative { -n } else { n }).ok()
    }

    /// What an operation on operands one of which is a NaN gives: the first signaling one, else the first.
    pub fn nan_of(operands: &[&Num], s: &Settings, st: &mut Status) -> Result<Option<Num>, NoRoom> {
        if operands.iter().all(|n| !n.is_nan()) {
            return Ok(None);
        }
        let signaling = operands.iter().find(|n| n.kind == Kind::Signaling);
        if signaling.is_some() {
            *st |= flag::INVALID_OPERATION;
        }
        let Some(chosen) = signaling.or_else(|| operands.iter().find(|n| n.is_nan())) else {
            return Ok(None);
        };
        let mut quiet = Num { kind: Kind::Quiet, ..(**chosen).clone() };
        quiet.fit_payload(s)?;
        Ok(Some(quiet))
    }
}
