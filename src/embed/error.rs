//! What goes wrong in a VM, for the host.

use std::fmt;
use taipan_runtime::ctx::Ctx;
use taipan_vm::traceback;

/// A Python exception, or a fault of the host's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The name of the exception's class.
    pub kind: String,
    /// What `str` says of it.
    pub message: String,
    /// Traceback and message, as the interpreter prints them; empty when no exception was raised.
    pub traceback: String,
}

impl Error {
    /// What the host did wrong, or what is not there.
    pub(super) fn of_host(kind: &str, message: &str) -> Error {
        Error { kind: kind.to_owned(), message: message.to_owned(), traceback: String::new() }
    }

    /// The exception in flight, which is over then.
    pub(super) fn taken(cx: &mut Ctx) -> Error {
        let exc = cx.take_exception();
        let traceback = traceback::format_exception(cx, exc);
        let kind = cx.type_of(exc.into()).name_str();
        let message = match cx.str_of(exc.into()) {
            Ok(text) => text.to_string(),
            Err(_) => {
                cx.clear_exception();
                String::new()
            }
        };
        Error { kind, message, traceback }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.as_str() {
            "" => f.write_str(&self.kind),
            message => write!(f, "{}: {message}", self.kind),
        }
    }
}

impl std::error::Error for Error {}
