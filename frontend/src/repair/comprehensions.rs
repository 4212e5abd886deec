//! What is left when an exception ends a comprehension (PEP 709).
//!
//! Its cleanup drops the result, below the exception, and gives variables back what they were, which lies below that. The
//! generator notes a depth that counts the iterator, too, so the iterator would be dropped, and a variable become the result.

use super::listing::Listing;
use super::opcode::{POP_TOP, SWAP};

/// Corrects the depths; says whether anything changed.
pub fn repair(listing: &mut Listing) -> bool {
    let Listing { instructions, ranges } = listing;
    let is = |at: usize, opcode| instructions.get(at).is_some_and(|i| i.opcode == opcode);
    // No other handler begins like that.
    let cleanups = ranges.iter_mut().filter(|r| is(r.target, SWAP) && is(r.target + 1, POP_TOP));
    let mut changed = false;
    for range in cleanups {
        range.depth_and_lasti -= 1 << 1;
        changed = true;
    }
    changed
}
