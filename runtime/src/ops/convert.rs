//! Conversions to numbers: `operator.index`, `int()` of one argument, `float()` of one argument.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::raise;
use crate::types::int::view::IntView;
use crate::types::int::{arith, parse, to_float};
use crate::types::str::StrObj;
use crate::value::Value;

impl Ctx {
    /// Whether the type can be used as an index.
    #[inline]
    pub fn has_index(&mut self, v: Value) -> bool {
        v.is_int() || self.type_of(v).slots.index.get().is_some()
    }

    /// `operator.index(v)` as an exact `int`.
    #[inline]
    pub fn index(&mut self, v: Value) -> PyResult<Value> {
        if v.is_small() { Ok(v) } else { self.index_slow(v) }
    }

    fn index_slow(&mut self, v: Value) -> PyResult<Value> {
        if v.is_int() {
            return arith::exact(self, v);
        }
        let Some(slot) = self.type_of(v).slots.index.get() else {
            let name = self.type_name(v);
            raise!(self, TypeError, "'{name}' object cannot be interpreted as an integer");
        };
        let result = slot(self, v)?;
        if !result.is_int() {
            let name = self.type_name(result);
            raise!(self, TypeError, "__index__ returned non-int (type {name})");
        }
        arith::exact(self, result)
    }

    /// An index that must fit a machine word.
    #[inline]
    pub fn index_i64(&mut self, v: Value) -> PyResult<i64> {
        if let Some(n) = v.as_small() {
            return Ok(n);
        }
        match self.index(v)?.as_i64() {
            Some(n) => Ok(n),
            None => raise!(self, OverflowError, "Python int too large to convert to C ssize_t"),
        }
    }

    /// An index cut to the range of a machine word (slices).
    #[inline]
    pub fn index_clamped(&mut self, v: Value) -> PyResult<i64> {
        if let Some(n) = v.as_small() {
            return Ok(n);
        }
        let index = self.index(v)?;
        Ok(match index.as_i64() {
            Some(n) => n,
            None if IntView::of(index).is_some_and(|i| i.is_negative()) => i64::MIN,
            None => i64::MAX,
        })
    }

    /// `int(v)`: a number or text, as an exact `int`.
    pub fn int_of(&mut self, v: Value) -> PyResult<Value> {
        if v.is_int_exact() {
            return Ok(v);
        }
        let slots = &self.type_of(v).slots;
        if let Some(slot) = slots.int.get() {
            let result = slot(self, v)?;
            if !result.is_int() {
                let name = self.type_name(result);
                raise!(self, TypeError, "__int__ returned non-int (type {name})");
            }
            return arith::exact(self, result);
        }
        if slots.index.get().is_some() {
            return self.index(v);
        }
        if let Some(s) = v.cast::<StrObj>() {
            return parse::int_from_text(self, &parse::to_ascii(&s), 10, v);
        }
        if let Some(bytes) = self.buffer_bytes(v)? {
            let source = self.bytes(&bytes)?;
            return parse::int_from_text(self, source.as_slice(), 10, source.into());
        }
        let name = self.type_name(v);
        raise!(
            self,
            TypeError,
            "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
        )
    }

    /// The float that a number argument of a native function stands for: `__float__`, else
    /// `__index__`.
    #[inline]
    pub fn to_f64(&mut self, v: Value) -> PyResult<f64> {
        if let Some(f) = v.as_inline_float() {
            return Ok(f);
        }
        match v.as_small() {
            Some(n) => Ok(n as f64),
            None => self.to_f64_slow(v),
        }
    }

    #[allow(clippy::wrong_self_convention)] // `self` is the context
    fn to_f64_slow(&mut self, v: Value) -> PyResult<f64> {
        match self.float_by_protocol(v)? {
            Some(f) => Ok(f),
            None => {
                let name = self.type_name(v);
                raise!(self, TypeError, "must be real number, not {name}")
            }
        }
    }

    /// The float by `__float__` or `__index__`, if the type has one of them.
    pub fn float_by_protocol(&mut self, v: Value) -> PyResult<Option<f64>> {
        if let Some(f) = v.as_float() {
            return Ok(Some(f));
        }
        if let Some(view) = IntView::of(v).filter(|_| v.is_int_exact()) {
            return to_float::checked(self, &view).map(Some);
        }
        let slots = &self.type_of(v).slots;
        if let Some(slot) = slots.float.get() {
            let result = slot(self, v)?;
            return match result.as_float() {
                Some(f) => Ok(Some(f)),
                None => Err(self.bad_float(v, result)),
            };
        }
        if slots.index.get().is_none() {
            return Ok(None);
        }
        let index = self.index(v)?;
        let view = IntView::of(index).expect("an index is an int");
        to_float::checked(self, &view).map(Some)
    }

    #[cold]
    fn bad_float(&mut self, v: Value, result: Value) -> Raised {
        let (owner, name) = (self.type_name(v), self.type_name(result));
        self.raise(Exc::TypeError, format!("{owner}.__float__ returned non-float (type {name})"))
    }

    /// `float(v)`: a number or text.
    pub fn float_of(&mut self, v: Value) -> PyResult<f64> {
        if let Some(s) = v.cast::<StrObj>() {
            return self.float_from_text(&parse::to_ascii(&s), v);
        }
        if let Some(f) = self.float_by_protocol(v)? {
            return Ok(f);
        }
        if let Some(bytes) = self.buffer_bytes(v)? {
            let source = self.bytes(&bytes)?;
            return self.float_from_text(source.as_slice(), source.into());
        }
        let name = self.type_name(v);
        raise!(self, TypeError, "float() argument must be a string or a real number, not '{name}'")
    }

    fn float_from_text(&mut self, text: &[u8], source: Value) -> PyResult<f64> {
        match crate::types::float::parse::parse(text) {
            Some(f) => Ok(f),
            None => {
                let shown = self.repr(source)?;
                raise!(self, ValueError, "could not convert string to float: {shown}")
            }
        }
    }
}
