//! Exit reasons: why machine code can leave to the interpreter. One row each.

use std::fmt;

macro_rules! exit_reasons {
    ($( $(#[doc = $doc:literal])+ $Name:ident = $text:literal; )+) => {
        /// Why machine code leaves.
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum ExitReason { $( $(#[doc = $doc])+ $Name, )+ }

        impl ExitReason {
            /// Every reason.
            pub const ALL: &'static [ExitReason] = &[$(ExitReason::$Name,)+];

            /// The name in counters and text.
            pub fn name(self) -> &'static str { match self { $(ExitReason::$Name => $text,)+ } }
        }
    };
}

exit_reasons! {
    /// Not told.
    Unknown = "unknown";
    /// An int result has no small form.
    Overflow = "overflow";
    /// A value was not a small int.
    NotInt = "not_int";
    /// A value was not a float.
    NotFloat = "not_float";
    /// A value was no number, or both were ints where one was to be a float.
    NotNumber = "not_number";
    /// A value was not a bool.
    NotBool = "not_bool";
    /// A value was not of the builtin type seen before.
    NotType = "not_type";
    /// An instance had another shape.
    Shape = "shape";
    /// A value was not the object seen before.
    Identity = "identity";
    /// A local or slot was unbound.
    Unbound = "unbound";
    /// An index was out of range.
    Index = "index";
    /// A divisor was zero, a shift count unusual.
    Arithmetic = "arithmetic";
    /// A namespace or class changed its version.
    Version = "version";
    /// A callee was another function than before.
    Callee = "callee";
    /// The code was invalidated while it ran.
    Invalidated = "invalidated";
    /// A signal, finalizer or limit is pending.
    Pending = "pending";
    /// No room for another frame.
    StackLimit = "stack_limit";
    /// A length was another than before.
    Length = "length";
    /// A branch that had never been taken.
    Untaken = "untaken";
    /// A generator is suspended where no code goes on.
    Resume = "resume";
    /// A callee took the frame of an inlined function, or wrote a variable of a frame.
    Frames = "frames";
    /// Code that notes what its sites see has seen enough.
    Known = "known";
    /// Python code holds the frame that is about to return.
    Held = "held";
    /// The interpreter must run this instruction.
    Interpret = "interpret";
    /// The instruction calls what collects all that is dead, and this code's words would keep it alive.
    Collects = "collects";
    /// An exception was raised.
    Raised = "raised";
    /// Forced by `-X deopt-stress`.
    Stress = "stress";
}

impl ExitReason {
    /// The reason with this name.
    pub fn parse(text: &str) -> Option<ExitReason> {
        ExitReason::ALL.iter().copied().find(|r| r.name() == text)
    }

    /// Whether the exit tells of wrong speculation, which recompiling could mend.
    pub fn is_speculation(self) -> bool {
        !matches!(
            self,
            ExitReason::Pending
                | ExitReason::Raised
                | ExitReason::Stress
                | ExitReason::StackLimit
                | ExitReason::Interpret
                | ExitReason::Collects
                | ExitReason::Held
                | ExitReason::Known
        )
    }
}

impl fmt::Display for ExitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
