//! When turns end: by the clock (`sys.setswitchinterval`), or, where runs are to repeat, after so many units of fuel.
//!
//! With fixed slices there is a clock of its own, too: it stands still while somebody can go on. So a run repeats
//! as long as the program itself asks no clock.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, breaker};
use crate::deadline::Deadline;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// `sys.getswitchinterval()` at the start.
const INTERVAL: Duration = Duration::from_millis(5);
/// A shorter interval is only remembered.
const SHORTEST: Duration = Duration::from_micros(200);
/// Fixed slices without anybody waiting, after which the clock is asked after all: somebody may wait for it in a loop.
const PATIENCE: u32 = 2000;

/// How long a turn is.
pub struct Slices {
    /// `sys.getswitchinterval()`.
    interval: Duration,
    /// Units of fuel in a turn, if that is fixed.
    fixed: Option<i64>,
    /// Sets the bit of the eval breaker again and again.
    tick: Option<Deadline>,
    /// The clock of fixed slices: what it shows, and the moment at which it showed the time.
    clock: Option<(Instant, Instant)>,
    turns: u32,
}

impl Default for Slices {
    fn default() -> Slices {
        Slices { interval: INTERVAL, fixed: None, tick: None, clock: None, turns: 0 }
    }
}

impl Slices {
    /// From now on a turn is so many units of fuel.
    pub fn fix(&mut self, units: u64) {
        self.fixed = Some(i64::try_from(units).unwrap_or(i64::MAX).max(1));
    }

    /// Whether turns end after so many units of fuel.
    pub fn is_fixed(&self) -> bool {
        self.fixed.is_some()
    }

    /// Units of fuel in a turn.
    pub(crate) fn units(&self) -> Option<i64> {
        self.fixed
    }

    /// `sys.getswitchinterval()`.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// The time by which threads wait.
    pub(super) fn now(&mut self) -> Instant {
        if self.fixed.is_none() {
            return Instant::now();
        }
        self.clock.get_or_insert_with(|| (Instant::now(), Instant::now())).0
    }

    /// Nobody could go on for this long.
    pub(super) fn passed(&mut self, time: Duration) {
        self.turns = 0;
        if let Some((shows, _)) = &mut self.clock {
            *shows += time;
        }
    }

    /// Another slice has ended; whether that were so many that the clock is to be asked.
    pub(super) fn is_impatient(&mut self) -> bool {
        self.turns += 1;
        if self.turns < PATIENCE {
            return false;
        }
        self.turns = 0;
        if let Some((shows, at)) = &mut self.clock {
            *shows += at.elapsed();
            *at = Instant::now();
        }
        true
    }
}

impl Ctx {
    /// There are two threads now: slices are needed.
    pub(super) fn start_slices(&mut self) {
        match self.threads.slices.fixed {
            Some(units) => self.slice_fuel(units),
            None => self.start_ticks(),
        }
    }

    fn start_ticks(&mut self) {
        let breaker: Arc<AtomicU32> = self.eval_breaker.clone();
        let every = self.threads.slices.interval.max(SHORTEST);
        self.threads.slices.tick = Deadline::every(every, breaker, breaker::SWITCH);
    }

    /// There is one thread again.
    pub(super) fn stop_slices(&mut self) {
        self.threads.slices.tick = None;
        self.eval_breaker.fetch_and(!breaker::SWITCH, Ordering::Relaxed);
    }

    /// `sys.setswitchinterval`.
    pub fn set_switch_interval(&mut self, interval: Duration) {
        self.threads.slices.interval = interval;
        if self.threads.slices.tick.is_some() {
            self.start_ticks();
        }
    }
}
