//! Counts of what a heap did, for `gc.get_stats`, `-X stats` and the trigger.

use std::time::Duration;

/// What a heap did so far.
#[derive(Copy, Clone, Default, Debug)]
pub struct HeapStats {
    /// Collections.
    pub collections: u64,
    /// Time in collections.
    pub time: Duration,
    /// The longest collection.
    pub max_pause: Duration,
    /// Bytes handed out, in whole cells, up to the last collection or refill.
    pub allocated: u64,
    /// Bytes alive after the last collection.
    pub live_bytes: usize,
    /// Objects alive after the last collection.
    pub live_objects: usize,
    /// Bytes of all blocks in use.
    pub used_bytes: usize,
    /// `__del__` methods queued so far.
    pub finalized: u64,
}
