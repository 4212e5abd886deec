//! Threads of Python: each has a native stack of its own, and all run in turns on one thread of the system.
//!
//! So the collector, `&mut Ctx` and machine code stay what they are, and a plan decides everything. A thread gives
//! up its turn at the eval breaker when its slice is over, and wherever it waits (`wait.rs`). What belongs to a
//! thread and not to the context is saved when another one goes on (`Saved`, and the VM's part behind
//! [`ThreadState`]).
//!
//! `schedule.rs` says who goes on, `coroutine.rs` goes there. The thread that the context was made on is the
//! hub: native stacks are left to it and entered from it.

mod coroutine;
mod imports;
mod life;
mod schedule;
mod slice;
mod wait;

pub use wait::{Wait, Woken};

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::ExceptionObj;
use crate::heap::{Gc, Marker};
use crate::stdlib::asyncio::Running;
use crate::stdlib::contexts::ContextObj;
use crate::stdlib::decimal::DecimalContextObj;
use crate::types::dict::DictObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use coroutine::{Native, NativeStack, Turn};
use slice::Slices;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::time::Instant;
use wait::Waiting;

/// The number of a thread: `threading.get_ident()`. Numbers are not used again.
pub type ThreadId = u64;

/// The thread that the context was made on.
pub const HUB: ThreadId = 1;

/// What the layer above keeps for each thread.
pub trait ThreadState {
    /// Takes what belongs to the running thread out of the context.
    fn save(&self, cx: &Ctx);
    /// Puts it back.
    fn load(&self, cx: &Ctx);
    /// Marks what a thread that is not running holds.
    fn trace(&self, m: &mut Marker);
    /// The thread has ended: another one may begin with this.
    fn reset(&self);
    /// The innermost frame as `sys._getframe` gives it, of a thread that is not running.
    fn frame(&self, cx: &mut Ctx) -> PyResult<Option<Value>>;
}

/// What a thread is to do.
#[derive(Copy, Clone)]
pub struct Entry {
    /// The function.
    pub function: Value,
    /// Positional arguments.
    pub args: Gc<TupleObj>,
    /// Keyword arguments.
    pub kwargs: Option<Gc<DictObj>>,
}

/// The runtime's part of a thread that is not running.
#[derive(Default)]
struct Saved {
    /// The lowest word of its native stack that may hold a pointer, and the word behind the highest.
    native: (usize, usize),
    stack_limit: usize,
    exception: Option<Gc<ExceptionObj>>,
    dropped: Option<Gc<ExceptionObj>>,
    repr_stack: Vec<u64>,
    decimal_context: Option<Gc<DecimalContextObj>>,
    /// The current context of `_contextvars`.
    context: Option<Gc<ContextObj>>,
    /// The event loop that it runs.
    asyncio: Running,
}

struct Thread {
    saved: Saved,
    state: Rc<dyn ThreadState>,
    /// None for the hub, whose stack is the system's.
    native: Option<Native>,
    /// The way back to the hub, once the thread has begun.
    turn: Option<Turn>,
    /// Until it has begun.
    entry: Option<Entry>,
    handle: Option<Value>,
    /// Not waited for when the program ends.
    is_daemon: bool,
    waiting: Option<Waiting>,
    woken: Woken,
    /// Weak references to objects of `_local` that have values of this thread.
    locals: Vec<Value>,
}

/// All threads of a context.
pub struct Threads {
    all: BTreeMap<ThreadId, Box<Thread>>,
    current: ThreadId,
    main: ThreadId,
    last: ThreadId,
    /// How many run or wait, the main thread among them.
    alive: usize,
    /// Who may go on, in this order.
    ready: VecDeque<ThreadId>,
    /// Who waits for what is known by a number, in the order of their coming.
    keyed: HashMap<usize, VecDeque<ThreadId>>,
    /// Who waits until when.
    timed: BTreeSet<(Instant, ThreadId)>,
    /// Who waits for descriptors.
    polled: Vec<ThreadId>,
    /// When descriptors were last looked at.
    looked: Option<Instant>,
    /// Bits of the eval breaker that only the main thread acts on.
    for_main: u32,
    /// Native stacks and states of threads that have ended.
    spare: Vec<(NativeStack, Rc<dyn ThreadState>)>,
    /// Bytes of native stack that a new thread gets; 0 for as many as the main thread has.
    pub stack_size: usize,
    /// Bytes of native stack that the main thread has.
    main_stack: usize,
    /// When turns end.
    pub slices: Slices,
    /// The program has ended: nobody else goes on any more.
    is_closed: bool,
    /// A panic of a thread, on its way to the hub.
    panic: Option<Box<dyn std::any::Any + Send>>,
    /// Modules that are being loaded, by number, and by whom.
    importing: Vec<(usize, ThreadId)>,
    /// Who waits for whose loading to end.
    import_waits: Vec<(ThreadId, usize)>,
}

impl Threads {
    pub(crate) fn new(main_stack: usize) -> Threads {
        Threads {
            all: BTreeMap::new(),
            current: HUB,
            main: HUB,
            last: HUB,
            alive: 1,
            ready: VecDeque::new(),
            keyed: HashMap::new(),
            timed: BTreeSet::new(),
            polled: Vec::new(),
            looked: None,
            for_main: 0,
            spare: Vec::new(),
            stack_size: 0,
            main_stack,
            slices: Slices::default(),
            is_closed: false,
            panic: None,
            importing: Vec::new(),
            import_waits: Vec::new(),
        }
    }

    /// The running thread.
    pub fn current(&self) -> ThreadId {
        self.current
    }

    /// The main thread, which handles signals.
    pub fn main(&self) -> ThreadId {
        self.main
    }

    /// Whether the running thread is the main thread.
    pub fn is_main(&self) -> bool {
        self.current == self.main
    }

    /// Whether there is no other thread.
    pub fn is_alone(&self) -> bool {
        self.alive < 2
    }

    /// How many threads there are besides the main thread.
    pub fn others(&self) -> usize {
        self.alive - 1
    }

    /// The threads that are not the running one.
    pub fn waiting(&self) -> Vec<ThreadId> {
        self.all.keys().copied().filter(|&id| id != self.current).collect()
    }

    /// Whether the program has ended.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The task that a thread which is not running has in an event loop.
    pub(crate) fn task_of_loop(&self, event_loop: Value) -> Option<Value> {
        let mut others = self.all.values().map(|thread| thread.saved.asyncio);
        let runs = |other: &Running| other.event_loop.is_some_and(|own| own.is(event_loop));
        others.find(runs)?.task
    }

    /// Marks what threads hold that do not run now.
    pub(crate) fn trace(&self, m: &mut Marker) {
        for (&id, thread) in &self.all {
            thread.trace(m, id == self.current);
        }
    }

    fn thread(&mut self, id: ThreadId) -> Option<&mut Thread> {
        self.all.get_mut(&id).map(|thread| &mut **thread)
    }

    /// The thread that runs; there is an entry for it once there are two.
    fn running(&mut self) -> Option<&mut Thread> {
        self.thread(self.current)
    }
}

impl Thread {
    fn trace(&self, m: &mut Marker, is_running: bool) {
        m.mark_option(self.handle);
        self.locals.iter().for_each(|&weak| m.mark_value(weak));
        if let Some(entry) = &self.entry {
            m.mark_value(entry.function);
            m.mark_value(entry.args.into());
            m.mark_option(entry.kwargs.map(Value::from));
        }
        if is_running {
            return;
        }
        let saved = &self.saved;
        m.mark_option(saved.exception.map(Value::from));
        m.mark_option(saved.dropped.map(Value::from));
        m.mark_option(saved.decimal_context.map(Value::from));
        m.mark_option(saved.context.map(Value::from));
        saved.asyncio.trace(m);
        coroutine::mark(saved.native, m);
        self.state.trace(m);
    }
}
