//! `Source`: decisions read from bytes. It never fails: when the bytes are used up every decision is 0, and
//! decision 0 is the smallest form everywhere, so that any byte string is a finite program.

/// A stream of decisions.
pub struct Source<'a> {
    bytes: &'a [u8],
}

impl<'a> Source<'a> {
    /// Decisions from these bytes.
    pub fn new(bytes: &'a [u8]) -> Source<'a> {
        Source { bytes }
    }

    /// Whether all further decisions are 0.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below `n`, which is at most 256.
    pub fn below(&mut self, n: usize) -> usize {
        let Some((&first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        first as usize % n
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A number that looks random, the same for the same seed.
pub fn word(seed: u64) -> u64 {
    let bytes = seeded(seed, 8);
    bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// Bytes that look random, the same for the same seed (splitmix64).
pub fn seeded(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed;
    let mut word = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut bytes: Vec<u8> =
        std::iter::repeat_with(&mut word).take(len / 8 + 1).flat_map(u64::to_le_bytes).collect();
    bytes.truncate(len);
    bytes
}
