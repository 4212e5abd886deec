//! The events, numbered as in `sys.monitoring.events`: the set of an event is 1 shifted by its number.

/// What is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Event {
    Start,
    Resume,
    Return,
    Yield,
    Call,
    Line,
    Instruction,
    Jump,
    BranchLeft,
    BranchRight,
    StopIteration,
    Raise,
    ExceptionHandled,
    Unwind,
    Throw,
    Reraise,
    CReturn,
    CRaise,
}

/// Number of events.
pub(super) const EVENTS: usize = 18;

/// The events that a code object may have for itself, and that a callback can switch off at an instruction.
pub(super) const LOCAL: u32 = (1 << Event::Raise as u32) - 1;

impl Event {
    /// The set that has only this event.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The set that a tool must have for it: results of calls come with the calls.
    pub const fn wanted(self) -> u32 {
        match self {
            Event::CReturn | Event::CRaise => Event::Call.bit(),
            event => event.bit(),
        }
    }

    /// Its name in `sys.monitoring.events`.
    pub const fn name(self) -> &'static str {
        match self {
            Event::Start => "PY_START",
            Event::Resume => "PY_RESUME",
            Event::Return => "PY_RETURN",
            Event::Yield => "PY_YIELD",
            Event::Call => "CALL",
            Event::Line => "LINE",
            Event::Instruction => "INSTRUCTION",
            Event::Jump => "JUMP",
            Event::BranchLeft => "BRANCH_LEFT",
            Event::BranchRight => "BRANCH_RIGHT",
            Event::StopIteration => "STOP_ITERATION",
            Event::Raise => "RAISE",
            Event::ExceptionHandled => "EXCEPTION_HANDLED",
            Event::Unwind => "PY_UNWIND",
            Event::Throw => "PY_THROW",
            Event::Reraise => "RERAISE",
            Event::CReturn => "C_RETURN",
            Event::CRaise => "C_RAISE",
        }
    }
}

/// Events of `sys.settrace`.
pub(super) const OF_TRACE: u32 = Event::Start.bit()
    | Event::Resume.bit()
    | Event::Return.bit()
    | Event::Yield.bit()
    | Event::Line.bit()
    | Event::Instruction.bit()
    | Event::Jump.bit()
    | Event::StopIteration.bit()
    | Event::Raise.bit()
    | Event::Unwind.bit()
    | Event::Throw.bit();

/// Events of `sys.setprofile`.
pub(super) const OF_PROFILE: u32 = Event::Start.bit()
    | Event::Resume.bit()
    | Event::Return.bit()
    | Event::Yield.bit()
    | Event::Call.bit()
    | Event::Unwind.bit()
    | Event::Throw.bit();
