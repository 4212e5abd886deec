//! Permanent objects, and blocks of objects without pointers.

use super::*;

fn permanent_node(heap: &mut Heap, id: u64) -> Gc<Node> {
    heap.begin_permanent();
    let made = node(heap, id);
    heap.end_permanent();
    made
}

#[test]
fn permanent_objects_live_without_roots() {
    let (mut heap, _roots) = heap();
    let first = permanent_node(&mut heap, 0);
    let mut last = first;
    for id in 1..10_000 {
        let next = permanent_node(&mut heap, id);
        last.left.set(Some(next.as_value()));
        last = next;
    }
    let ordinary = node(&mut heap, 0);
    assert!(heap.is_permanent(last.as_value()) && !heap.is_permanent(ordinary.as_value()));
    assert!(!heap.is_permanent(Value::NONE));
    assert_eq!(heap.size_of(first.as_value()), 32);
    in_dead_frame(|| (0..1_000_000).for_each(|id| _ = node(&mut heap, id)));
    heap.verify().expect("sound");
    assert!(heap.stats().collections > 0);
    assert!(heap.stats().live_objects < 100, "they are not counted, as they are not looked at");
    let (mut at, mut n) = (first, 1);
    while let Some(next) = at.left.get().and_then(|v| v.cast::<Node>()) {
        assert_eq!(next.id.get(), n);
        (at, n) = (next, n + 1);
    }
    assert_eq!(n, 10_000);
}

#[test]
fn large_permanent_objects_lie_whole() {
    let (mut heap, _roots) = heap();
    heap.begin_permanent();
    let arrays: Vec<_> =
        [10, 200_000, 40, 70_000].map(|n| ByteArray::new(&mut heap, n).expect("room")).into();
    heap.end_permanent();
    for (i, array) in arrays.iter().enumerate() {
        assert!(array.bytes().iter().all(|b| b.get() == 0), "zeroed");
        array.fill(i as u8 + 1);
    }
    heap.verify().expect("sound");
    for (i, array) in arrays.iter().enumerate() {
        assert!(array.bytes().iter().all(|b| b.get() == i as u8 + 1), "its own memory");
    }
}

#[test]
fn permanent_objects_are_made_beyond_the_limit_too() {
    let (mut heap, _roots) = heap();
    heap.set_beyond_limit(true);
    let permanent = permanent_node(&mut heap, 1);
    let ordinary = node(&mut heap, 2);
    heap.set_beyond_limit(false);
    assert!(heap.is_permanent(permanent.as_value()) && !heap.is_permanent(ordinary.as_value()));
}

#[test]
fn what_changes_later_is_an_ordinary_object() {
    let (mut heap, roots) = heap();
    heap.begin_permanent();
    heap.set_beyond_limit(true);
    let ordinary = node(&mut heap, 1);
    heap.set_beyond_limit(false);
    let permanent = node(&mut heap, 2);
    heap.end_permanent();
    roots.hold(ordinary.as_value());
    assert!(!heap.is_permanent(ordinary.as_value()) && heap.is_permanent(permanent.as_value()));
    let young = node(&mut heap, 3);
    ordinary.left.set(Some(young.as_value()));
    // A permanent object that comes to hold an ordinary one must be said to.
    let held = node(&mut heap, 4);
    permanent.right.set(Some(held.as_value()));
    heap.add_permanent_holder(permanent.as_value());
    in_dead_frame(|| (0..500_000).for_each(|id| _ = node(&mut heap, id)));
    heap.verify().expect("sound");
    assert_eq!((young.id.get(), held.id.get()), (3, 4));
}

#[test]
fn the_verifier_sees_a_permanent_object_that_points_to_a_dead_one() {
    let (mut heap, _roots) = heap();
    let permanent = permanent_node(&mut heap, 1);
    in_dead_frame(|| {
        let lost = node(&mut heap, 2);
        permanent.left.set(Some(lost.as_value()));
    });
    assert!(heap.verify().is_err());
}

#[test]
fn objects_without_pointers_live_by_their_mark_alone() {
    let (mut heap, roots) = heap();
    let mut leaf = |id: u64| {
        let at = heap.alloc_leaf(size_of::<Node>()).expect("room").cast::<Node>();
        // SAFETY: memory for a node, which is never given pointers.
        unsafe {
            at.write(Node::new(id));
            Gc::from_ptr(at)
        }
    };
    for id in 0..1000 {
        let kept: Gc<Node> = leaf(id);
        roots.hold(kept.as_value());
        in_dead_frame(|| (0..100).for_each(|_| _ = leaf(u64::MAX)));
    }
    heap.verify().expect("sound");
    heap.collect();
    assert!((1000..1200).contains(&heap.stats().live_objects));
    for id in 0..1000 {
        assert_eq!(roots.node(id).id.get(), id as u64);
    }
    let mut found = Vec::new();
    let holder = node(&mut heap, 0);
    holder.left.set(Some(roots.node(7).as_value()));
    heap.referents(holder.as_value(), &mut found);
    assert_eq!(found, [roots.node(7).as_value()], "they are listed all the same");
}
