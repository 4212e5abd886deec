//! `PickleBuffer`: in the stream, or handed to the callback.
#![forbid(unsafe_code)]

use super::super::{errors, opcode, pickle_buffer};
use super::Saver;
use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

impl Saver {
    pub(super) fn save_buffer(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        if self.proto < 5 {
            let message = "PickleBuffer can only be pickled with protocol >= 5";
            return Err(errors::pickling(cx, message));
        }
        let view = pickle_buffer::view(cx, v)?;
        if !view.is_contiguous() {
            let message =
                "PickleBuffer can not be pickled when pointing to a non-contiguous buffer";
            return Err(errors::pickling(cx, message));
        }
        let in_band = match self.pickler.buffer_callback.get() {
            Some(callback) => {
                let keep = cx.call(callback, &[v])?;
                cx.truth(keep)?
            }
            None => true,
        };
        let readonly = view.readonly.get();
        if !in_band {
            self.out.byte(opcode::NEXT_BUFFER);
            if readonly {
                self.out.byte(opcode::READONLY_BUFFER);
            }
            return Ok(());
        }
        let content = cx.memory_bytes(view)?;
        match readonly {
            true => self.save_bytes_data(cx, &content, None)?,
            false => self.save_bytearray_data(cx, &content, None)?,
        }
        self.memoize(cx, v)
    }
}
