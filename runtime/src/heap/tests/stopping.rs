//! Collections that are given up since the program is about to be stopped.

use super::*;

/// A chain of nodes from the last one on, with garbage between them.
fn chain(heap: &mut Heap, roots: &TestRoots, len: u64) {
    roots.values.borrow_mut().clear();
    roots.hold(Value::NONE);
    for id in 0..len {
        let new = node(heap, id);
        new.left.set(Some(roots.values.borrow()[0]));
        roots.values.borrow_mut()[0] = new.as_value();
        // Garbage between them.
        node(heap, u64::MAX);
    }
}

fn length(roots: &TestRoots) -> u64 {
    let mut at = roots.values.borrow()[0];
    let mut n = 0;
    while let Some(node) = at.cast::<Node>() {
        n += 1;
        at = node.left.get().expect("the end is None");
    }
    n
}

#[test]
fn a_collection_that_is_given_up_changes_nothing() {
    let (mut heap, roots) = heap();
    chain(&mut heap, &roots, 10_000);
    heap.collect();
    for patience in 0..100 {
        // Memory that is swept in part, with new objects in it.
        roots.values.borrow_mut().truncate(1);
        for i in 0..patience {
            roots.hold(node(&mut heap, u64::from(i)).as_value());
        }
        let cycles = roots.cycles.get();
        roots.patience.set(Some(patience));
        let is_done = heap.collect_or_give_up();
        roots.patience.set(None);
        assert_eq!(is_done, roots.cycles.get() > cycles, "patience {patience}");
        // It is asked some 60 to 80 times about a chain of 10,000.
        assert!(if is_done { patience > 30 } else { patience < 95 }, "patience {patience}");
        assert_eq!(length(&roots), 10_000);
        for id in 0..500 {
            assert_eq!(node(&mut heap, id).id.get(), id);
        }
        if patience % 9 == 0 {
            heap.verify().expect("sound");
        }
    }
    assert!(heap.collect_or_give_up());
    heap.verify().expect("sound");
}

#[test]
fn finalizers_wait_for_a_collection_that_is_done() {
    let (mut heap, roots) = heap();
    in_dead_frame(|| {
        chain(&mut heap, &roots, 5_000);
        let first = roots.values.borrow_mut().pop().expect("the chain");
        heap.register_finalizable(first);
        let last = node(&mut heap, 7).as_value();
        heap.register_finalizable(last);
    });
    for patience in 0..4 {
        roots.patience.set(Some(patience));
        assert!(!heap.collect_or_give_up());
        assert_eq!((heap.has_pending(), heap.finalizable().len()), (false, 2));
    }
    roots.patience.set(None);
    assert!(heap.collect_or_give_up());
    let order: Vec<u64> = std::iter::from_fn(|| heap.take_pending_finalizer())
        .map(|object| object.cast::<Node>().expect("a node").id.get())
        .collect();
    assert_eq!(order, [4_999, 7]);
    heap.verify().expect("sound");
}

#[test]
fn large_objects_are_not_touched_when_the_program_stops() {
    let (mut heap, roots) = heap();
    let large = ByteArray::new(&mut heap, 16 << 20).expect("room");
    roots.patience.set(Some(3));
    assert!(!heap.touch(large.addr(), 16 << 20));
    assert!(heap.touch(large.addr(), 1 << 20), "that takes no time");
    roots.patience.set(None);
    assert!(heap.touch(large.addr(), 16 << 20));
}
