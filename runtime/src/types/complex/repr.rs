//! `ComplexObj`: two floats behind the header.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::value::Value;

/// Real and imaginary part.
pub type Pair = (f64, f64);

/// Python's `complex`.
#[repr(C)]
pub struct ComplexObj {
    pub(crate) hdr: Header,
    /// The real part.
    pub real: f64,
    /// The imaginary part.
    pub imag: f64,
}

// SAFETY: `ComplexObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ComplexObj {
    const LAYOUT: LayoutId = layouts::COMPLEX;
}

impl Trace for ComplexObj {
    fn trace(&self, _: &mut Marker) {}
}

impl ComplexObj {
    /// A struct with the shape of `complex` or a subclass, for `alloc`.
    pub fn new(shape: ShapeId, (real, imag): Pair) -> ComplexObj {
        ComplexObj { hdr: Header::new(shape, layouts::COMPLEX), real, imag }
    }
}

impl Ctx {
    /// A complex number of exact type `complex`.
    pub fn complex(&mut self, pair: Pair) -> PyResult<Value> {
        Ok(self.alloc(ComplexObj::new(TypeId::COMPLEX.shape(), pair))?.into())
    }
}

impl Value {
    /// The number, if this is a `complex` or an instance of a subclass.
    pub fn as_complex(self) -> Option<Pair> {
        self.cast::<ComplexObj>().map(|c| (c.real, c.imag))
    }
}
