//! The standard streams (`sys.stdin`, `sys.stdout`, `sys.stderr`) and the streams in memory.
//!
//! The standard streams are objects of `_io.TextIOWrapper` over descriptors 0 to 2, UTF-8, with a buffer for output
//! that is written when it is full, at each line on a terminal, and at exit.
//! All other streams are in Python (`_io.py` of the library image, which is `_pyio`).

#![deny(unsafe_code)]

mod bytes_io;
mod input;
mod stream;
mod string_io;

pub use bytes_io::{BytesIoObj, SPEC as BYTES_IO_SPEC};
pub use stream::{SPEC, TextIoObj};
pub use string_io::{SPEC as STRING_IO_SPEC, StringIoObj};

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::stdlib::{ModuleSpec, types};
use crate::value::Value;
use std::io::IsTerminal;

/// The streams in memory, from which `_io` derives its classes.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_taipan_io",
    doc: "Streams in memory.",
    // What a closed stream of Python has a finalizer for is done.
    functions: &[MethodDef::new(
        "forget_finalizer",
        NativeCode::O(|cx, _, stream| {
            cx.heap.forget_finalizable(stream);
            Ok(Value::NONE)
        }),
    )],
    init: Some(|cx, module| {
        let bytes_io = cx.ty(types::BYTES_IO);
        cx.module_set(module, "BytesIO", bytes_io.into())?;
        let string_io = cx.ty(types::STRING_IO);
        cx.module_set(module, "StringIO", string_io.into())
    }),
};

impl Ctx {
    /// The text stream over a standard descriptor.
    pub fn standard_stream(&mut self, fd: i32) -> PyResult<Value> {
        let name = ["<stdin>", "<stdout>", "<stderr>"][fd as usize];
        let name = self.str(name)?;
        let terminal = match fd {
            0 => std::io::stdin().is_terminal(),
            1 => std::io::stdout().is_terminal(),
            _ => true,
        };
        let stream: Gc<TextIoObj> = self.alloc(TextIoObj::new(
            types::TEXT_IO.shape(),
            None,
            name.into(),
            fd,
            false,
            terminal,
        ))?;
        Ok(stream.into())
    }

    /// Writes what standard output still holds, as at exit.
    pub fn flush_standard_streams(&mut self) -> PyResult<()> {
        for name in ["stdout", "stderr"] {
            let sys = self.intern("sys")?;
            let module = self.modules.get().and_then(|m| m.get_str(sys));
            let Some(module) = module else { continue };
            let (name, flush) = (self.intern(name)?, self.names.flush);
            let Some(stream) = self.getattr_opt(module, name)?.filter(|s| !s.is_none()) else {
                continue;
            };
            let closed = self.intern("closed")?;
            let is_closed = match self.getattr_opt(stream, closed)? {
                Some(closed) => self.truth(closed)?,
                None => false,
            };
            if !is_closed {
                self.call_method(stream, flush, &[])?;
            }
        }
        Ok(())
    }
}
