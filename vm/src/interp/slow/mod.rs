//! What the loop leaves to out-of-line code: free functions on the context and values, one file per
//! topic. None of them sees the registers of the loop.

mod attributes;
mod calls;
mod containers;
mod errors;
mod iteration;
mod names;
mod operators;
mod patterns;

pub(crate) use attributes::*;
pub(crate) use calls::*;
pub(crate) use containers::*;
pub(crate) use errors::*;
pub(crate) use iteration::*;
pub(crate) use names::*;
pub(crate) use operators::*;
pub(crate) use patterns::*;
