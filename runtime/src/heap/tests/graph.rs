//! Random object graphs against a shadow model; deep, wide and cyclic structures; pinning.

use super::*;
use std::collections::{HashMap, HashSet};

/// A small deterministic generator (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// What the test believes: the edges of each node by id.
#[derive(Default)]
struct Model {
    edges: HashMap<u64, [Option<u64>; 2]>,
    addr: HashMap<u64, usize>,
}

impl Model {
    fn reachable(&self, roots: &[u64]) -> HashSet<u64> {
        let (mut seen, mut pending) = (HashSet::new(), roots.to_vec());
        while let Some(id) = pending.pop() {
            if seen.insert(id) {
                pending.extend(self.edges[&id].iter().flatten());
            }
        }
        seen
    }

    fn node(&self, id: u64) -> Gc<Node> {
        // SAFETY: the model only asks for nodes it believes alive.
        unsafe { Gc::from_addr(self.addr[&id]) }
    }

    fn check(&self, id: u64) {
        let node = self.node(id);
        assert_eq!(node.hdr.layout, NODE);
        assert_eq!(node.id.get(), id);
        let of =
            |f: &Field<Option<Value>>| f.get().map(|v| v.cast::<Node>().expect("a node").id.get());
        assert_eq!([of(&node.left), of(&node.right)], self.edges[&id]);
    }
}

fn random_graph(seed: u64, steps: usize, stress: u32) {
    let (mut heap, roots) =
        heap_with(HeapConfig { stress, min_threshold: 1 << 18, ..Default::default() });
    let mut random = Random(seed);
    let mut model = Model::default();
    let mut root_ids: Vec<u64> = Vec::new();
    for id in 0..steps as u64 {
        let new = node(&mut heap, id);
        model.edges.insert(id, [None, None]);
        model.addr.insert(id, new.addr());
        // Mostly short-lived: only some become roots or get linked.
        if random.below(4) == 0 || root_ids.is_empty() {
            roots.hold(new.as_value());
            root_ids.push(id);
        } else {
            let from = root_ids[random.below(root_ids.len())];
            let side = random.below(2);
            let old = model.edges[&from][side];
            let parent = model.node(from);
            // Link the new node in front of what was there, sometimes dropping the old part.
            if random.below(3) > 0 {
                new.left.set(old.map(|o| model.node(o).as_value()));
                model.edges.get_mut(&id).expect("just inserted")[0] = old;
            }
            [&parent.left, &parent.right][side].set(Some(new.as_value()));
            model.edges.get_mut(&from).expect("a root")[side] = Some(id);
        }
        if root_ids.len() > 200 {
            let drop = random.below(root_ids.len());
            root_ids.swap_remove(drop);
            roots.values.borrow_mut().swap_remove(drop);
        }
        // Garbage of assorted sizes, filled so that reuse without zeroing would show.
        let size = 16 + random.below(3000);
        let junk = ByteArray::new(&mut heap, size).expect("room");
        assert!(junk.bytes().iter().all(|b| b.get() == 0), "memory is zeroed");
        junk.bytes().iter().for_each(|b| b.set(0xff));
        if id % 1000 == 999 {
            heap.verify().expect("a sound heap");
            let live = model.reachable(&root_ids);
            live.iter().for_each(|&id| model.check(id));
            model.edges.retain(|id, _| live.contains(id));
        }
    }
    assert!(heap.stats().collections > 2);
}

#[test]
fn random_graphs_survive_exactly_as_reachable() {
    for seed in 1..5 {
        random_graph(seed * 7919, 30_000, 0);
    }
}

#[test]
fn random_graphs_survive_under_stress() {
    random_graph(99, 3_000, 7);
    random_graph(77, 1_000, 1);
}

#[test]
fn garbage_goes_and_what_is_held_stays() {
    let (mut heap, roots) = heap();
    in_dead_frame(|| {
        for i in 0..1000 {
            let kept = node(&mut heap, i);
            kept.left.set(Some(node(&mut heap, i + 10_000).as_value()));
            node(&mut heap, 99);
            roots.hold(kept.as_value());
        }
    });
    heap.verify().expect("sound");
    let live = heap.stats().live_objects;
    assert!((2000..2040).contains(&live), "{live} objects alive");
    for i in 0..1000 {
        let left = roots.node(i).left.get().and_then(|v| v.cast::<Node>()).expect("kept");
        assert_eq!((roots.node(i).id.get(), left.id.get()), (i as u64, i as u64 + 10_000));
    }
}

#[test]
fn cycles_die() {
    let (mut heap, _roots) = heap();
    in_dead_frame(|| {
        for i in 0..1000 {
            let (a, b) = (node(&mut heap, i), node(&mut heap, i));
            a.left.set(Some(b.as_value()));
            b.left.set(Some(a.as_value()));
        }
    });
    heap.collect();
    assert!(heap.stats().live_objects < 40, "{}", heap.stats().live_objects);
}

#[test]
fn a_very_deep_list_and_a_very_wide_array_are_marked() {
    let (mut heap, roots) = heap();
    let mut last = None;
    for i in 0..1_000_000 {
        let new = node(&mut heap, i);
        new.left.set(last);
        last = Some(new.as_value());
    }
    roots.hold(last.take().expect("a list"));
    let wide = ValueArray::new(&mut heap, 300_000).expect("room");
    roots.hold(wide.as_value());
    for i in 0..300_000 {
        wide.set(i, Some(node(&mut heap, i as u64).as_value()));
    }
    heap.collect();
    assert!(heap.stats().live_objects >= 1_300_001);
    let mut at = Some(roots.node(0));
    for i in (0..1_000_000).rev() {
        let n = at.expect("the list is whole");
        assert_eq!(n.id.get(), i);
        at = n.left.get().and_then(|v| v.cast());
    }
    assert!(
        (0..300_000)
            .all(|i| wide.get(i).and_then(|v| v.cast::<Node>()).map(|n| n.id.get())
                == Some(i as u64))
    );
}

#[test]
fn native_frames_pin_objects_also_through_interior_pointers() {
    let (mut heap, _roots) = heap();
    let held = node(&mut heap, 41);
    let array = ValueArray::new(&mut heap, 5000).expect("room");
    array.set(4000, Some(node(&mut heap, 42).as_value()));
    let inside: *const Option<Value> = array.slots()[3999].as_ptr();
    let array = array.addr();
    for _ in 0..3 {
        heap.collect();
        for _ in 0..200_000 {
            node(&mut heap, 0);
        }
    }
    assert_eq!(held.id.get(), 41);
    // SAFETY: slot 4000 is the next one, of the array that `inside` keeps alive.
    let value = unsafe { *std::hint::black_box(inside).add(1) };
    assert_eq!(value.and_then(|v| v.cast::<Node>()).map(|n| n.id.get()), Some(42));
    assert!((inside as usize) > array);
}

#[test]
fn the_instance_part_is_traced_by_the_owner() {
    let (mut heap, roots) = heap();
    in_dead_frame(|| {
        let instance = node(&mut heap, 1);
        instance.hdr.shape.set(INSTANCE_SHAPE);
        instance.hdr.flags.set(INSTANCE_PART);
        roots.hold(instance.as_value());
        roots.class.set(Some(node(&mut heap, 7).as_value()));
    });
    heap.verify().expect("sound");
    let class = roots.class.get().and_then(|v| v.cast::<Node>()).expect("alive");
    assert_eq!(class.id.get(), 7);
}

#[test]
fn a_vector_on_the_stack_holds_its_values() {
    let (mut heap, _roots) = heap_with(HeapConfig { stress: 3, ..Default::default() });
    let mut vec = GcVec::new();
    for i in 0..2000 {
        let value = node(&mut heap, i).as_value();
        vec.push(&mut heap, value).expect("room");
    }
    vec.insert(&mut heap, 5, Value::NONE).expect("room");
    assert_eq!(vec.remove(5), Value::NONE);
    assert_eq!(vec.pop().and_then(|v| v.cast::<Node>()).map(|n| n.id.get()), Some(1999));
    for (i, value) in vec.into_iter().enumerate() {
        assert_eq!(value.cast::<Node>().map(|n| n.id.get()), Some(i as u64));
    }
    vec.truncate(10);
    assert_eq!(vec.len(), 10);
}
