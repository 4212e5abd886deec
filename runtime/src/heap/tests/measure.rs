//! Figures, printed by `cargo test --release -p taipan-runtime measure -- --nocapture`. The test
//! asserts only what holds on any machine.

use super::*;
use std::time::Instant;

fn tree(heap: &mut Heap, depth: u32) -> Value {
    let new = node(heap, depth as u64);
    if depth > 0 {
        new.left.set(Some(tree(heap, depth - 1)));
        new.right.set(Some(tree(heap, depth - 1)));
    }
    new.as_value()
}

#[test]
fn measure_allocation_and_marking() {
    let (mut heap, roots) = heap();
    let n = if cfg!(debug_assertions) { 1_000_000 } else { 100_000_000 };
    let started = Instant::now();
    for i in 0..n {
        std::hint::black_box(node(&mut heap, i));
    }
    let per_object = started.elapsed().as_nanos() as f64 / n as f64;
    let garbage = heap.stats();
    roots.hold(tree(&mut heap, 20));
    let before = heap.stats().collections;
    let started = Instant::now();
    for _ in 0..5 {
        heap.collect();
    }
    let mark = started.elapsed() / 5;
    let started = Instant::now();
    for _ in 0..200 {
        std::hint::black_box(tree(&mut heap, 14));
    }
    println!(
        "garbage: {per_object:.2} ns per 32-byte object, {} collections; full collection of {} MB: \
         {mark:?}; 200 trees of depth 14: {:?}",
        garbage.collections,
        heap.stats().live_bytes >> 20,
        started.elapsed(),
    );
    assert!(heap.stats().collections >= before + 5);
    assert!(heap.stats().live_objects >= 2_097_151);
    assert!(garbage.live_objects < 1000);
}
