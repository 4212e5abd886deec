//! Waiting: for a call by number (locks), for a time, for descriptors. Whoever waits lets the others go on; when
//! nobody can, the system waits for all.

#![forbid(unsafe_code)]

use super::{ThreadId, Threads};
use crate::ctx::{Ctx, PyResult, breaker};
use crate::raise;
use crate::stdlib::posix;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often a wait of the system looks for signals and limits.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often running threads look for descriptors that others wait for.
const POLL_EVERY: Duration = Duration::from_millis(1);

/// What a thread waits for: the first of these.
#[derive(Default)]
pub struct Wait<'a> {
    /// A call with this number ([`Ctx::wake_one`]); 0 for none.
    pub key: usize,
    /// A time ([`Ctx::time_after`]).
    pub until: Option<Instant>,
    /// Descriptors, with the events of `poll(2)`.
    pub descriptors: &'a [(i32, i16)],
}

/// Why a thread goes on.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub enum Woken {
    /// It was called.
    #[default]
    Called,
    /// A descriptor may be ready.
    Readable,
    /// The time is up.
    TimedOut,
    /// A signal was handled: whether there is still something to wait for is to be asked again.
    Interrupted,
}

/// A thread that waits.
pub(super) struct Waiting {
    key: usize,
    until: Option<Instant>,
    descriptors: Vec<(i32, i16)>,
}

impl Ctx {
    /// Waits. What is waited for may be gone again when this returns, so callers ask anew.
    ///
    /// # Errors
    /// What a handler of a signal raised, and what a limit raises.
    pub fn wait(&mut self, wait: &Wait<'_>) -> PyResult<Woken> {
        self.ensure_hub();
        let (current, is_for_call) = (self.threads.current, wait.key != 0);
        let threads = &mut self.threads;
        if threads.is_closed && is_for_call && wait.until.is_none() {
            raise!(self, RuntimeError, "a thread that does not go on any more holds the lock");
        }
        if is_for_call {
            threads.keyed.entry(wait.key).or_default().push_back(current);
        }
        if let Some(until) = wait.until {
            threads.timed.insert((until, current));
        }
        if !wait.descriptors.is_empty() {
            threads.polled.push(current);
        }
        let waiting =
            Waiting { key: wait.key, until: wait.until, descriptors: wait.descriptors.to_vec() };
        if let Some(thread) = threads.running() {
            thread.waiting = Some(waiting);
        }
        let next = self.next_thread();
        if next == current {
            self.after_turn();
        } else {
            self.go_to(next);
        }
        let woken = self.threads.running().map_or(Woken::Interrupted, |thread| thread.woken);
        let urgent = self.eval_breaker.load(Ordering::Relaxed) & breaker::URGENT;
        if woken == Woken::Interrupted || urgent != 0 && self.threads.is_main() {
            let looked = self.look_up();
            if looked.is_err() && is_for_call && woken == Woken::Called {
                // The call was for one, and this one does not heed it.
                self.wake_one(wait.key);
            }
            looked?;
        }
        Ok(woken)
    }

    /// Lets the first thread go on that waits with this number.
    pub fn wake_one(&mut self, key: usize) {
        if let Some(&id) = self.threads.keyed.get(&key).and_then(|waiting| waiting.front()) {
            self.threads.wake(id, Woken::Called);
        }
    }

    /// Lets all threads go on that wait with this number.
    pub fn wake_all(&mut self, key: usize) {
        while self.threads.keyed.contains_key(&key) {
            self.wake_one(key);
        }
    }

    /// The time from now on, for [`Wait::until`]; `None` when it never comes.
    pub fn time_after(&mut self, time: Duration) -> Option<Instant> {
        self.threads.slices.now().checked_add(time)
    }

    /// How much time is left until then.
    pub fn time_left(&mut self, until: Option<Instant>) -> Option<Duration> {
        until.map(|until| until.saturating_duration_since(self.threads.slices.now()))
    }

    /// Before a call of the system that may block: lets others go on until the descriptor is ready. Without others
    /// the call itself may wait.
    ///
    /// # Errors
    /// As [`Ctx::wait`].
    pub fn wait_ready(&mut self, fd: i32, events: i16) -> PyResult<()> {
        if self.may_block() || posix::does_not_block(fd) {
            return Ok(());
        }
        let descriptors = [(fd, events)];
        while posix::ready(&descriptors, Duration::ZERO).is_empty() {
            self.wait(&Wait { descriptors: &descriptors, ..Wait::default() })?;
        }
        Ok(())
    }

    /// Whether a call of the system may wait by itself: no other thread could go on, and no limit ends it meanwhile.
    pub fn may_block(&self) -> bool {
        self.threads.is_alone() && !self.meter.has_time()
    }

    /// Whoever goes on next; waits until somebody can.
    pub(super) fn next_thread(&mut self) -> ThreadId {
        loop {
            self.call_main_for_signals();
            let threads = &mut self.threads;
            // With fixed slices time passes only when nobody can go on.
            if !threads.slices.is_fixed() || threads.ready.is_empty() {
                threads.wake_expired();
                self.wake_readable(0);
            }
            if let Some(next) = self.threads.ready.pop_front() {
                return next;
            }
            let first = self.threads.timed.first().map(|first| first.0);
            let left = self.time_left(first).unwrap_or(LOOK_EVERY);
            if left.is_zero() {
                continue;
            }
            let began = Instant::now();
            self.wake_readable(left.min(LOOK_EVERY).as_nanos() as u64);
            self.threads.slices.passed(began.elapsed().min(left));
        }
    }

    /// Wakes those whose descriptors are ready; waits this many nanoseconds for it, also when there are none.
    pub(super) fn wake_readable(&mut self, nanoseconds: u64) {
        let threads = &mut self.threads;
        if nanoseconds == 0 {
            let lately = threads.looked.is_some_and(|looked| looked.elapsed() < POLL_EVERY);
            if threads.polled.is_empty() || lately && !threads.ready.is_empty() {
                return;
            }
        }
        let waiting = |thread: &super::Thread| {
            thread.waiting.as_ref().map_or(Vec::new(), |w| w.descriptors.clone())
        };
        let all: Vec<(i32, i16)> = threads
            .polled
            .iter()
            .filter_map(|id| threads.all.get(id))
            .flat_map(|thread| waiting(thread))
            .collect();
        let ready = posix::ready(&all, Duration::from_nanos(nanoseconds));
        threads.looked = Some(Instant::now());
        if ready.is_empty() {
            return;
        }
        for id in threads.polled.clone() {
            let mine = threads.all.get(&id).map_or(Vec::new(), |thread| waiting(thread));
            if mine.iter().any(|(fd, _)| ready.contains(fd)) {
                threads.wake(id, Woken::Readable);
            }
        }
    }
}

impl Threads {
    /// A thread goes on, for this reason.
    pub(super) fn wake(&mut self, id: ThreadId, why: Woken) {
        let Some(thread) = self.thread(id) else { return };
        let Some(waiting) = thread.waiting.take() else { return };
        thread.woken = why;
        if let Some(queue) = self.keyed.get_mut(&waiting.key) {
            queue.retain(|&other| other != id);
            if queue.is_empty() {
                self.keyed.remove(&waiting.key);
            }
        }
        if let Some(until) = waiting.until {
            self.timed.remove(&(until, id));
        }
        if !waiting.descriptors.is_empty() {
            self.polled.retain(|&other| other != id);
        }
        self.ready.push_back(id);
    }

    /// Wakes those whose time is up.
    pub(super) fn wake_expired(&mut self) {
        if self.timed.is_empty() {
            return;
        }
        let now = self.slices.now();
        while let Some(&(until, id)) = self.timed.first().filter(|first| first.0 <= now) {
            self.timed.remove(&(until, id));
            self.wake(id, Woken::TimedOut);
        }
    }

    /// At the end of a slice: whether to ask for times and descriptors. With fixed slices hardly ever, as time
    /// would decide who goes on.
    pub(super) fn is_time_to_look(&mut self) -> bool {
        let is_impatient = self.slices.is_impatient();
        !self.slices.is_fixed() || self.ready.is_empty() || is_impatient
    }
}
