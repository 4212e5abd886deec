//! What machine code and interpreter agree on.

pub mod site;
