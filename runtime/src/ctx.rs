//! `Ctx`: everything that one VM instance owns on the runtime's side.
//!
//! Every operation takes `cx: &mut Ctx`. What lives here: the collector, the shape and type tables,
//! interned strings, the exception in flight, and the hooks through which the runtime calls back
//! into Python. What does not: frames and bytecode (`taipan-vm` keeps its state behind `Ctx::vm`).

use crate::exceptions::{Exc, ExceptionObj};
use crate::heap::{
    ByteArray, Gc, GcAlloc, Header, Heap, HeapConfig, HeapObject, Marker, RootSet, ShapeId,
    ValueArray,
};
use crate::limits::Meter;
use crate::names::Names;
use crate::object::dict_templates::DictTemplates;
use crate::object::instance::trace_instance_part;
use crate::object::native::Args;
use crate::object::shape::{FIRST_DYNAMIC, Shapes};
use crate::object::type_id::{TypeDecl, TypeId};
use crate::object::type_obj::TypeObj;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::{TupleHashes, TupleObj};
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::marker::PhantomPinned;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Proof that the context holds an exception in flight.
#[derive(Debug)]
pub struct Raised(());

/// The result of anything that may raise.
pub type PyResult<T> = Result<T, Raised>;

/// Returns early with a new exception: `raise!(cx, TypeError, "must be str, not {}", name)`.
#[macro_export]
macro_rules! raise {
    ($cx:expr, $exc:ident, $($message:tt)+) => {
        return Err($cx.raise($crate::exceptions::Exc::$exc, format!($($message)+)))
    };
}

/// Bits of the eval breaker: why compiled and interpreted code must leave its loop for a moment.
pub mod breaker {
    /// A signal arrived.
    pub const SIGNAL: u32 = 1;
    /// Finalizers wait to be run.
    pub const FINALIZERS: u32 = 1 << 1;
    /// The JIT has finished code to install.
    pub const TIER: u32 = 1 << 2;
    /// A limit (fuel, time) was reached.
    pub const LIMIT: u32 = 1 << 3;
    /// Fuel is counted: set as long as it is, and no reason to leave while there is some.
    pub const FUEL: u32 = 1 << 4;
    /// What also code that may not run finalizers lets through.
    pub const URGENT: u32 = SIGNAL | LIMIT | DROPPED;
    /// Native code dropped the exception of a signal or limit.
    pub const DROPPED: u32 = 1 << 5;
    /// The slice of the running thread is over.
    pub const SWITCH: u32 = 1 << 6;
    /// The VM watches what runs: set as long as it does, so that all code goes on where that is seen.
    pub const MONITOR: u32 = 1 << 7;

    use std::cell::RefCell;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    thread_local! {
        static SPARE: RefCell<Option<Arc<AtomicU32>>> = const { RefCell::new(None) };
    }

    /// A breaker, where the last one of this thread was if that is wanted.
    pub(super) fn new(same_place: bool) -> Arc<AtomicU32> {
        let spare = SPARE.with_borrow_mut(|spare| spare.take_if(|_| same_place));
        spare.unwrap_or_default()
    }

    /// Keeps a breaker for the next context, unless something else still sets it.
    pub(super) fn keep(breaker: &Arc<AtomicU32>) {
        if Arc::strong_count(breaker) == 1 {
            breaker.store(0, Ordering::Relaxed);
            // A thread that ends has no use for it.
            let _ = SPARE.try_with(|spare| spare.replace(Some(Arc::clone(breaker))));
        }
    }
}

/// A change of what versions tell of. Told only where a cache may hold the version.
pub enum Change {
    /// The keys of a dict.
    Keys {
        /// The dict.
        dict: Gc<DictObj>,
        /// The key that came or went, if it is one.
        key: Option<Value>,
        /// `add`, `delete` or `clear`.
        how: &'static str,
    },
    /// A class.
    Class {
        /// The class.
        class: Gc<TypeObj>,
        /// The attribute that was set or deleted.
        name: String,
        /// `set` or `delete`.
        how: &'static str,
    },
}

/// How the runtime reaches the layer above. The defaults do nothing useful and are replaced by the VM.
#[derive(Copy, Clone)]
pub struct Hooks {
    /// Native code that was called with these arguments is about to collect all that is dead: words of the running
    /// frame that lie above them go.
    pub forget_dead: fn(&Ctx, &[Value]),
    /// Handles the eval breaker: runs signal handlers and finalizers.
    pub pending: fn(&mut Ctx) -> PyResult<()>,
    /// Marks what the VM holds.
    pub trace: fn(&Ctx, &mut Marker),
    /// Adds the running frames to an exception that is being raised by native code (the exception,
    /// without a traceback so far); also the handled exception for `__context__`.
    pub handled_exception: fn(&Ctx) -> Option<Value>,
    /// `__import__(name)` for native code.
    pub import: fn(&mut Ctx, &str) -> PyResult<Value>,
    /// The globals of the code that runs, for `__module__` of new classes.
    pub current_globals: fn(&Ctx) -> Option<Gc<DictObj>>,
    /// Byte offset and line of the instruction that a code unit of a frame belongs to.
    pub place: fn(Value, i64) -> (i64, i64),
    /// Sets a cell (`__classcell__`); false if it is none.
    pub set_cell: fn(&mut Ctx, Value, Value) -> bool,
    /// Class and first argument for `super()` in the running frame.
    pub zero_arg_super: fn(&mut Ctx) -> PyResult<(Value, Value)>,
    /// The context ends: frees what `Ctx::vm` points to. No Python code runs afterwards.
    pub end: fn(&mut Ctx),
    /// Something changed; `None` while nobody wants to know.
    pub changed: Option<fn(&mut Ctx, Change)>,
    /// What belongs to a thread above the runtime: of the running one, or of a new one (`true`); `None` without
    /// memory.
    pub new_thread: fn(&mut Ctx, bool) -> Option<std::rc::Rc<dyn crate::threads::ThreadState>>,
    /// Forks by the function given, and makes what the child would share its own; what the function returns.
    pub around_fork: fn(&mut Ctx, fork: fn() -> std::io::Result<i32>) -> std::io::Result<i32>,
    /// The process is about to end, or to become another program, without further ado.
    pub ending: fn(&mut Ctx),
}

impl Hooks {
    const NONE: Hooks = Hooks {
        forget_dead: |_, _| {},
        pending: |_| Ok(()),
        trace: |_, _| {},
        handled_exception: |_| None,
        import: |cx, name| Err(cx.raise(Exc::ImportError, format!("no import system for '{name}'"))),
        current_globals: |_| None,
        place: |_, unit| (unit, -1),
        set_cell: |_, _, _| false,
        zero_arg_super: |cx| Err(cx.raise(Exc::RuntimeError, "super(): no current frame")),
        end: |_| {},
        changed: None,
        new_thread: |_, _| None,
        around_fork: |_, fork| fork(),
        ending: |_| {},
    };
}

/// Objects of which there is one, made when first needed.
#[derive(Default)]
pub struct Singletons {
    /// `()`.
    pub empty_tuple: Cell<Option<Gc<TupleObj>>>,
    /// `''`.
    pub empty_str: Cell<Option<Gc<StrObj>>>,
    /// The 256 strings of one Latin-1 character.
    pub latin1: Vec<Cell<Option<Gc<StrObj>>>>,
    /// `b''`.
    pub empty_bytes: Cell<Option<Value>>,
    /// The 256 `bytes` of length one.
    pub one_byte: Vec<Cell<Option<Value>>>,
    /// `frozenset()`.
    pub empty_frozenset: Cell<Option<Value>>,
    /// Raised when there is no memory to make an exception.
    pub memory_error: Cell<Option<Gc<ExceptionObj>>>,
}

/// One entry of the method cache.
#[derive(Copy, Clone, Default)]
struct CachedLookup {
    version: u64,
    name: usize,
    value: Option<Value>,
}

const LOOKUP_CACHE: usize = 4096;
/// Interned strings that there is room for before a program runs: there are about as many.
const NAMES_AT_START: usize = 1792;
/// Bytes of native stack that machine code leaves to what it calls.
const MACHINE_ROOM: usize = 256 << 10;

/// How a VM is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The collector's limits and stress modes.
    pub heap: HeapConfig,
    /// Seed of string hashes; `None` = random (as `PYTHONHASHSEED` unset).
    pub hash_seed: Option<u64>,
    /// Bytes of native stack that Python code may use before `RecursionError`.
    pub native_stack: usize,
    /// 1 compiles without `assert`, 2 also without docstrings.
    pub optimize: u8,
    /// What `sys.flags` shows of the command line.
    pub flags: SysFlags,
    /// `sys.get_int_max_str_digits()` at start.
    pub int_max_str_digits: usize,
}

/// How often (or whether) the options of the command line were given that `sys.flags` shows.
#[derive(Copy, Clone, Default, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct SysFlags {
    pub debug: u8,
    pub inspect: bool,
    pub interactive: bool,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub isolated: bool,
    pub safe_path: bool,
    pub dev_mode: bool,
    /// Hashes of strings are the same in each process (`PYTHONHASHSEED=0`).
    pub fixed_hashes: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            heap: HeapConfig::default(),
            hash_seed: None,
            native_stack: 6 << 20,
            optimize: 0,
            flags: SysFlags::default(),
            int_max_str_digits: 4300,
        }
    }
}

/// One VM instance.
#[repr(C)]
pub struct Ctx {
    /// The collector; first, so that machine code reaches its allocation pointers.
    pub heap: Box<Heap>,
    /// The exception in flight; present exactly while a `Raised` is alive.
    pub(crate) exception: Option<Gc<ExceptionObj>>,
    /// See [`Ctx::clear_exception`].
    pub(crate) dropped: Option<Gc<ExceptionObj>>,
    /// The lowest address the native stack may reach.
    pub stack_limit: usize,
    /// The lowest address at which machine code may call machine code.
    pub machine_stack_limit: usize,
    /// Reasons to leave a loop; see [`breaker`]. Shared with signal handlers and other threads.
    pub eval_breaker: Arc<AtomicU32>,
    /// State of the layer above; the VM's.
    pub vm: Option<NonNull<u8>>,
    /// The shape table.
    pub shapes: Shapes,
    /// Pre-interned names.
    pub names: Names,
    /// The way up.
    pub hooks: Hooks,
    /// One-of-a-kind objects.
    pub singletons: Singletons,
    /// Keys of the string hash.
    pub hash_keys: (u64, u64),
    /// `sys.modules`.
    pub modules: Cell<Option<Gc<DictObj>>>,
    types: Vec<Option<Gc<TypeObj>>>,
    decls: Vec<Option<&'static TypeDecl>>,
    exception_types: Vec<Option<Gc<TypeObj>>>,
    interned: hashbrown::HashTable<Gc<StrObj>>,
    /// Those of them that are not permanent objects: what a collection marks.
    interned_roots: Vec<Gc<StrObj>>,
    /// What instances' dicts are copied from.
    pub(crate) dict_templates: DictTemplates,
    /// Hashes of tuples that were hashed lately.
    pub tuple_hashes: TupleHashes,
    lookups: Box<[CachedLookup]>,
    next_version: u64,
    /// Objects that native modules keep, by a name of their own.
    kept: FxHashMap<&'static str, Value>,
    /// `repr` calls in progress, to cut recursion.
    pub repr_stack: Vec<u64>,
    /// The buffer types of modules; see `ops/buffer.rs`.
    pub buffer_sources: Vec<crate::ops::buffer::RegisteredSource>,
    /// How often a class was registered with an abstract base class.
    pub abc_registrations: u64,
    /// Formats of `struct` that were laid out.
    pub struct_layouts: crate::stdlib::struct_::Layouts,
    /// Buffers of the matcher of regular expressions.
    pub sre: crate::stdlib::sre::Scratch,
    /// Variables of the process that the program changed.
    pub environment: crate::stdlib::posix::Environment,
    /// What `_pickle` keeps between calls.
    pub pickle: crate::stdlib::pickle::State,
    /// `sys.set_int_max_str_digits`.
    pub int_max_str_digits: usize,
    /// `sys.setrecursionlimit`.
    pub recursion_limit: usize,
    /// Units of fuel left, when it is counted (`breaker::FUEL`).
    pub fuel: i64,
    /// The current context of `contextvars` of the running thread, once somebody has asked for it.
    pub context: Option<Gc<crate::stdlib::contexts::ContextObj>>,
    /// What `_asyncio` knows.
    pub asyncio: crate::stdlib::asyncio::State,
    /// The decimal context of the current `contextvars` context, if it is known.
    pub decimal_context: Option<Gc<crate::stdlib::decimal::DecimalContextObj>>,
    /// The program's limits.
    pub meter: Meter,
    /// The threads of the program.
    pub threads: crate::threads::Threads,
    /// What was written to standard output and standard error, when the host keeps it.
    pub captured: Option<[Vec<u8>; 2]>,
    /// The `optimize` that `compile()` takes when it is not told.
    pub optimize: u8,
    /// What `sys.flags` shows of the command line.
    pub flags: SysFlags,
    /// A collection reads the context through the address that the heap knows, while the code that
    /// allocates holds `&mut Ctx`; `PhantomPinned` keeps that from meaning "unaliased".
    _pin: PhantomPinned,
}

thread_local! {
    /// Where a context was. Machine code names addresses in it, and may serve the next one.
    static SPARE: Cell<Option<Box<MaybeUninit<Ctx>>>> = const { Cell::new(None) };
}

impl Ctx {
    /// Ends a context as dropping it does, and leaves its place to the next one of this thread.
    pub fn end(cx: Box<Ctx>) {
        let cx = Box::into_raw(cx);
        // SAFETY: it was a box, which nothing refers to any more.
        unsafe { cx.drop_in_place() };
        // SAFETY: the memory is that box's, whose content is gone.
        let place = unsafe { Box::from_raw(cx.cast::<MaybeUninit<Ctx>>()) };
        // A thread that ends has no use for it.
        let _ = SPARE.try_with(|spare| spare.set(Some(place)));
    }

    /// A VM with no Python code loaded. It must not move: the collector keeps its address.
    ///
    /// # Errors
    /// `None` when the address space or the heap limit does not allow the first objects.
    pub fn new(config: &Config) -> Option<Box<Ctx>> {
        let mut heap = Box::new(Heap::new(config.heap)?);
        crate::object::register_layouts(&mut heap);
        let seed = config.hash_seed.unwrap_or_else(random_seed);
        let here = 0u8;
        let stack_top = std::ptr::from_ref(&here) as usize;
        let mut cx = SPARE.take().unwrap_or_else(Box::<Ctx>::new_uninit);
        let at = cx.as_mut_ptr();
        // SAFETY: every field is written exactly once before `assume_init`; `names` is written by
        // `Names::new` below from strings made with the other fields, none of which reads `names`.
        unsafe {
            macro_rules! put {
                ($($field:ident: $value:expr,)*) => { $( (&raw mut (*at).$field).write($value); )* };
            }
            put! {
                heap: heap,
                exception: None,
                dropped: None,
                stack_limit: stack_top.saturating_sub(config.native_stack),
                machine_stack_limit: 0,
                eval_breaker: breaker::new(config.heap.same_place),
                vm: None,
                shapes: Shapes::new()?,
                hooks: Hooks::NONE,
                singletons: Singletons {
                    latin1: vec![Cell::new(None); 256],
                    one_byte: vec![Cell::new(None); 256],
                    ..Singletons::default()
                },
                hash_keys: (mixed(seed), mixed(!seed)),
                modules: Cell::new(None),
                types: vec![None; FIRST_DYNAMIC as usize],
                decls: vec![None; FIRST_DYNAMIC as usize],
                exception_types: vec![None; Exc::COUNT],
                interned: hashbrown::HashTable::with_capacity(NAMES_AT_START),
                interned_roots: Vec::new(),
                dict_templates: DictTemplates::default(),
                tuple_hashes: TupleHashes::default(),
                lookups: vec![CachedLookup::default(); LOOKUP_CACHE].into_boxed_slice(),
                next_version: 1,
                kept: FxHashMap::default(),
                repr_stack: Vec::new(),
                buffer_sources: Vec::new(),
                abc_registrations: 0,
                struct_layouts: Default::default(),
                sre: crate::stdlib::sre::Scratch::default(),
                environment: crate::stdlib::posix::Environment::default(),
                pickle: crate::stdlib::pickle::State::default(),
                int_max_str_digits: config.int_max_str_digits,
                recursion_limit: 1000,
                captured: None,
                fuel: 0,
                context: None,
                asyncio: crate::stdlib::asyncio::State::default(),
                decimal_context: None,
                meter: Meter::default(),
                threads: crate::threads::Threads::new(config.native_stack),
                optimize: config.optimize,
                flags: config.flags,
                _pin: PhantomPinned,
            }
            let names = Names::new(&mut *at).ok()?;
            (&raw mut (*at).names).write(names);
        }
        // SAFETY: all fields are initialized above.
        let mut cx = unsafe { cx.assume_init() };
        cx.set_stack_limit(cx.stack_limit);
        let roots: NonNull<dyn RootSet> = NonNull::from(&mut *cx);
        // SAFETY: the context is boxed and owns the heap, so it outlives it in place.
        unsafe { cx.heap.set_roots(roots) };
        cx.register_types(crate::object::type_id::table::RUNTIME_TYPES);
        cx.register_types(crate::exceptions::EXCEPTION_TYPES);
        cx.register_types(crate::stdlib::types::STDLIB_TYPES);
        cx.start().ok()?;
        Some(cx)
    }

    fn start(&mut self) -> PyResult<()> {
        let empty = self.tuple(&[])?;
        self.singletons.empty_tuple.set(Some(empty));
        let modules = self.dict()?;
        self.modules.set(Some(modules));
        let memory_error = self.new_exception(Exc::MemoryError, &[])?;
        self.singletons.memory_error.set(Some(memory_error));
        Ok(())
    }

    /// Adds a table of builtin types, which are made when first asked for.
    pub fn register_types(&mut self, table: &'static [TypeDecl]) {
        for decl in table {
            self.decls[decl.id.0 as usize] = Some(decl);
        }
    }

    // ----- types -----

    /// The builtin type with this number.
    #[inline(always)]
    pub fn ty(&mut self, id: TypeId) -> Gc<TypeObj> {
        match self.types[id.0 as usize] {
            Some(ty) => ty,
            None => self.make_builtin(id),
        }
    }

    /// The declaration of a builtin type; none for classes made by programs.
    pub fn builtin_spec(
        &self,
        ty: Gc<TypeObj>,
    ) -> Option<&'static crate::object::native::TypeSpec> {
        let at = self.types.iter().position(|t| t.is_some_and(|t| t.ptr_eq(ty)))?;
        Some(self.decls[at]?.spec)
    }

    /// The builtin type if it was made already.
    #[inline]
    pub fn ty_if_made(&self, id: TypeId) -> Option<Gc<TypeObj>> {
        self.types[id.0 as usize]
    }

    pub(crate) fn set_ty(&mut self, id: TypeId, ty: Gc<TypeObj>) {
        self.types[id.0 as usize] = Some(ty);
    }

    #[cold]
    #[inline(never)]
    fn make_builtin(&mut self, id: TypeId) -> Gc<TypeObj> {
        let decl = self.decls[id.0 as usize].expect("a type number comes from a registered table");
        self.heap.set_beyond_limit(true);
        let made = crate::object::build::make_builtin(self, decl);
        self.heap.set_beyond_limit(false);
        made.expect("a builtin type is a few hundred bytes, which the limit does not count")
    }

    /// The builtin exception type.
    pub fn exc_ty(&mut self, exc: Exc) -> Gc<TypeObj> {
        match self.exception_types[exc as usize] {
            Some(ty) => ty,
            None => {
                self.heap.set_beyond_limit(true);
                let made = crate::exceptions::make_exception_type(self, exc);
                self.heap.set_beyond_limit(false);
                let ty = made.expect("an exception type is a few hundred bytes");
                self.exception_types[exc as usize] = Some(ty);
                ty
            }
        }
    }

    /// `type(v)`.
    #[inline]
    pub fn type_of(&mut self, v: Value) -> Gc<TypeObj> {
        match v.heap_shape() {
            Some(shape) => match self.shapes.get(shape).class() {
                Some(class) => class,
                None => self.ty(TypeId(shape.0 as u16)),
            },
            None => self.ty(immediate_type(v)),
        }
    }

    /// A number that was never given before; for versions.
    pub fn fresh_version(&mut self) -> u64 {
        let v = self.next_version;
        self.next_version += 1;
        v
    }

    /// The class's version, never 0 for a class that is not volatile.
    pub fn type_version(&mut self, ty: Gc<TypeObj>) -> u64 {
        if ty.version.get() == 0 {
            ty.version.set(self.fresh_version());
        }
        ty.version.get()
    }

    /// Looks a name up in the MRO, without binding; cached by class version.
    #[inline]
    pub fn type_lookup(&mut self, ty: Gc<TypeObj>, name: Gc<StrObj>) -> Option<Value> {
        let version = ty.version.get();
        let slot = (name.addr() >> 4 ^ version as usize) & (LOOKUP_CACHE - 1);
        let hit = &self.lookups[slot];
        if version != 0 && hit.version == version && hit.name == name.addr() {
            return hit.value;
        }
        self.type_lookup_slow(ty, name)
    }

    #[inline(never)]
    fn type_lookup_slow(&mut self, ty: Gc<TypeObj>, name: Gc<StrObj>) -> Option<Value> {
        let name = self.intern_obj(name);
        let value = ty.lookup_uncached(name).map(|(_, v)| v);
        let version = self.type_version(ty);
        let slot = (name.addr() >> 4 ^ version as usize) & (LOOKUP_CACHE - 1);
        self.lookups[slot] = CachedLookup { version, name: name.addr(), value };
        value
    }

    // ----- allocation -----

    /// Zeroed memory for one object, 16-byte aligned.
    #[inline(always)]
    pub fn alloc_raw(&mut self, bytes: usize) -> PyResult<NonNull<u8>> {
        match self.heap.alloc(bytes) {
            Some(at) => Ok(at),
            None => Err(self.raise_memory()),
        }
    }

    /// As `alloc_raw`, for an object of a shape whose objects never point to others.
    #[inline(always)]
    pub fn alloc_raw_leaf(&mut self, bytes: usize) -> PyResult<NonNull<u8>> {
        match self.heap.alloc_leaf(bytes) {
            Some(at) => Ok(at),
            None => Err(self.raise_memory()),
        }
    }

    /// Moves a struct to the heap.
    #[inline(always)]
    pub fn alloc<T: HeapObject>(&mut self, object: T) -> PyResult<Gc<T>> {
        let at = self.alloc_raw(size_of::<T>())?;
        // SAFETY: `alloc_raw` gave `size_of::<T>()` bytes, aligned to 16, that nothing else uses.
        unsafe {
            at.cast::<T>().write(object);
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }

    /// A buffer of absent values.
    #[inline]
    pub fn value_array(&mut self, capacity: usize) -> PyResult<Gc<ValueArray>> {
        match ValueArray::new(&mut self.heap, capacity) {
            Some(a) => Ok(a),
            None => Err(self.raise_memory()),
        }
    }

    /// A buffer of zero bytes.
    pub fn byte_array(&mut self, capacity: usize) -> PyResult<Gc<ByteArray>> {
        match ByteArray::new(&mut self.heap, capacity) {
            Some(a) => Ok(a),
            None => Err(self.raise_memory()),
        }
    }

    // ----- names -----

    /// The interned string of this text.
    pub fn intern(&mut self, text: &str) -> PyResult<Gc<StrObj>> {
        if text.is_ascii() {
            let hash = self.hash_bytes(text.as_bytes()) as u64;
            if let Some(&known) =
                self.interned.find(hash, |k| k.as_ascii_bytes() == Some(text.as_bytes()))
            {
                return Ok(known);
            }
        }
        let s = self.str(text)?;
        Ok(self.intern_obj(s))
    }

    /// The interned string with the text of `s`: itself, if it is the first.
    #[inline]
    pub fn intern_obj(&mut self, s: Gc<StrObj>) -> Gc<StrObj> {
        if s.is_interned() { s } else { self.intern_slow(s) }
    }

    fn intern_slow(&mut self, s: Gc<StrObj>) -> Gc<StrObj> {
        let hash = self.hash_str(s) as u64;
        if let Some(&known) = self.interned.find(hash, |k| k.same_text(s)) {
            return known;
        }
        // Only exact strings may stand in the table: a subclass instance carries attributes.
        if !Value::from(s).has_shape(TypeId::STR.shape()) {
            return match self.str_from_units(s.units()) {
                Ok(copy) => self.intern_slow(copy),
                Err(_) => s,
            };
        }
        s.set_interned();
        if !self.heap.is_permanent(s.into()) {
            self.interned_roots.push(s);
        }
        self.interned.insert_unique(hash, s, |k| k.cached_hash().unwrap_or(0) as u64);
        s
    }

    // ----- objects that modules keep -----

    /// What a module kept under this name.
    pub fn kept(&self, name: &'static str) -> Option<Value> {
        self.kept.get(name).copied()
    }

    /// Keeps a value alive under a name; use `module.purpose`.
    pub fn keep(&mut self, name: &'static str, v: Value) {
        self.kept.insert(name, v);
    }

    // ----- exceptions in flight -----

    /// Puts an exception in flight, with the handled one as its context.
    pub fn raise_object(&mut self, exception: Gc<ExceptionObj>) -> Raised {
        if let Some(handled) = (self.hooks.handled_exception)(self) {
            exception.link_context(handled);
        }
        self.exception = Some(exception);
        Raised(())
    }

    /// Puts an exception in flight as it is (re-raising: the context stays).
    pub fn reraise(&mut self, exception: Gc<ExceptionObj>) -> Raised {
        // It was only put aside.
        self.dropped = self.dropped.filter(|dropped| !dropped.ptr_eq(exception));
        self.exception = Some(exception);
        Raised(())
    }

    /// Raises `exc(message)`.
    #[cold]
    #[inline(never)]
    pub fn raise(&mut self, exc: Exc, message: impl Into<String>) -> Raised {
        let text = match self.str(&message.into()) {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        match self.new_exception(exc, &[text.into()]) {
            Ok(e) => self.raise_object(e),
            Err(raised) => raised,
        }
    }

    /// Raises `exc(*args)`.
    #[cold]
    #[inline(never)]
    pub fn raise_args(&mut self, exc: Exc, args: &[Value]) -> Raised {
        match self.new_exception(exc, args) {
            Ok(e) => self.raise_object(e),
            Err(raised) => raised,
        }
    }

    /// Raises the preallocated `MemoryError`, or what the program is to be stopped by.
    #[cold]
    #[inline(never)]
    pub fn raise_memory(&mut self) -> Raised {
        if let Err(raised) = self.give_way() {
            return raised;
        }
        match self.singletons.memory_error.get() {
            Some(e) => {
                e.reset_for_reuse();
                self.raise_object(e)
            }
            // Only while the VM is being made, whose maker turns it into a failure.
            None => Raised(()),
        }
    }

    /// Takes the exception out of flight.
    pub fn take_exception(&mut self) -> Gc<ExceptionObj> {
        self.exception.take().expect("`Raised` is made only by setting the exception")
    }

    /// The exception in flight, if any.
    pub fn exception_in_flight(&self) -> Option<Gc<ExceptionObj>> {
        self.exception
    }

    /// Drops the exception in flight. One that a signal or a limit raised is not lost: the next poll raises
    /// it again, since who drops exceptions means those of what was tried.
    pub fn clear_exception(&mut self) {
        let Some(dropped) = self.exception.take() else { return };
        let shape = Value::from(dropped).heap_shape();
        let urgent = [Exc::KeyboardInterrupt, Exc::LimitExceeded];
        if urgent.iter().any(|exc| shape == Some(exc.type_id().shape())) {
            self.dropped = Some(dropped);
            self.eval_breaker.fetch_or(breaker::DROPPED, Ordering::Relaxed);
        }
    }

    /// The exception of a signal or limit that was dropped.
    pub(crate) fn take_dropped(&mut self) -> Option<Gc<ExceptionObj>> {
        self.dropped.take()
    }

    /// Whether the exception in flight is an instance of `exc`.
    pub fn exception_is(&mut self, exc: Exc) -> bool {
        let Some(e) = self.exception else { return false };
        let ty = self.exc_ty(exc);
        self.type_of(e.into()).is_subtype(ty)
    }

    /// For callers that want "absent" instead of one kind of exception.
    pub fn catch<T>(&mut self, exc: Exc, result: PyResult<T>) -> PyResult<Option<T>> {
        match result {
            Ok(v) => Ok(Some(v)),
            Err(_) if self.exception_is(exc) => {
                self.clear_exception();
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    // ----- limits -----

    /// Sets how far the native stack may reach.
    pub(crate) fn set_stack_limit(&mut self, to: usize) {
        self.stack_limit = to;
        self.machine_stack_limit = to + MACHINE_ROOM;
    }

    /// `RecursionError` when the native stack is nearly used up; also lets signals and the time limit through.
    #[inline(always)]
    pub fn check_stack(&mut self) -> PyResult<()> {
        let here = 0u8;
        if (std::ptr::from_ref(&here) as usize) < self.stack_limit {
            return Err(self.stack_overflow());
        }
        if self.eval_breaker.load(Ordering::Relaxed) & breaker::URGENT != 0 {
            return self.look_up();
        }
        Ok(())
    }

    /// Lets signals and the time limit through: where a poll would do more than the place allows, or
    /// where how often it is done says nothing about the program (fuel).
    #[cold]
    #[inline(never)]
    pub fn look_up(&mut self) -> PyResult<()> {
        let reasons = self.eval_breaker.fetch_and(!breaker::URGENT, Ordering::AcqRel);
        crate::pending::run(self, reasons & breaker::URGENT)
    }

    /// Native code descends into a container, or goes once more around a loop that calls native code
    /// only: [`Ctx::check_stack`] and [`Ctx::poll`].
    #[inline(always)]
    pub fn descend(&mut self) -> PyResult<()> {
        self.check_stack()?;
        self.poll()
    }

    #[cold]
    #[inline(never)]
    fn stack_overflow(&mut self) -> Raised {
        // Room to make the exception and to unwind.
        self.raise(Exc::RecursionError, "maximum recursion depth exceeded")
    }

    /// Lets signals through in a long native loop.
    #[inline(always)]
    pub fn poll(&mut self) -> PyResult<()> {
        if self.eval_breaker.load(Ordering::Relaxed) != 0 {
            (self.hooks.pending)(self)
        } else {
            Ok(())
        }
    }
}

impl Drop for Ctx {
    fn drop(&mut self) {
        (self.hooks.end)(self);
        self.meter = Meter::default();
        breaker::keep(&self.eval_breaker);
    }
}

impl GcAlloc for Ctx {
    type Error = Raised;

    fn heap(&mut self) -> &mut Heap {
        &mut self.heap
    }

    fn heap_full(&mut self) -> Raised {
        self.raise_memory()
    }
}

/// The type of a value that is no heap object.
#[inline(always)]
pub fn immediate_type(v: Value) -> TypeId {
    if v.is_small() {
        TypeId::INT
    } else if v.is_inline_float() {
        TypeId::FLOAT
    } else if v.is_none() {
        TypeId::NONE
    } else if v.as_bool().is_some() {
        TypeId::BOOL
    } else if v.is(Value::ELLIPSIS) {
        TypeId::ELLIPSIS
    } else {
        TypeId::NOT_IMPLEMENTED
    }
}

/// Any seed, also a small one, becomes a key with bits all over (splitmix64).
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn random_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

impl RootSet for Ctx {
    fn trace_roots(&self, m: &mut Marker) {
        trace_roots(self, m);
    }

    fn trace_instance(&self, object: &Header, m: &mut Marker) {
        trace_instance_part(object, self.shapes.get(object.shape.get()), m);
    }

    fn is_stopping(&self) -> bool {
        self.will_stop()
    }

    fn after_collect(&self, has_pending: bool) {
        if has_pending {
            self.eval_breaker.fetch_or(breaker::FINALIZERS, Ordering::Relaxed);
        }
    }
}

/// Marks everything that the context holds.
fn trace_roots(cx: &Ctx, m: &mut Marker) {
    // Addresses of what this collection finds dead are used again.
    cx.tuple_hashes.clear();
    cx.dict_templates.clear();
    let mut mark = |v: Option<Value>| {
        if let Some(v) = v {
            m.mark_value(v);
        }
    };
    mark(cx.exception.map(Value::from));
    mark(cx.dropped.map(Value::from));
    mark(cx.modules.get().map(Value::from));
    mark(cx.context.map(Value::from));
    mark(cx.decimal_context.map(Value::from));
    let s = &cx.singletons;
    mark(s.empty_tuple.get().map(Value::from));
    mark(s.empty_str.get().map(Value::from));
    mark(s.empty_bytes.get());
    mark(s.empty_frozenset.get());
    mark(s.memory_error.get().map(Value::from));
    s.latin1.iter().for_each(|c| mark(c.get().map(Value::from)));
    s.one_byte.iter().for_each(|c| mark(c.get()));
    cx.types.iter().for_each(|t| mark(t.map(Value::from)));
    cx.exception_types.iter().for_each(|t| mark(t.map(Value::from)));
    cx.interned_roots.iter().for_each(|&s| mark(Some(Value::from(s))));
    cx.kept.values().for_each(|&v| mark(Some(v)));
    cx.threads.trace(m);
    cx.pickle.trace(m);
    cx.asyncio.trace(m);
    cx.shapes.trace(m);
    (cx.hooks.trace)(cx, m);
}

impl Ctx {
    /// `cx.call` and kin live in `ops/call.rs`; this is the one place that names `Args::EMPTY`.
    pub fn call0(&mut self, callable: Value) -> PyResult<Value> {
        self.call_args(callable, Args::EMPTY)
    }

    /// The shape number of a heap object's class root, for messages and tests.
    pub fn shape_of(&self, v: Value) -> Option<ShapeId> {
        v.heap_shape()
    }
}
