//! Weak references: `weakref.ref`, `weakref.ProxyType` and `weakref.CallableProxyType`.
//!
//! Which object has which weak references, and when they are cleared, is the heap's business
//! (`heap/weak.rs`); callbacks are called by `ops/finalize.rs`.
//! Reference: <https://docs.python.org/3.14/library/weakref.html>.

mod proxy;
mod reference;
mod repr;

pub use proxy::{CALLABLE_PROXY_SPEC, PROXY_SPEC, make_proxy};
pub use reference::SPEC;
pub use repr::WeakRefObj;

#[cfg(test)]
mod tests;
