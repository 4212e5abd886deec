//! Tests of the heap: a small object type, and a root set that holds what a test wants alive.

mod graph;
mod limits;
mod measure;
mod permanent;
mod stopping;
mod weak_and_finalizers;

use super::*;
use std::cell::Cell;
use std::cell::RefCell;

const NODE: LayoutId = LayoutId(90);
const NODE_SHAPE: ShapeId = ShapeId(900);
const INSTANCE_SHAPE: ShapeId = ShapeId(2000);

/// An object with two pointers and a number.
#[repr(C)]
struct Node {
    hdr: Header,
    id: Cell<u64>,
    left: Field<Option<Value>>,
    right: Field<Option<Value>>,
}

// SAFETY: `repr(C)`, begins with a header, the layout is its own.
unsafe impl HeapObject for Node {
    const LAYOUT: LayoutId = NODE;
}

impl Trace for Node {
    fn trace(&self, m: &mut Marker) {
        self.left.trace(m);
        self.right.trace(m);
    }
}

impl Node {
    fn new(id: u64) -> Node {
        let hdr = Header::new(NODE_SHAPE, NODE);
        Node { hdr, id: Cell::new(id), left: Field::new(None), right: Field::new(None) }
    }
}

/// Roots held by a test.
#[derive(Default)]
struct TestRoots {
    values: RefCell<Vec<Value>>,
    /// Stands for the class of objects with a dynamic shape.
    class: Cell<Option<Value>>,
    cycles: Cell<usize>,
    /// After so many questions whether the program is about to be stopped it is.
    patience: Cell<Option<u32>>,
}

impl RootSet for TestRoots {
    fn trace_roots(&self, m: &mut Marker) {
        m.mark_values(&self.values.borrow());
    }
    fn trace_instance(&self, object: &Header, m: &mut Marker) {
        assert_eq!(object.shape.get(), INSTANCE_SHAPE);
        m.mark_option(self.class.get());
    }
    fn is_stopping(&self) -> bool {
        let left = self.patience.get();
        self.patience.set(left.map(|left| left.saturating_sub(1)));
        left == Some(0)
    }
    fn after_collect(&self, _: bool) {
        self.cycles.set(self.cycles.get() + 1);
    }
}

impl TestRoots {
    fn hold(&self, value: Value) {
        self.values.borrow_mut().push(value);
    }
    fn node(&self, i: usize) -> Gc<Node> {
        self.values.borrow()[i].cast().expect("a node")
    }
}

fn heap_with(config: HeapConfig) -> (Heap, Box<TestRoots>) {
    let mut heap = Heap::new(config).expect("address space");
    heap.register_layout(NODE, LayoutOps::of::<Node>("node"));
    let roots = Box::new(TestRoots::default());
    let all: &dyn RootSet = &*roots;
    // SAFETY: tests keep the box as long as the heap.
    unsafe { heap.set_roots(NonNull::from(all)) };
    (heap, roots)
}

fn heap() -> (Heap, Box<TestRoots>) {
    heap_with(HeapConfig::default())
}

fn node(heap: &mut Heap, id: u64) -> Gc<Node> {
    heap.alloc_object(Node::new(id)).expect("room")
}

/// Runs `f` far down the stack and overwrites what it used, so that nothing it left there pins
/// objects.
#[inline(never)]
fn in_dead_frame<R>(f: impl FnOnce() -> R) -> R {
    #[inline(never)]
    fn innermost<R>(f: impl FnOnce() -> R) -> R {
        f()
    }
    #[inline(never)]
    fn run<R>(f: impl FnOnce() -> R) -> R {
        let room = std::hint::black_box([0u8; 4 << 10]);
        let r = innermost(f);
        std::hint::black_box(&room);
        r
    }
    #[inline(never)]
    fn wipe() {
        let mut words = [0usize; 8 << 10];
        for word in &mut words {
            // SAFETY: a word of the array.
            unsafe { std::ptr::from_mut(word).write_volatile(0) };
        }
        std::hint::black_box(&words);
    }
    let r = run(f);
    wipe();
    r
}
