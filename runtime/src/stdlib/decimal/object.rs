//! `DecimalObj`: a decimal number on the heap, and the way to and from [`Num`].

use super::num::coeff::digits_of;
use super::num::{Coeff, Kind, Num};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{ByteArray, Gc, ShapeId};
use crate::heap_object;
use crate::object::type_obj::TypeObj;
use crate::stdlib::types as ty;
use crate::value::Value;
use malachite_nz::natural::Natural;

heap_object! {
    /// A `Decimal`. Up to 38 digits lie in the object; more are 64-bit limbs, little-endian, in a buffer.
    pub struct DecimalObj: DECIMAL {
        traced limbs: Option<Gc<ByteArray>>,
        /// The digits, or the number of limbs.
        plain low: u64,
        plain high: u64,
        plain exp: i64,
        plain kind: Kind,
        plain negative: bool,
    }
}

impl DecimalObj {
    /// The number.
    #[inline]
    pub fn num(&self) -> Num {
        Num {
            negative: self.negative.get(),
            kind: self.kind.get(),
            exp: self.exp.get(),
            coeff: match self.limbs.get() {
                None => Coeff::Small(self.word_pair()),
                Some(limbs) => Coeff::Large(read_limbs(limbs, self.low.get() as usize)),
            },
        }
    }

    #[inline]
    fn word_pair(&self) -> u128 {
        u128::from(self.high.get()) << 64 | u128::from(self.low.get())
    }

    /// The digits, if this is a finite number of at most 38 of them.
    #[inline]
    pub fn small(&self) -> Option<u128> {
        let is_small = self.limbs.get().is_none() && self.kind.get() == Kind::Finite;
        is_small.then(|| self.word_pair())
    }

    /// About how many digits there are, cheaply.
    #[inline]
    pub fn size(&self) -> u64 {
        match self.limbs.get() {
            None => u64::from(digits_of(self.word_pair())),
            Some(_) => self.low.get().saturating_mul(20),
        }
    }

    /// Whether it is a NaN.
    pub fn is_nan(&self) -> bool {
        matches!(self.kind.get(), Kind::Quiet | Kind::Signaling)
    }

    /// Whether it is a finite zero.
    pub fn is_zero(&self) -> bool {
        self.small() == Some(0)
    }
}

#[cold]
fn read_limbs(limbs: Gc<ByteArray>, n: usize) -> Natural {
    let limbs = (0..n).map(|i| u64::from_le_bytes(limbs.read(i * 8))).collect();
    Natural::from_owned_limbs_asc(limbs)
}

impl Ctx {
    /// A `Decimal`.
    #[inline]
    pub fn decimal(&mut self, n: &Num) -> PyResult<Value> {
        let shape = ty::DECIMAL.shape();
        match &n.coeff {
            Coeff::Small(c) => {
                let (low, high) = (*c as u64, (c >> 64) as u64);
                let object = DecimalObj::new(shape, None, low, high, n.exp, n.kind, n.negative);
                Ok(self.alloc(object)?.into())
            }
            Coeff::Large(c) => {
                let (limbs, count) = self.decimal_limbs(c)?;
                let made = self.alloc(large(shape, limbs, count, n))?;
                Ok(made.into())
            }
        }
    }

    /// An instance of `Decimal` or a subclass.
    pub fn decimal_in(&mut self, cls: Gc<TypeObj>, n: &Num) -> PyResult<Value> {
        if cls.ptr_eq(self.ty(ty::DECIMAL)) {
            return self.decimal(n);
        }
        let made = match &n.coeff {
            Coeff::Small(c) => {
                let (low, high) = (*c as u64, (c >> 64) as u64);
                self.alloc_instance(cls, |shape| {
                    DecimalObj::new(shape, None, low, high, n.exp, n.kind, n.negative)
                })?
            }
            Coeff::Large(c) => {
                let (limbs, count) = self.decimal_limbs(c)?;
                self.alloc_instance(cls, |shape| large(shape, limbs, count, n))?
            }
        };
        Ok(made.into())
    }

    #[cold]
    fn decimal_limbs(&mut self, n: &Natural) -> PyResult<(Gc<ByteArray>, u64)> {
        let limbs = n.as_limbs_asc();
        let buffer = self.byte_array(limbs.len() * 8)?;
        for (i, limb) in limbs.iter().enumerate() {
            buffer.write(i * 8, &limb.to_le_bytes());
        }
        Ok((buffer, limbs.len() as u64))
    }
}

fn large(shape: ShapeId, limbs: Gc<ByteArray>, count: u64, n: &Num) -> DecimalObj {
    DecimalObj::new(shape, Some(limbs), count, 0, n.exp, n.kind, n.negative)
}
