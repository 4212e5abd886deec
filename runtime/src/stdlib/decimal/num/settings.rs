//! What a computation depends on (precision, exponent range, rounding) and what it tells (conditions).
//!
//! Names and meanings are those of the General Decimal Arithmetic Specification, version 1.70.

/// How a result that does not fit the precision is made to fit.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards infinity.
    Ceiling,
    /// Towards minus infinity.
    Floor,
    /// To nearest, halves away from zero.
    HalfUp,
    /// To nearest, halves towards zero.
    HalfDown,
    /// To nearest, halves to even.
    HalfEven,
    /// Away from zero if the last digit would be 0 or 5, else towards zero.
    ZeroFiveUp,
}

impl Rounding {
    /// All, with their Python names.
    pub const ALL: [(Rounding, &'static str); 8] = [
        (Rounding::Ceiling, "ROUND_CEILING"),
        (Rounding::Floor, "ROUND_FLOOR"),
        (Rounding::Up, "ROUND_UP"),
        (Rounding::Down, "ROUND_DOWN"),
        (Rounding::HalfUp, "ROUND_HALF_UP"),
        (Rounding::HalfDown, "ROUND_HALF_DOWN"),
        (Rounding::HalfEven, "ROUND_HALF_EVEN"),
        (Rounding::ZeroFiveUp, "ROUND_05UP"),
    ];

    /// The Python name.
    pub fn name(self) -> &'static str {
        Rounding::ALL.iter().find(|(r, _)| *r == self).map_or("", |(_, name)| name)
    }
}

/// Largest precision.
pub const MAX_PREC: i64 = 999_999_999_999_999_999;
/// Largest exponent.
pub const MAX_EMAX: i64 = 999_999_999_999_999_999;
/// Smallest exponent of a normal number.
pub const MIN_EMIN: i64 = -999_999_999_999_999_999;
/// Smallest exponent of the last digit.
pub const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);

/// Precision, exponent range and rounding.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Digits of a result.
    pub prec: i64,
    /// Largest adjusted exponent.
    pub emax: i64,
    /// Smallest adjusted exponent of normal numbers.
    pub emin: i64,
    /// How to round.
    pub rounding: Rounding,
    /// Whether exponents are folded down so that full coefficients fit.
    pub clamp: bool,
}

impl Settings {
    /// Everything that can be represented.
    pub const WIDEST: Settings = Settings {
        prec: MAX_PREC,
        emax: MAX_EMAX,
        emin: MIN_EMIN,
        rounding: Rounding::HalfEven,
        clamp: false,
    };

    /// Smallest exponent of the last digit.
    pub fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }

    /// Largest exponent of the last digit of a full coefficient.
    pub fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }

    /// The same, rounding to nearest and even, without clamping, with another precision.
    pub fn working(&self, prec: i64) -> Settings {
        Settings { prec, rounding: Rounding::HalfEven, clamp: false, ..*self }
    }
}

/// A set of conditions.
pub type Status = u32;

/// The conditions, one bit each.
pub mod flag {
    use super::Status;

    pub const CLAMPED: Status = 1;
    pub const CONVERSION_SYNTAX: Status = 1 << 1;
    pub const DIVISION_BY_ZERO: Status = 1 << 2;
    pub const DIVISION_IMPOSSIBLE: Status = 1 << 3;
    pub const DIVISION_UNDEFINED: Status = 1 << 4;
    pub const INEXACT: Status = 1 << 5;
    pub const INVALID_CONTEXT: Status = 1 << 6;
    pub const INVALID_OPERATION: Status = 1 << 7;
    pub const FLOAT_OPERATION: Status = 1 << 8;
    pub const OVERFLOW: Status = 1 << 9;
    pub const ROUNDED: Status = 1 << 10;
    pub const SUBNORMAL: Status = 1 << 11;
    pub const UNDERFLOW: Status = 1 << 12;

    /// The conditions that the signal `InvalidOperation` stands for.
    pub const INVALID: Status = CONVERSION_SYNTAX
        | DIVISION_IMPOSSIBLE
        | DIVISION_UNDEFINED
        | INVALID_CONTEXT
        | INVALID_OPERATION;
    /// The conditions after which there is no useful result.
    pub const ERRORS: Status = INVALID | DIVISION_BY_ZERO;
}
