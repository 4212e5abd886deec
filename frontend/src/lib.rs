//! Source text to CPython 3.14 code objects, without any run-time type.
