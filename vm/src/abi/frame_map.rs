//! Frame maps: how the words that machine code left in a frame become the frame the interpreter needs.
//!
//! At an exit, machine code has stored every live local and stack value that is not a constant into
//! the slot the interpreter would keep it in, in the form it had. The map lists the slots that still
//! need something: constants to write and machine forms to convert.

#![forbid(unsafe_code)]

use std::ops::Deref;
use std::sync::Arc;

/// What to do with one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Write this word.
    Const(u64),
    /// The slot holds the bits of an unboxed float.
    Float,
    /// The slot holds an untagged integer.
    Int,
    /// The slot holds a machine truth value.
    Bool,
    /// A tuple that was never made. Its items lie this many words from the entered frame's local 0, each
    /// to be fixed in its turn.
    Tuple {
        /// Words to the first item.
        at: u32,
        /// What each item needs.
        items: Vec<Option<Fix>>,
    },
    /// The iterator of a range with a step of one that was never made. Its next number and the stop lie this many
    /// words from the entered frame's local 0, untagged.
    Range {
        /// Words to the next number.
        at: u32,
    },
    /// A function that was never made.
    Function {
        /// A function with the same code and namespaces.
        like: u64,
        /// Words to the first cell of its closure.
        at: u32,
        /// What each cell needs.
        items: Vec<Option<Fix>>,
    },
    /// A suspended generator that was never made.
    Generator {
        /// A function with its code and namespaces.
        like: u64,
        /// The code unit to go on at.
        pc: u32,
        /// Words to its local 0, with room for a frame's header in front.
        at: u32,
        /// What each local and operand stack word needs.
        items: Vec<Option<Fix>>,
    },
}

/// One frame at an exit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FrameMap {
    /// Which inlined frame this is: 0 is the frame the code was entered with.
    pub frame: u32,
    /// The function of an inlined frame.
    pub func: u64,
    /// Flags of an inlined frame (`frame::layout::flags`).
    pub flags: u64,
    /// Of the body of a generator that was never made: the return offset. Its caller has it on top of the
    /// operand stack.
    pub generator: Option<u32>,
    /// Words from the entered frame's local 0 to this frame's.
    pub base: i64,
    /// Offset in code units of the instruction to run; of a frame that has called an inlined one, of
    /// the instruction behind the call.
    pub pc: u32,
    /// Whether that instruction was counted, and is not to be counted again.
    pub counted: bool,
    /// Slots for locals, cells and free variables.
    pub locals: u32,
    /// Values on the operand stack.
    pub stack: u32,
    /// Slots that need work, by slot number (locals, then stack).
    pub fixes: Vec<(u32, Fix)>,
}

/// An exit that was taken, and the maps that it is among.
#[derive(Clone, Debug)]
pub struct ExitTaken {
    /// The unit's exits.
    pub maps: Arc<[ExitMap]>,
    /// Which one.
    pub at: usize,
}

impl Deref for ExitTaken {
    type Target = ExitMap;

    fn deref(&self) -> &ExitMap {
        &self.maps[self.at]
    }
}

/// One exit of one compiled unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitMap {
    /// Name of the reason, for counters.
    pub reason: &'static str,
    /// Whether the context holds an exception, raised by the instruction at `pc`.
    pub raising: bool,
    /// Whether the exit tells of a wrong guess that recompiling could mend.
    pub speculation: bool,
    /// The function (0 for the entered frame's) and the code unit of the instruction whose guess failed.
    pub site: (u64, u32),
    /// Whether the guess was checked elsewhere than at its instruction, so that the frames do not show its
    /// operands.
    pub moved: bool,
    /// Words from the entered frame's local 0 to the end of all that the exit stored.
    pub words: u32,
    /// Frames, outermost first.
    pub frames: Vec<FrameMap>,
}
