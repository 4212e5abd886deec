//! How hot code runs natively: HIR, passes, Cranelift, exits.
