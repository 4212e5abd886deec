//! What Python values are and what operations on them mean; knows nothing of bytecode.
//!
//! The layers above reach Python semantics through methods of [`ctx::Ctx`]; the runtime reaches
//! back into Python code through `Ctx::hooks` and the `call` slots of types that the VM defines.

pub mod codecs;
pub mod ctx;
mod deadline;
pub mod exceptions;
pub mod fault;
pub mod heap;
pub mod limits;
pub mod names;
pub mod object;
pub mod ops;
pub mod patience;
pub mod pending;
pub mod stdlib;
mod stopping;
pub mod threads;
pub mod types;
pub mod value;

pub use ctx::{Ctx, PyResult, Raised};
pub use exceptions::Exc;
pub use value::Value;
