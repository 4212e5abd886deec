//! What the `__dict__` of an instance starts from, by its shape: a dict with the names of the attributes,
//! which is copied where one for each instance would be hashed anew. Programs that ask for `vars(x)` ask
//! for that of many instances.
//!
//! A collection forgets all, so that nobody marks what is here.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, ShapeId};
use crate::types::dict::DictObj;
use crate::value::Value;
use std::cell::Cell;

const ENTRIES: usize = 8;

/// Shapes whose dict was asked for, with the template from the second time on.
#[derive(Default)]
pub(crate) struct DictTemplates([Cell<Option<(ShapeId, Option<Gc<DictObj>>)>>; ENTRIES]);

impl DictTemplates {
    fn entry(&self, shape: ShapeId) -> &Cell<Option<(ShapeId, Option<Gc<DictObj>>)>> {
        &self.0[shape.0 as usize & (ENTRIES - 1)]
    }

    /// The template for this shape.
    pub fn get(&self, shape: ShapeId) -> Option<Gc<DictObj>> {
        self.entry(shape).get().filter(|known| known.0 == shape)?.1
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.0.iter().for_each(|entry| entry.set(None));
    }
}

impl Ctx {
    /// Learns from a dict that was made for an instance of this shape and has all its attributes, in order.
    pub(super) fn learn_dict(&mut self, shape: ShapeId, dict: Gc<DictObj>) -> PyResult<()> {
        let is_second = self.dict_templates.entry(shape).get().is_some_and(|e| e.0 == shape);
        let template = match is_second {
            true => {
                let template = self.dict_copy(dict)?;
                (0..template.fill()).for_each(|i| template.set_value_at(i, Value::NONE));
                Some(template)
            }
            false => None,
        };
        self.dict_templates.entry(shape).set(Some((shape, template)));
        Ok(())
    }
}
