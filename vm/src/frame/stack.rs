//! The value stack of a thread: one reserved mapping in which frames lie one behind the other.

use super::layout::Slot;
use memmap2::{MmapMut, MmapOptions};

/// Bytes reserved per thread; untouched pages cost nothing.
const RESERVED: usize = 1 << 30;
/// The same, for other threads than the main one: there may be thousands.
const RESERVED_FOR_THREAD: usize = 1 << 28;
/// Beyond so many bytes, which no program reaches that does not recurse without end, pages of 2 MB are asked for: the
/// system takes long to give and to take hundreds of megabytes in small ones.
const HUGE_FROM: usize = 8 << 20;
/// Words kept free above the limit, for the frame that handles the overflow.
const SLACK: usize = 4096;

/// The memory of a value stack.
pub struct ValueStack {
    memory: MmapMut,
}

impl ValueStack {
    /// Reserves a stack; `None` when there is no address space.
    pub fn reserve() -> Option<ValueStack> {
        ValueStack::of(RESERVED)
    }

    /// As [`ValueStack::reserve`], for another thread than the main thread.
    pub fn reserve_for_thread() -> Option<ValueStack> {
        ValueStack::of(RESERVED_FOR_THREAD)
    }

    fn of(bytes: usize) -> Option<ValueStack> {
        let memory = MmapOptions::new().len(bytes).no_reserve_swap().map_anon().ok()?;
        // A wish: a system without such pages goes on as before.
        #[cfg(target_os = "linux")]
        let _ = memory.advise_range(memmap2::Advice::HugePage, HUGE_FROM, bytes - HUGE_FROM);
        Some(ValueStack { memory })
    }

    /// Lowest word.
    pub fn base(&self) -> *mut Slot {
        self.memory.as_ptr().cast_mut().cast()
    }

    /// First word that a frame may not use.
    pub fn limit(&self) -> *mut Slot {
        // SAFETY: the mapping has more words than the slack.
        unsafe { self.base().add(self.memory.len() / size_of::<Slot>() - SLACK) }
    }
}
