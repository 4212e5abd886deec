//! Fitting a result to the settings: rounding, overflow, subnormal numbers, clamping.

use super::{Coeff, Kind, NoRoom, Num, Rest, Rounding, Settings, Status, flag};

/// Whether the digits that stay grow by one.
pub fn rounds_up(rounding: Rounding, negative: bool, kept: &Coeff, rest: Rest) -> bool {
    if rest == Rest::Zero {
        return false;
    }
    match rounding {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => rest >= Rest::Half,
        Rounding::HalfDown => rest == Rest::High,
        Rounding::HalfEven => rest == Rest::High || rest == Rest::Half && kept.is_odd(),
        Rounding::ZeroFiveUp => matches!(kept.last_digit(), 0 | 5),
    }
}

impl Num {
    /// Rounds and checks the exponent; the last step of nearly every operation.
    #[inline]
    pub fn finish(mut self, s: &Settings, st: &mut Status) -> Result<Num, NoRoom> {
        if self.is_finite() {
            let digits = self.coeff.digits();
            let adjusted = self.exp + digits - 1;
            let fits = digits <= s.prec && adjusted <= s.emax && adjusted >= s.emin;
            if fits && !s.clamp {
                return Ok(self);
            }
        }
        self.fit(s, st)?;
        Ok(self)
    }

    fn fit(&mut self, s: &Settings, st: &mut Status) -> Result<(), NoRoom> {
        match self.kind {
            Kind::Infinite => Ok(()),
            Kind::Quiet | Kind::Signaling => self.fit_payload(s),
            Kind::Finite => {
                self.fit_exponent(s, st)?;
                if self.is_finite() { self.fit_digits(s, st) } else { Ok(()) }
            }
        }
    }

    /// Cuts the payload of a NaN from the left.
    pub fn fit_payload(&mut self, s: &Settings) -> Result<(), NoRoom> {
        let room = s.prec - i64::from(s.clamp);
        if self.coeff.digits() > room {
            self.coeff = if room > 0 { self.coeff.low_digits(room)? } else { Coeff::ZERO };
        }
        Ok(())
    }

    fn fit_digits(&mut self, s: &Settings, st: &mut Status) -> Result<(), NoRoom> {
        let excess = self.coeff.digits() - s.prec;
        if excess <= 0 {
            return Ok(());
        }
        let (kept, rest) = self.coeff.cut(excess)?;
        self.coeff = kept;
        self.exp += excess;
        *st |= flag::ROUNDED;
        if rest != Rest::Zero {
            *st |= flag::INEXACT;
        }
        if rounds_up(s.rounding, self.negative, &self.coeff, rest) {
            self.coeff = self.coeff.plus(1);
            if self.coeff.digits() > s.prec {
                self.coeff = self.coeff.cut(1)?.0;
                self.exp += 1;
                self.fit_exponent(s, st)?;
            }
        }
        Ok(())
    }

    fn fit_exponent(&mut self, s: &Settings, st: &mut Status) -> Result<(), NoRoom> {
        let adjusted = self.adjusted();
        let is_zero = self.coeff.is_zero();
        if adjusted > s.emax {
            if is_zero {
                self.exp = if s.clamp { s.etop() } else { s.emax };
                *st |= flag::CLAMPED;
                return Ok(());
            }
            *st |= flag::OVERFLOW | flag::INEXACT | flag::ROUNDED;
            return self.overflow(s);
        }
        if s.clamp && self.exp > s.etop() {
            let shift = self.exp - s.etop();
            self.coeff = self.coeff.shifted_up(shift)?;
            self.exp -= shift;
            *st |= flag::CLAMPED;
            if !is_zero && adjusted < s.emin {
                *st |= flag::SUBNORMAL;
            }
            return Ok(());
        }
        if adjusted < s.emin {
            return self.fit_subnormal(s, st);
        }
        Ok(())
    }

    fn overflow(&mut self, s: &Settings) -> Result<(), NoRoom> {
        let to_infinity = match s.rounding {
            Rounding::Down | Rounding::ZeroFiveUp => false,
            Rounding::Ceiling => !self.negative,
            Rounding::Floor => self.negative,
            Rounding::Up | Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => true,
        };
        *self = if to_infinity {
            Num::infinity(self.negative)
        } else {
            Num::largest(self.negative, s)?
        };
        Ok(())
    }

    /// The largest finite number.
    pub fn largest(negative: bool, s: &Settings) -> Result<Num, NoRoom> {
        let nines = Coeff::ONE.shifted_up(s.prec)?.sub(&Coeff::ONE);
        Ok(Num::finite(negative, nines, s.etop()))
    }

    fn fit_subnormal(&mut self, s: &Settings, st: &mut Status) -> Result<(), NoRoom> {
        let etiny = s.etiny();
        if self.coeff.is_zero() {
            if self.exp < etiny {
                self.exp = etiny;
                *st |= flag::CLAMPED;
            }
            return Ok(());
        }
        *st |= flag::SUBNORMAL;
        if self.exp >= etiny {
            return Ok(());
        }
        let (kept, rest) = self.coeff.cut(etiny - self.exp)?;
        self.coeff = kept;
        self.exp = etiny;
        if rounds_up(s.rounding, self.negative, &self.coeff, rest) {
            self.coeff = self.coeff.plus(1);
        }
        *st |= flag::ROUNDED;
        if rest != Rest::Zero {
            *st |= flag::INEXACT | flag::UNDERFLOW;
            if self.coeff.is_zero() {
                *st |= flag::CLAMPED;
            }
        }
        Ok(())
    }
}
