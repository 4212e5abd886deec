//! Weak references, `__del__`, native finalizers.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const WEAK: LayoutId = LayoutId(91);
const OWNER: LayoutId = LayoutId(92);

// SAFETY: `WeakHead` is `repr(C)` and begins with a header; only these tests use the layout.
unsafe impl HeapObject for WeakHead {
    const LAYOUT: LayoutId = WEAK;
}
// SAFETY: it is one.
unsafe impl WeakObject for WeakHead {}

impl Trace for WeakHead {
    fn trace(&self, m: &mut Marker) {
        self.callback.trace(m);
    }
}

/// Something with a resource, here a counter to be lowered.
#[repr(C)]
struct Owner {
    hdr: Header,
    open: *const AtomicUsize,
}
// SAFETY: `repr(C)`, begins with a header, the layout is its own.
unsafe impl HeapObject for Owner {
    const LAYOUT: LayoutId = OWNER;
}
impl Finalize for Owner {
    fn finalize(&self) {
        // SAFETY: the tests' counters are statics.
        unsafe { &*self.open }.fetch_sub(1, Ordering::Relaxed);
    }
}

fn weak_to(heap: &mut Heap, target: Value, callback: Option<Value>) -> Gc<WeakHead> {
    let hdr = Header::new(ShapeId(901), WEAK);
    let head = WeakHead { hdr, target: Cell::new(Some(target)), callback: Field::new(callback) };
    let weak = heap.alloc_object(head).expect("room");
    heap.register_weak(target, weak);
    weak
}

fn weak_heap() -> (Heap, Box<TestRoots>) {
    let (mut heap, roots) = heap();
    heap.register_layout(WEAK, LayoutOps::of::<WeakHead>("weak"));
    heap.register_layout(OWNER, LayoutOps::leaf::<Owner>("owner").finalized::<Owner>());
    (heap, roots)
}

#[test]
fn weak_references_clear_when_the_target_dies() {
    let (mut heap, roots) = weak_heap();
    in_dead_frame(|| {
        let (dead, live) = (node(&mut heap, 1).as_value(), node(&mut heap, 2).as_value());
        roots.hold(live);
        for (target, callback) in
            [(dead, Some(Value::TRUE)), (dead, None), (live, Some(Value::TRUE))]
        {
            let weak = weak_to(&mut heap, target, callback);
            roots.hold(weak.as_value());
        }
        // A dead weak reference gets no callback.
        weak_to(&mut heap, dead, Some(Value::TRUE));
        assert_eq!(heap.weak_of(dead, 2).map(|v| v.has_shape(ShapeId(901))), Some(true));
    });
    heap.collect();
    let weak = |i: usize| roots.values.borrow()[i].cast::<WeakHead>().expect("a weak reference");
    assert!(weak(1).target.get().is_none() && weak(2).target.get().is_none());
    assert_eq!(weak(3).target.get(), Some(roots.values.borrow()[0]));
    assert!(heap.has_pending());
    assert_eq!(heap.take_cleared_weak(), Some(weak(1).as_value()));
    assert_eq!(heap.take_cleared_weak(), None);
    heap.clear_weak_of(roots.values.borrow()[0]);
    assert_eq!(heap.take_cleared_weak(), Some(weak(3).as_value()));
    assert_eq!(heap.weak_of(roots.values.borrow()[0], 0), None);
    heap.verify().expect("sound");
}

#[test]
fn callbacks_of_an_object_come_newest_first_and_objects_in_the_order_they_got_them() {
    let (mut heap, roots) = weak_heap();
    in_dead_frame(|| {
        let targets = [3, 1, 2].map(|id| node(&mut heap, id).as_value());
        // Older objects that are referred to later come later.
        for target in [targets[2], targets[0], targets[2], targets[1]] {
            let weak = weak_to(&mut heap, target, Some(Value::TRUE));
            roots.hold(weak.as_value());
        }
    });
    heap.collect();
    let held = roots.values.borrow().clone();
    for i in [2, 0, 1, 3] {
        assert_eq!(heap.take_cleared_weak(), Some(held[i]), "callback {i}");
    }
    assert_eq!(heap.take_cleared_weak(), None);
}

#[test]
fn finalizers_run_once_with_everything_they_reach() {
    let (mut heap, roots) = weak_heap();
    in_dead_frame(|| {
        let (outer, inner) = (node(&mut heap, 1), node(&mut heap, 2));
        outer.left.set(Some(inner.as_value()));
        inner.left.set(Some(node(&mut heap, 3).as_value()));
        // The inner one is registered first, but the outer one refers to it.
        heap.register_finalizable(inner.as_value());
        heap.register_finalizable(outer.as_value());
        heap.register_finalizable(outer.as_value());
        let weak = weak_to(&mut heap, outer.as_value(), None);
        roots.hold(weak.as_value());
    });
    let weak = || roots.values.borrow()[0].cast::<WeakHead>().expect("a weak reference");
    heap.collect();
    assert!(weak().target.get().is_some(), "alive until __del__ has run");
    in_dead_frame(|| {
        let mut order = Vec::new();
        while let Some(object) = heap.take_pending_finalizer() {
            let n = object.cast::<Node>().expect("a node");
            order.push(n.id.get());
            assert!(n.left.get().is_some_and(|v| v.has_shape(NODE_SHAPE)));
        }
        assert_eq!(order, [1, 2]);
    });
    heap.verify().expect("sound");
    assert!(weak().target.get().is_none());
    assert_eq!(heap.take_pending_finalizer(), None, "each runs once");
    assert_eq!(heap.stats().finalized, 2);
}

#[test]
fn a_cycle_of_finalizers_runs() {
    let (mut heap, _roots) = weak_heap();
    in_dead_frame(|| {
        let (a, b) = (node(&mut heap, 1), node(&mut heap, 2));
        a.left.set(Some(b.as_value()));
        b.left.set(Some(a.as_value()));
        heap.register_finalizable(a.as_value());
        heap.register_finalizable(b.as_value());
    });
    heap.collect();
    assert!(heap.take_pending_finalizer().is_some() && heap.take_pending_finalizer().is_some());
}

#[test]
fn what_is_forgotten_is_not_queued() {
    let (mut heap, roots) = weak_heap();
    let held = node(&mut heap, 1).as_value();
    roots.hold(held);
    in_dead_frame(|| {
        let dead = node(&mut heap, 2).as_value();
        for object in [held, dead] {
            heap.register_finalizable(object);
            heap.forget_finalizable(object);
        }
    });
    heap.collect();
    assert_eq!(heap.take_pending_finalizer(), None);
    assert_eq!(heap.finalizable(), []);
    heap.queue_all_finalizers(|_| false);
    assert_eq!(heap.take_pending_finalizer(), None);
}

#[test]
fn exit_queues_all_finalizers() {
    let (mut heap, roots) = weak_heap();
    let (inner, outer) = (node(&mut heap, 1).as_value(), node(&mut heap, 2).as_value());
    for object in [inner, outer] {
        roots.hold(object);
        heap.register_finalizable(object);
    }
    assert_eq!(heap.finalizable(), [inner, outer]);
    heap.queue_all_finalizers(|object| object == inner.bits());
    assert_eq!(heap.take_pending_finalizer(), Some(outer));
    assert_eq!(heap.take_pending_finalizer(), Some(inner));
}

#[test]
fn native_finalizers_run_at_death_and_at_the_end_of_the_heap() {
    static OPEN: AtomicUsize = AtomicUsize::new(0);
    let owner = |heap: &mut Heap| {
        OPEN.fetch_add(1, Ordering::Relaxed);
        let hdr = Header::new(ShapeId(902), OWNER);
        let owner = heap.alloc_object(Owner { hdr, open: &OPEN }).expect("room");
        heap.track_native(owner);
        owner
    };
    let (mut heap, roots) = weak_heap();
    in_dead_frame(|| {
        for _ in 0..100 {
            owner(&mut heap);
        }
        roots.hold(owner(&mut heap).as_value());
    });
    assert_eq!(OPEN.load(Ordering::Relaxed), 101);
    heap.collect();
    assert!((1..5).contains(&OPEN.load(Ordering::Relaxed)));
    drop(heap);
    assert_eq!(OPEN.load(Ordering::Relaxed), 0);
}
