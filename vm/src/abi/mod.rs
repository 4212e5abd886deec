//! What machine code and interpreter agree on.

pub mod attributes;
pub mod facts;
pub mod frame_map;
pub mod libcalls;
pub mod site;
pub mod templates;
