//! `FloatObj`: a float whose exponent does not fit the inline word (see `value/float.rs`), or an
//! instance of a subclass of `float`.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Header, HeapObject, LayoutId, ShapeId};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::value::Value;

/// A float on the heap.
#[repr(C)]
pub struct FloatObj {
    pub(crate) hdr: Header,
    /// The number.
    pub value: f64,
}

// SAFETY: `FloatObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for FloatObj {
    const LAYOUT: LayoutId = layouts::FLOAT;
}

impl FloatObj {
    /// A float struct with the shape of `float` or a subclass, for `alloc`.
    pub fn new(shape: ShapeId, value: f64) -> FloatObj {
        FloatObj { hdr: Header::new(shape, layouts::FLOAT), value }
    }
}

impl Ctx {
    /// A float of exact type `float`.
    #[inline(always)]
    pub fn float(&mut self, f: f64) -> PyResult<Value> {
        match Value::try_float(f) {
            Some(v) => Ok(v),
            None => self.float_boxed(f),
        }
    }

    #[cold]
    #[inline(never)]
    fn float_boxed(&mut self, f: f64) -> PyResult<Value> {
        Ok(self.alloc(FloatObj::new(ShapeId::from(TypeId::FLOAT), f))?.into())
    }
}

impl Value {
    /// The number, if this is exactly a `float`.
    #[inline(always)]
    pub fn as_float_exact(self) -> Option<f64> {
        match self.as_inline_float() {
            Some(f) => Some(f),
            None if self.has_shape(ShapeId::from(TypeId::FLOAT)) => {
                self.cast::<FloatObj>().map(|o| o.value)
            }
            None => None,
        }
    }

    /// The number, if this is a `float` or an instance of a subclass.
    #[inline]
    pub fn as_float(self) -> Option<f64> {
        match self.as_inline_float() {
            Some(f) => Some(f),
            None => self.cast::<FloatObj>().map(|o: Gc<FloatObj>| o.value),
        }
    }
}
