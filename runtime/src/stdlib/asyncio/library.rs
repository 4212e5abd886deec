//! What is taken from the library's modules: classes of exceptions, and what runs too rarely to be native.

use crate::ctx::{Ctx, PyResult, Raised};
use crate::value::Value;

/// A part of the library.
#[derive(Copy, Clone)]
pub(super) enum Part {
    CancelledError,
    InvalidStateError,
    FutureRepr,
    TaskRepr,
    TaskGetStack,
    TaskPrintStack,
    IsCoroutine,
    EventLoopPolicy,
    ExtractStack,
    WeakSet,
}

/// How many there are.
pub(super) const PARTS: usize = Part::WeakSet as usize + 1;

impl Part {
    /// Module and name.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Part::CancelledError => ("asyncio.exceptions", "CancelledError"),
            Part::InvalidStateError => ("asyncio.exceptions", "InvalidStateError"),
            Part::FutureRepr => ("asyncio.base_futures", "_future_repr"),
            Part::TaskRepr => ("asyncio.base_tasks", "_task_repr"),
            Part::TaskGetStack => ("asyncio.base_tasks", "_task_get_stack"),
            Part::TaskPrintStack => ("asyncio.base_tasks", "_task_print_stack"),
            Part::IsCoroutine => ("asyncio.coroutines", "iscoroutine"),
            Part::EventLoopPolicy => ("asyncio.events", "_get_event_loop_policy"),
            Part::ExtractStack => ("traceback", "extract_stack"),
            Part::WeakSet => ("weakref", "WeakSet"),
        }
    }
}

impl Ctx {
    /// A part of the library, imported when it is first needed.
    pub(super) fn asyncio_part(&mut self, part: Part) -> PyResult<Value> {
        if let Some(known) = self.asyncio.parts[part as usize] {
            return Ok(known);
        }
        let (module, name) = part.place();
        let module = (self.hooks.import)(self, module)?;
        let name = self.intern(name)?;
        let found = self.getattr(module, name)?;
        self.asyncio.parts[part as usize] = Some(found);
        Ok(found)
    }

    /// Raises `InvalidStateError`.
    pub(super) fn raise_invalid_state(&mut self, message: &str) -> Raised {
        let made = self.asyncio_part(Part::InvalidStateError).and_then(|class| {
            let message = self.str(message)?;
            self.call(class, &[message.into()])
        });
        match made {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }
}
