//! `RecordObj`: a few values and two machine words, for the many small objects of native modules.
//! What each field means is told where the type is declared.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::heap_object;
use crate::object::type_obj::TypeObj;
use crate::value::Value;

heap_object! {
    /// Up to five values and two numbers.
    pub struct RecordObj: RECORD {
        traced a: Option<Value>,
        traced b: Option<Value>,
        traced c: Option<Value>,
        traced d: Option<Value>,
        traced e: Option<Value>,
        plain x: i64,
        plain y: i64,
    }
}

impl Ctx {
    /// A new instance of a record type: its first values and its numbers.
    pub fn record(
        &mut self,
        cls: Gc<TypeObj>,
        values: &[Value],
        x: i64,
        y: i64,
    ) -> PyResult<Gc<RecordObj>> {
        let at = |i: usize| values.get(i).copied();
        self.alloc_instance(cls, |shape| {
            RecordObj::new(shape, at(0), at(1), at(2), at(3), at(4), x, y)
        })
    }
}
