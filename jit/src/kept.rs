//! Machine code that outlives its VM: one program under many plans on one thread, as fuzzing runs it, makes the
//! same code for the same HIR again and again.
//!
//! A key is all that compiling depends on, addresses included; so what is found is what would be made. It is found
//! often since such VMs lie where the last one lay (`HeapConfig::same_place`, and what is lent here).

#![forbid(unsafe_code)]

use crate::backend::JitConfig;
use crate::code::CodeMemory;
use crate::ir::Function;
use crate::lower::compile::{Compiler, MachineCode};
use crate::lower::env::Env;
use crate::worker::{self, Done, Job};
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::time::Instant;

/// All that a unit's machine code depends on.
#[derive(PartialEq)]
struct Key {
    func: Function,
    passes_off: Vec<String>,
    passes: usize,
    verify: bool,
    quick: bool,
    env: Env,
}

/// Code that is kept, and the mark in its exits.
struct Kept {
    key: Key,
    mark: u32,
    code: MachineCode,
}

/// What code of a backend writes: the number of an exit, and how many guards are left to the one that fails.
pub type Cells = Box<[Cell<u64>; 2]>;

/// What one VM after another uses.
pub struct Lent {
    /// Cells at addresses of their own.
    pub cells: Cells,
    /// Holds the code.
    pub memory: Option<CodeMemory>,
    /// Compiles.
    pub compiler: Option<Compiler>,
}

impl Lent {
    /// What a VM uses that nothing is kept for.
    pub fn new(config: &JitConfig) -> Lent {
        Lent {
            cells: Box::default(),
            memory: CodeMemory::new(config.code_limit).ok(),
            compiler: Compiler::new(config.verify, config.quick).ok(),
        }
    }
}

#[derive(Default)]
struct Store {
    /// What the codes belong to.
    tag: u64,
    codes: FxHashMap<u64, Vec<Rc<Kept>>>,
    marks: u32,
    bytes: usize,
    /// Compilers, and whether they check, and are quick.
    compilers: Vec<([bool; 2], Compiler)>,
    /// Places for code, and the bytes that they may take.
    places: Vec<(usize, Cells, CodeMemory)>,
    hits: u64,
}

/// Bytes of code at which all of it is forgotten.
const MOST: usize = 64 << 20;

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
}

/// Code from now on belongs to something else, say another program, unless it is what it was.
pub fn begin(tag: u64) {
    STORE.with_borrow_mut(|store| {
        if store.tag != tag || store.bytes > MOST {
            (store.tag, store.bytes) = (tag, 0);
            store.codes.clear();
        }
    });
}

/// How often code was found on this thread.
pub fn hits() -> u64 {
    STORE.with_borrow(|store| store.hits)
}

/// As [`worker::compile`], unless the code is there already. `marks` has the unit of each mark in the exits of this
/// VM's code.
pub fn compile(
    compiler: &mut Compiler,
    env: &Env,
    mut job: Job,
    quick: bool,
    marks: &RefCell<FxHashMap<u32, u32>>,
) -> Done {
    let began = Instant::now();
    let (unit, built_in) = (job.unit, job.built_in);
    let key = Key {
        func: job.func.clone(),
        passes_off: job.passes_off.clone(),
        passes: job.passes,
        verify: job.verify,
        quick,
        env: env.of_unit(unit).into_owned(),
    };
    if let Some(kept) = find(&key, |mark| !marks.borrow().contains_key(&mark)) {
        marks.borrow_mut().insert(kept.mark, unit);
        let nanoseconds = built_in + began.elapsed().as_nanos() as u64;
        return Done { unit, code: Ok(kept.code.clone()), nanoseconds };
    }
    job.mark = new_mark();
    marks.borrow_mut().insert(job.mark, unit);
    let mark = job.mark;
    let done = worker::compile(compiler, env, job);
    if let Ok(code) = &done.code {
        keep(Kept { key, mark, code: code.clone() });
    }
    done
}

/// The code of this key, if it was made before and its mark may be used.
fn find(key: &Key, may_use: impl Fn(u32) -> bool) -> Option<Rc<Kept>> {
    STORE.with_borrow_mut(|store| {
        let all = store.codes.get(&key.hash())?;
        let found = all.iter().find(|kept| kept.key == *key && may_use(kept.mark)).cloned();
        store.hits += u64::from(found.is_some());
        found
    })
}

/// A mark that no other code on this thread has.
fn new_mark() -> u32 {
    STORE.with_borrow_mut(|store| {
        store.marks = store.marks.wrapping_add(1).max(1);
        store.marks
    })
}

fn keep(kept: Kept) {
    STORE.with_borrow_mut(|store| {
        store.bytes += kept.code.bytes.len() + kept.key.func.insts.len() * 100;
        store.codes.entry(kept.key.hash()).or_default().push(Rc::new(kept));
    });
}

/// What the next VM on this thread uses.
pub fn lend(config: &JitConfig) -> Lent {
    let how = [config.verify, config.quick];
    let (compiler, place) = STORE.with_borrow_mut(|store| {
        let compiler = store.compilers.iter().position(|spare| spare.0 == how);
        let place = store.places.iter().position(|spare| spare.0 == config.code_limit);
        (compiler.map(|at| store.compilers.remove(at)), place.map(|at| store.places.remove(at)))
    });
    let (cells, memory) = place.map(|(_, cells, memory)| (cells, memory)).unzip();
    Lent {
        cells: cells.unwrap_or_default(),
        memory: memory.or_else(|| CodeMemory::new(config.code_limit).ok()),
        compiler: match compiler {
            Some((_, compiler)) => Some(compiler),
            None => Compiler::new(config.verify, config.quick).ok(),
        },
    }
}

/// Takes back what was lent; no code of it is run any more.
pub fn give_back(lent: Lent, config: &JitConfig) {
    lent.cells.iter().for_each(|cell| cell.set(0));
    // A thread that ends has no use for it.
    let _ = STORE.try_with(|store| {
        let mut store = store.borrow_mut();
        let compiler = lent.compiler.map(|compiler| ([config.verify, config.quick], compiler));
        store.compilers.extend(compiler);
        if let Some(mut memory) = lent.memory {
            memory.clear();
            store.places.push((config.code_limit, lent.cells, memory));
        }
    });
}

impl Key {
    fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        (&self.func, &self.passes_off, self.passes, self.env.stress).hash(&mut hasher);
        hasher.finish()
    }
}
