//! One thread that tells contexts when their time is up, however many there are one after another: fuzzing starts
//! hundreds a second, and a thread for each would cost as much as a small program.

#![forbid(unsafe_code)]

use crate::ctx::breaker;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is watched, and who waits.
struct Watch {
    deadlines: Vec<Entry>,
    last: u64,
    is_running: bool,
    /// When the thread looks next, if it does by itself.
    looks: Option<Instant>,
}

struct Entry {
    number: u64,
    at: Instant,
    breaker: Arc<AtomicU32>,
    /// What is set.
    bit: u32,
    /// How long after that it is set again.
    again: Duration,
}

static WATCH: Mutex<Watch> =
    Mutex::new(Watch { deadlines: Vec::new(), last: 0, is_running: false, looks: None });
static SOONER: Condvar = Condvar::new();

/// A deadline that is watched as long as this lives.
#[derive(Debug)]
pub struct Deadline(u64);

/// While handlers run, and native code does not look, the breaker is set again and again: two settings are seen
/// as one.
const AGAIN: Duration = crate::limits::GRACE_TIME;

fn watch() -> MutexGuard<'static, Watch> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    fn run(&mut self) {
        if !self.is_running {
            let thread = std::thread::Builder::new().name("taipan-time".to_owned());
            self.is_running = thread.stack_size(64 << 10).spawn(look).is_ok();
        }
    }
}

/// Forks: the lock is held meanwhile, so that the child finds it free.
pub(crate) fn around_fork<T>(fork: impl FnOnce() -> T) -> T {
    let _held = watch();
    fork()
}

/// In the child of a fork: the thread is not there.
pub(crate) fn after_fork() {
    let mut watch = watch();
    watch.is_running = false;
    if !watch.deadlines.is_empty() {
        watch.run();
    }
}

impl Deadline {
    /// Sets the bit of limits in a breaker when the time is up, and whenever the grace is; `None` when there is no
    /// thread to be had.
    pub fn after(time: Duration, breaker: Arc<AtomicU32>) -> Option<Deadline> {
        Deadline::new(time, AGAIN, breaker, breaker::LIMIT)
    }

    /// Sets a bit in a breaker at these intervals.
    pub(crate) fn every(time: Duration, breaker: Arc<AtomicU32>, bit: u32) -> Option<Deadline> {
        Deadline::new(time, time, breaker, bit)
    }

    fn new(time: Duration, again: Duration, breaker: Arc<AtomicU32>, bit: u32) -> Option<Deadline> {
        let at = Instant::now().checked_add(time)?;
        let mut watch = watch();
        watch.run();
        if !watch.is_running {
            return None;
        }
        watch.last += 1;
        let number = watch.last;
        watch.deadlines.push(Entry { number, at, breaker, bit, again });
        if watch.looks.is_none_or(|looks| at < looks) {
            SOONER.notify_one();
        }
        Some(Deadline(number))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        watch().deadlines.retain(|entry| entry.number != self.0);
    }
}

fn look() {
    let mut watch = watch();
    loop {
        let now = Instant::now();
        for entry in watch.deadlines.iter_mut().filter(|entry| entry.at <= now) {
            entry.breaker.fetch_or(entry.bit, Ordering::Relaxed);
            entry.at = now + entry.again;
        }
        watch.looks = watch.deadlines.iter().map(|entry| entry.at).min();
        watch = match watch.looks {
            Some(at) => {
                let wait = at.saturating_duration_since(now);
                SOONER.wait_timeout(watch, wait).unwrap_or_else(PoisonError::into_inner).0
            }
            None => SOONER.wait(watch).unwrap_or_else(PoisonError::into_inner),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bit_comes_in_time_and_not_after_the_deadline_is_gone() {
        let [late, soon, gone] = [(); 3].map(|()| Arc::new(AtomicU32::new(0)));
        let _late = Deadline::after(Duration::from_secs(1000), Arc::clone(&late));
        let _soon = Deadline::after(Duration::from_millis(5), Arc::clone(&soon));
        drop(Deadline::after(Duration::from_millis(1), Arc::clone(&gone)));
        let began = Instant::now();
        while soon.load(Ordering::Relaxed) == 0 && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        let bits = [&late, &soon, &gone].map(|breaker| breaker.load(Ordering::Relaxed));
        assert_eq!(bits, [0, breaker::LIMIT, 0]);
        assert_eq!(Arc::strong_count(&gone), 1);
    }
}
