//! Large objects, the limit, impossible sizes, memory that goes back.

use super::*;

#[test]
fn impossible_sizes_are_refused() {
    let (mut heap, _roots) = heap();
    for bytes in [usize::MAX, usize::MAX - 15, isize::MAX as usize, 8_000_000_000_000, 1 << 45] {
        assert!(heap.alloc(bytes).is_none());
    }
    for n in [usize::MAX, usize::MAX / 8, 1_000_000_000_000] {
        assert!(ValueArray::new(&mut heap, n).is_none());
        assert!(ByteArray::new(&mut heap, n).is_none());
        assert_eq!(GcVec::with_capacity(&mut heap, n).err(), Some(HeapFull));
    }
    assert_eq!(heap.stats().collections, 0, "no collection could have helped");
}

#[test]
fn large_objects_live_and_die() {
    let (mut heap, roots) = heap_with(HeapConfig { min_threshold: 4 << 20, ..Default::default() });
    let kept = ByteArray::new(&mut heap, 300_000).expect("room");
    kept.write(299_990, b"the end");
    roots.hold(kept.as_value());
    for size in (30_000..3_000_000).step_by(9_973) {
        let junk = ByteArray::new(&mut heap, size).expect("room");
        assert!(junk.capacity() >= size);
        assert!(junk.bytes().iter().all(|b| b.get() == 0), "zeroed");
        junk.bytes().iter().for_each(|b| b.set(1));
    }
    heap.verify().expect("sound");
    let stats = heap.stats();
    assert!(stats.collections > 10);
    assert!(stats.used_bytes < 16 << 20, "{} bytes in use", stats.used_bytes);
    assert_eq!(heap.size_of(kept.as_value()), 303_104);
    // SAFETY: nothing writes to the bytes.
    assert_eq!(unsafe { kept.slice(299_990, 299_997) }, b"the end");
}

#[test]
fn the_limit_holds_and_collection_makes_room() {
    let limit = 4 << 20;
    let (mut heap, roots) = heap_with(HeapConfig { limit, ..Default::default() });
    in_dead_frame(|| {
        for i in 0..1_000_000 {
            node(&mut heap, i);
        }
    });
    assert!(heap.stats().collections > 0, "garbage is collected when the limit is near");
    let mut n = 0;
    while let Some(new) = heap.alloc_object(Node::new(n)) {
        roots.hold(new.as_value());
        n += 1;
    }
    assert!(n as usize * 32 > limit / 2 && n as usize * 32 <= limit, "{n} nodes");
    assert!(heap.stats().used_bytes <= limit);
    assert!(heap.alloc(1 << 20).is_none());
    roots.values.borrow_mut().clear();
    assert!(heap.alloc(1 << 20).is_some(), "room again");
    heap.verify().expect("sound");
}

#[test]
fn without_roots_nothing_is_collected() {
    let mut heap =
        Heap::new(HeapConfig { stress: 1, ..Default::default() }).expect("address space");
    let first = heap.alloc(32).expect("room");
    for _ in 0..10_000 {
        heap.alloc(32).expect("room");
    }
    heap.collect();
    assert_eq!(heap.stats().collections, 0);
    assert_ne!(first, heap.alloc(32).expect("room"));
}

#[test]
fn arrays_grow_in_place_with_a_zeroed_tail() {
    let (mut heap, roots) = heap_with(HeapConfig { min_threshold: 4 << 20, ..Default::default() });
    // Dirty memory first, so that a tail that is not zeroed would show.
    in_dead_frame(|| {
        let junk = ByteArray::new(&mut heap, 3 << 20).expect("room");
        junk.bytes().iter().for_each(|b| b.set(0xff));
    });
    heap.collect();
    let mut array = ValueArray::new(&mut heap, 10_000).expect("room");
    roots.hold(array.as_value());
    let (mut len, mut moves) = (0, 0);
    while len < 1_000_000 {
        if len == array.capacity() {
            let wanted = len + len / 8;
            if !array.try_grow(&mut heap, wanted) {
                let fresh = ValueArray::new(&mut heap, wanted).expect("room");
                fresh.copy_from(0, &array, 0, len);
                array = fresh;
                roots.values.borrow_mut()[0] = fresh.as_value();
                moves += 1;
            }
            assert!(array.capacity() > len);
            assert!((len..array.capacity()).all(|i| array.get(i).is_none()));
        }
        array.set(len, Some(Value::small(len as i32)));
        len += 1;
    }
    assert!((0..len).all(|i| array.get(i) == Some(Value::small(i as i32))));
    assert!(moves < 12, "{moves}");
    heap.verify().expect("sound");
    assert!(heap.stats().used_bytes < 24 << 20, "{}", heap.stats().used_bytes);
}

#[test]
fn the_limit_also_holds_for_growth() {
    let (mut heap, _roots) = heap_with(HeapConfig { limit: 2 << 20, ..Default::default() });
    let array = ValueArray::new(&mut heap, 100_000).expect("room");
    assert!(array.try_grow(&mut heap, 180_000));
    assert!(!array.try_grow(&mut heap, 1_000_000));
    assert!(ValueArray::new(&mut heap, 180_000).is_none());
    assert!(heap.stats().used_bytes <= 2 << 20);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_goes_back_to_the_system() {
    fn resident() -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").expect("procfs");
        statm.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok()).expect("a number") * 4096
    }
    let (mut heap, roots) = heap();
    in_dead_frame(|| {
        for _ in 0..300 {
            let array = ByteArray::new(&mut heap, 1 << 20).expect("room");
            array.bytes().iter().for_each(|b| b.set(1));
            roots.hold(array.as_value());
        }
    });
    let before = resident();
    roots.values.borrow_mut().clear();
    heap.collect();
    let after = resident();
    assert!(before - after > 200 << 20, "{before} {after}");
}

#[test]
fn a_heap_at_the_same_place_finds_the_addresses_of_the_last_one_and_none_of_its_objects() {
    let config = HeapConfig { same_place: true, ..Default::default() };
    let mut places = Vec::new();
    for round in 0..3 {
        let (mut heap, roots) = heap_with(config);
        let large = ByteArray::new(&mut heap, 200_000).expect("room");
        assert!(large.bytes().iter().all(|b| b.get() == 0), "zeroed");
        large.bytes().iter().for_each(|b| b.set(0xff));
        for id in 0..20_000 {
            let made = node(&mut heap, id);
            assert!(made.left.get().is_none() && made.right.get().is_none());
            made.left.set(Some(made.as_value()));
            if id % 100 == 0 {
                roots.hold(made.as_value());
                places.push(made.as_value().bits());
            }
        }
        // What the last heap had marked is not taken for alive.
        assert!(heap.verify().expect("sound") < 400, "round {round}");
    }
    let (first, rest) = places.split_at(200);
    assert!(rest.chunks(200).all(|round| round == first));
}

#[test]
fn a_heap_that_never_collects_does_not_even_if_it_is_asked_to() {
    let (mut heap, _roots) = heap_with(HeapConfig { never: true, ..Default::default() });
    in_dead_frame(|| node(&mut heap, 1).id.set(2));
    heap.collect();
    assert_eq!(heap.stats().collections, 0);
}

#[test]
fn a_heap_that_was_large_fills_its_blocks_before_it_collects_again() {
    /// Bytes of garbage from one collection to the next.
    fn cycle(heap: &mut Heap) -> u64 {
        let collections = heap.stats().collections;
        let before = heap.stats().allocated;
        while heap.stats().collections == collections {
            in_dead_frame(|| {
                for i in 0..1000 {
                    std::hint::black_box(node(heap, i));
                }
            });
        }
        heap.stats().allocated - before
    }
    let (mut heap, roots) = heap();
    heap.collect();
    let usual = cycle(&mut heap);
    in_dead_frame(|| (0..1_000_000).for_each(|i| roots.hold(node(&mut heap, i).as_value())));
    let most = heap.stats().used_bytes;
    roots.values.borrow_mut().clear();
    heap.collect();
    let roomy = cycle(&mut heap);
    assert!(roomy > usual / 2 * 3 && roomy < usual / 2 * 5, "{usual}, then {roomy}");
    assert!(heap.stats().used_bytes <= most);
    let later = (0..40).map(|_| cycle(&mut heap)).last().expect("forty cycles");
    assert!(later < usual / 2 * 3, "what was long ago is forgotten: {usual}, then {later}");
}
