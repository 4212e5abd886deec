//! Limits of a program in steps (fuel) and in time, and how they stop one that does not want to stop.
//!
//! A unit of fuel is a function entry (a resumed generator's too), a backward jump, or a poll of a native
//! loop: the same in every tier, so that a program stops at the same instruction in each.
//!
//! A limit that is reached raises `taipan.LimitExceeded`, which `except Exception` does not catch. Handlers
//! run for a grace, so that `finally` and `with` can clean up. When that is over too, every poll raises and
//! no handler is looked for: the program is over. Memory and recursion have limits of their own, whose
//! exceptions are Python's (`MemoryError`, `RecursionError`).

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, breaker};
use crate::deadline::Deadline;
use crate::exceptions::Exc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What a program may use up.
#[derive(Copy, Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Units of fuel.
    pub fuel: Option<u64>,
    /// Time.
    pub time: Option<Duration>,
}

/// Fuel for handlers after the limit.
const GRACE_FUEL: i64 = 1000;
/// Time for handlers after the limit.
pub(crate) const GRACE_TIME: Duration = Duration::from_millis(15);

/// Traceback entries after the limit.
const MAX_ENTRIES: u32 = 2000;

/// How far stopping has come.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Within,
    /// The exception was raised; handlers run.
    Grace,
    /// No handler runs any more.
    Over,
}

/// The limits of a context and what is left.
#[derive(Default)]
pub struct Meter {
    limits: Limits,
    stage: Stage,
    /// Fuel behind the slice of the running thread, which `Ctx::fuel` is then.
    beyond: i64,
    /// Fuel is counted for the slices of threads.
    is_sliced: bool,
    /// There was no fuel left while another thread than the main thread ran.
    is_fuel_out: bool,
    /// Traceback entries since the limit.
    entries: u32,
    /// Watches the time until it is dropped.
    _watch: Option<Deadline>,
}

impl Meter {
    /// Whether fuel is counted.
    pub fn has_fuel(&self) -> bool {
        self.limits.fuel.is_some() || self.is_sliced
    }

    /// Whether time is limited.
    pub fn has_time(&self) -> bool {
        self.limits.time.is_some()
    }

    /// Whether a frame that is left gets a traceback entry: not millions of them when time is up.
    pub fn wants_traceback(&mut self) -> bool {
        if self.stage == Stage::Within {
            return true;
        }
        self.entries = self.entries.saturating_add(1);
        self.entries <= MAX_ENTRIES
    }

    /// Whether a limit was reached.
    pub fn is_reached(&self) -> bool {
        self.stage != Stage::Within
    }

    /// Whether frames that end are kept for those above them.
    pub fn keeps_frames(&self) -> bool {
        self.entries < MAX_ENTRIES
    }

    /// Whether exceptions pass by all handlers.
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }
}

impl Ctx {
    /// Sets limits; from now on they count, in place of those that were set before. The first time: before any code is
    /// compiled.
    pub fn limit(&mut self, limits: Limits) {
        self.meter = Meter { limits, ..Meter::default() };
        // The deadline before may have passed while nothing ran.
        self.eval_breaker.fetch_and(!breaker::LIMIT, Ordering::Relaxed);
        if let Some(fuel) = limits.fuel {
            self.fuel = i64::try_from(fuel).unwrap_or(i64::MAX);
            self.eval_breaker.fetch_or(breaker::FUEL, Ordering::Relaxed);
        }
        self.meter._watch =
            limits.time.and_then(|time| Deadline::after(time, self.eval_breaker.clone()));
    }

    /// Units of fuel that are left.
    #[inline(always)]
    pub fn fuel_left(&self) -> i64 {
        self.fuel + self.meter.beyond
    }

    /// From now on a thread has its turn for so many units of fuel.
    pub(crate) fn slice_fuel(&mut self, units: i64) {
        let left = if self.meter.has_fuel() { self.fuel_left() } else { 1 << 59 };
        self.meter.is_sliced = true;
        self.fuel = left.min(units);
        self.meter.beyond = left - self.fuel;
        self.eval_breaker.fetch_or(breaker::FUEL, Ordering::Relaxed);
    }

    /// The next slice begins with this unit.
    fn next_slice(&mut self) {
        let units = self.threads.slices.units().filter(|_| !self.threads.is_alone());
        let slice = units.unwrap_or(i64::MAX).min(self.meter.beyond);
        self.meter.beyond -= slice;
        self.fuel = slice - 1;
        self.yield_thread();
    }

    /// The program has ended: what the host does now, without the program's help, has no limits.
    pub fn lift_limits(&mut self) {
        self.meter = Meter::default();
        let _ = self.take_dropped();
        self.eval_breaker.fetch_and(!(breaker::FUEL | breaker::LIMIT), Ordering::Relaxed);
    }

    /// Acts on the reasons of the eval breaker that are the limits'.
    pub(crate) fn check_limits(&mut self, reasons: u32) -> PyResult<()> {
        if reasons & breaker::LIMIT != 0 {
            if self.meter.is_fuel_out {
                return self.stop_without_fuel();
            }
            let limit = self.meter.limits.time.unwrap_or_default();
            let text = format!("time limit of {} s", limit.as_secs_f64());
            return self.stop(&text);
        }
        if reasons & breaker::FUEL == 0 {
            return Ok(());
        }
        if self.fuel > 0 {
            self.fuel -= 1;
            return Ok(());
        }
        if self.meter.beyond > 0 {
            self.next_slice();
            return Ok(());
        }
        if !self.threads.is_main() {
            self.meter.is_fuel_out = true;
            self.go_to_main(breaker::LIMIT);
            return Ok(());
        }
        self.stop_without_fuel()
    }

    fn stop_without_fuel(&mut self) -> PyResult<()> {
        self.meter.is_fuel_out = true;
        let text = format!("fuel limit of {}", self.meter.limits.fuel.unwrap_or(0));
        self.stop(&text)
    }

    #[cold]
    fn stop(&mut self, limit: &str) -> PyResult<()> {
        self.meter.stage = match self.meter.stage {
            Stage::Within => Stage::Grace,
            Stage::Grace | Stage::Over => Stage::Over,
        };
        if self.meter.is_over() {
            // Whatever runs after this is stopped at its first poll.
            self.eval_breaker.fetch_or(breaker::LIMIT, Ordering::Relaxed);
            self.fuel = 0;
        } else {
            self.fuel = GRACE_FUEL;
        }
        Err(self.raise(Exc::LimitExceeded, format!("{limit} reached")))
    }
}
