//! The 16-bit counter of a site: 12 bits of value, 4 bits of backoff, as CPython 3.14 has it.

const BACKOFF_BITS: u32 = 4;
/// The largest backoff.
pub const MAX_BACKOFF: u16 = 12;
/// A backoff that never triggers (the value counts in the upper bits all the same).
const UNREACHABLE_BACKOFF: u16 = 15;

/// A counter that never triggers.
pub const NEVER: u16 = make(1, UNREACHABLE_BACKOFF);

/// A loop head whose iteration number `threshold` (at most 4096) asks the compiler.
pub const fn loop_head(threshold: u16) -> u16 {
    let value = if threshold > 4096 { 4095 } else { threshold.saturating_sub(1) };
    make(value, MAX_BACKOFF)
}

/// A counter of this value and backoff.
pub const fn make(value: u16, backoff: u16) -> u16 {
    value << BACKOFF_BITS | backoff
}

/// How much is left of a counter.
pub const fn value(counter: u16) -> u16 {
    counter >> BACKOFF_BITS
}

/// Whether the counter has run down.
#[inline(always)]
pub const fn triggers(counter: u16) -> bool {
    counter < UNREACHABLE_BACKOFF
}

/// One execution fewer to go. Call only when [`triggers`] is false.
#[inline(always)]
pub const fn advance(counter: u16) -> u16 {
    counter.wrapping_sub(1 << BACKOFF_BITS)
}

/// As long again before the next attempt, at the same backoff: for a time at which none is made.
pub const fn postpone(counter: u16) -> u16 {
    make(63, counter & ((1 << BACKOFF_BITS) - 1))
}

/// After a failure: twice as long, up to 8191.
pub const fn restart(counter: u16) -> u16 {
    let backoff = counter & ((1 << BACKOFF_BITS) - 1);
    let next = if backoff < MAX_BACKOFF { backoff + 1 } else { MAX_BACKOFF };
    make((1 << next) - 1, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `TierConfig` starts sites: specializes on the second execution.
    const WARMUP: u16 = make(1, 1);

    #[test]
    fn warm_up_triggers_on_the_second_run() {
        assert!(!triggers(WARMUP));
        assert!(triggers(advance(WARMUP)));
    }

    #[test]
    fn backoff_doubles_to_a_limit() {
        let mut c = advance(WARMUP);
        for bits in 2..=12 {
            c = restart(c);
            assert_eq!(c, make((1 << bits) - 1, bits));
        }
        assert_eq!(restart(c), c);
    }
}
