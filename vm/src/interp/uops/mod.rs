//! The micro-ops as the interpreter executes them, one file per topic. Inherent methods of
//! [`Interp`](super::regs::Interp); `dispatch.rs` gives them to the trait.

pub(crate) mod attributes;
pub(crate) mod builtin_iteration;
pub(crate) mod calls;
pub(crate) mod calls_special;
pub(crate) mod containers;
pub(crate) mod control;
pub(crate) mod exceptions;
pub(crate) mod guards;
pub(crate) mod hooks;
pub(crate) mod iteration;
pub(crate) mod locals;
pub(crate) mod names;
pub(crate) mod operators;
pub(crate) mod patterns;
pub(crate) mod subscripts;
