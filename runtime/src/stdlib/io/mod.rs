//! The standard streams: `sys.stdin`, `sys.stdout`, `sys.stderr`.
//!
//! They are objects of `_io.TextIOWrapper` over descriptors 0 to 2, UTF-8, with a buffer for output
//! that is written when it is full, at each line on a terminal, and at exit.

#![deny(unsafe_code)]

mod input;
mod stream;

pub use stream::{SPEC, TextIoObj};

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::stdlib::types;
use crate::value::Value;
use std::io::IsTerminal;

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
            if let Some(stream) = self.getattr_opt(module, name)?.filter(|s| !s.is_none()) {
                self.call_method(stream, flush, &[])?;
            }
        }
        Ok(())
    }
}
