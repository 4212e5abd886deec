//! Faults planted on purpose, to see whether the fuzzing finds them and blames the right part.
//!
//! `fault!("name")` is false, and gone from the program, in every build without the feature `faults`. With
//! it, one fault may be planted in the process, by `-X fault=NAME`.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A fault that may be planted.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// What triage has to blame: words of its report; `|` between those of which one is enough.
    pub blame: &'static str,
    /// What is wrong when it is planted.
    pub what: &'static str,
}

macro_rules! faults {
    ($($name:literal $blame:literal $what:literal;)*) => {
        /// All of them.
        pub const FAULTS: &[Fault] = &[$(Fault { name: $name, blame: $blame, what: $what },)*];
    };
}

faults! {
    "types-guard-dropped" "pass types" "a guard for small ints goes whatever its operand is";
    "types-join-forgotten" "pass types" "a parameter has the type of what flows in first";
    "fold-minus-zero" "pass fold" "x + 0.0 is x, also for -0.0";
    "fold-overflow" "pass fold" "constant sums beyond the small ints are folded";
    "fold-index-sign" "pass fold" "a negative constant index counts from the start";
    "fold-branch-kept" "pass fold" "a branch on a negation goes the same way without it";
    "fold-times-zero" "pass fold" "x - 1 is x";
    "number-imm-ignored" "pass number" "instructions that differ in a constant are one";
    "number-scope-kept" "pass number" "what one branch computed is there in the other";
    "loads-call-ignored" "pass loads" "a call ends no facts about memory";
    "loads-store-ignored" "pass loads" "a store ends no facts about its region";
    "loads-join-forgotten" "pass loads" "facts of one way into a block hold on all";
    "loads-shape-ignored" "pass loads" "a changed shape leaves the shape facts";
    "loops-write-ignored" "pass loops" "loads leave loops that write what they read";
    "loops-state-late" "pass loops" "a guard that leaves a loop goes on at its own instruction";
    "loops-state-stale" "pass loops" "a guard that leaves a loop has the state of the loop's second instruction";
    "params-second-source" "pass params" "a parameter with two sources is its first";
    "thread-other-arm" "pass thread" "a value of a split join that lives on is the one of the other way";
    "peel-phi-dropped" "pass peel" "the loop begins with the third value that entered the peeled iteration";
    "ranges-last-again" "pass ranges" "the iterator of a range that an exit makes gives its last number again";
    "sink-swapped" "pass sink" "a tuple that is not made has its items in reverse";
    "unbox-edge-raw" "pass unbox" "an unboxed float flows on as if it were a word";
    "dce-guard-dropped" "pass dce" "guards of conditions go";
    "dce-store-dropped" "pass dce" "stores of items go";
    "lower-add-overflow" "machine code of BINARY_OP" "sums of small ints look at the carry instead of the overflow";
    "lower-subtract-overflow" "machine code of BINARY_OP" "differences of small ints do not look at the overflow";
    "lower-multiply-overflow" "machine code of BINARY_OP" "products of small ints do not look at the overflow";
    "lower-shift-count" "machine code of BINARY_OP" "left shifts do not look at what they lose";
    "lower-floor-division" "machine code of BINARY_OP" "quotients of small ints are rounded towards zero";
    "lower-modulo" "machine code of BINARY_OP" "remainders of small ints have the sign of the dividend";
    "lower-compare-nan" "machine code of COMPARE_OP" "nan is less than anything";
    "lower-index-wrap" "machine code of" "a negative index counts from the start";
    "lower-shape-unguarded" "machine code of" "shapes of objects are not compared";
    "lower-word-unguarded" "machine code of" "a guard for one word lets others pass";
    "lower-box-minus-zero" "machine code of" "-0.0 loses its sign when it is boxed";
    "lower-stale-locals" "machine code of CALL" "the callee's other locals are not cleared";
    "lower-depth-kept" "machine code of CALL" "the callee's frame has the depth of its caller";
    "lower-locals-hidden" "machine code of" "a call that looks at frames does not see the newest locals";
    "poll-fuel-free" "machine code of" "machine code burns no fuel";
    "exit-store-lost" "frames differ" "an exit does not store its last slot";
    "exit-stack-short" "frames differ" "an exit's map has one operand less";
    "exit-pc-behind" "frames differ" "an exit of an inlined function goes on in its caller one unit behind";
    "exit-slot-off" "frames differ" "an exit's map converts the slot behind the one that is meant";
    "exit-int-untagged" "frames differ" "an exit forgets the tag of an int";
    "exit-bool-inverted" "frames differ" "an exit inverts a bool";
    "exit-constant-lost" "frames differ" "an exit does not store a guarded constant";
    "exit-operator-declined" "machine code of BINARY_OP" "a method that an exit went on in says NotImplemented, and that is what the operator gives";
    "build-callee-version" "machine code of" "a function's version is not guarded";
    "build-globals-version" "machine code of LOAD_GLOBAL" "a namespace's version is not guarded";
    "class-version-kept" "specialization of LOAD_ATTR|specialization of LOAD_SUPER_ATTR|machine code of LOAD_ATTR|machine code of LOAD_SUPER_ATTR" "a changed class keeps its version and its instances their shapes";
    "subclass-version-kept" "specialization of LOAD_ATTR|specialization of LOAD_SUPER_ATTR|machine code of LOAD_ATTR|machine code of LOAD_SUPER_ATTR" "a changed class does not tell its subclasses";
    "keys-version-kept" "specialization of LOAD_GLOBAL" "a dict that loses a key keeps its version";
    "function-version-kept" "specialization of CALL|machine code of CALL" "a function with another code keeps its version";
    "int-add-wraps" "specialization of BINARY_OP_ADD_INT" "sums beyond the small ints wrap around";
    "compare-nan-equal" "specialization of COMPARE_OP_FLOAT" "a nan is equal to anything";
    "range-steps-twice" "specialization of FOR_ITER_RANGE" "every second number of a range is left out";
    "unpack-swapped" "specialization of UNPACK_SEQUENCE_TWO_TUPLE" "the items of a pair are swapped";
    "store-index-wrap" "specialization of STORE_SUBSCR_LIST_INT" "a negative index stores to the item before";
    "gc-stack-short" "collector" "the newest words of the value stack are not marked";
    "gc-cell-unmarked" "collector" "what a cell holds is not marked";
    "gc-array-short" "collector" "the last slot of an array is not marked";
}

/// The number of a fault; an unknown name does not compile.
pub const fn number(name: &str) -> usize {
    let mut at = 0;
    while at < FAULTS.len() {
        if same(FAULTS[at].name.as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("no such fault")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    a.len() == b.len() && at == a.len()
}

/// Whether this build has faults to plant.
pub const AVAILABLE: bool = cfg!(feature = "faults");

static PLANTED: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Whether this fault is planted.
#[inline(always)]
pub fn is_planted(number: usize) -> bool {
    AVAILABLE && PLANTED.load(Ordering::Relaxed) == number
}

/// Plants a fault for the whole process.
///
/// # Errors
/// One line that says why not.
pub fn plant(name: &str) -> Result<(), String> {
    if !AVAILABLE {
        return Err("this build has no faults to plant (cargo's feature 'faults')".to_owned());
    }
    let Some(at) = FAULTS.iter().position(|fault| fault.name == name) else {
        let names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        return Err(format!("no fault '{name}'; valid ones are {}", names.join(", ")));
    };
    PLANTED.store(at, Ordering::Relaxed);
    Ok(())
}

/// Whether a fault of [`FAULTS`] is planted here.
#[macro_export]
macro_rules! fault {
    ($name:literal) => {{
        const NUMBER: usize = $crate::fault::number($name);
        $crate::fault::is_planted(NUMBER)
    }};
}
