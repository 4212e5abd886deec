//! Frames: their layout, the stack they lie on, and safe views of them.

pub mod layout;
pub mod push;
pub mod stack;
pub mod view;

pub use stack::ValueStack;
pub use view::Frame;
