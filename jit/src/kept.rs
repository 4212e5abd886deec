//! Machine code that outlives its VM: one program under many plans on one thread, as fuzzing runs it, makes the
//! same code for the same HIR again and again, and so do programs that begin alike.
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
struct Key {
    func: Function,
    passes_off: Vec<String>,
    passes: usize,
    how: How,
}

/// What the passes have no part in.
#[derive(Clone, PartialEq)]
struct How {
    verify: bool,
    quick: bool,
    env: Env,
}

/// Code that is kept, and the mark in its exits.
struct Kept {
    key: Key,
    /// What the passes made of the function.
    optimized: Function,
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
    /// By the hash of what they were made from, for each [`Stage`].
    codes: [FxHashMap<u64, Vec<Rc<Kept>>>; 2],
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

/// Between two programs: code that takes too much is forgotten. Programs that begin alike find some of each other's.
pub fn forget_if_large() {
    STORE.with_borrow_mut(|store| {
        if store.bytes > MOST {
            store.bytes = 0;
            store.codes.iter_mut().for_each(FxHashMap::clear);
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
    job: Job,
    quick: bool,
    marks: &RefCell<FxHashMap<u32, u32>>,
) -> Done {
    let began = Instant::now();
    let (unit, built_in) = (job.unit, job.built_in);
    let how = How { verify: job.verify, quick, env: env.of_unit(unit).into_owned() };
    let code = found_or_made(compiler, env, job, how, marks);
    Done { unit, code, nanoseconds: built_in + began.elapsed().as_nanos() as u64 }
}

fn found_or_made(
    compiler: &mut Compiler,
    env: &Env,
    mut job: Job,
    how: How,
    marks: &RefCell<FxHashMap<u32, u32>>,
) -> Result<MachineCode, String> {
    let unit = job.unit;
    let may_use = |kept: &Kept| !marks.borrow().contains_key(&kept.mark);
    let hash = hash_of(&(&job.func, &job.passes_off, job.passes));
    let same = |kept: &Kept| kept.key.is_of(&job) && kept.key.how == how;
    if let Some(kept) = find(Stage::Built, hash, |kept| same(kept) && may_use(kept)) {
        marks.borrow_mut().insert(kept.mark, unit);
        return Ok(kept.code.clone());
    }
    let key =
        Key { func: job.func.clone(), passes_off: job.passes_off.clone(), passes: job.passes, how };
    worker::optimize(&mut job)?;
    // Often a pass that is switched off would have changed nothing.
    let optimized = std::mem::take(&mut job.func);
    let of_optimized = hash_of(&optimized);
    let same = |kept: &Kept| kept.optimized == optimized && kept.key.how == key.how;
    let found = find(Stage::Optimized, of_optimized, |kept| same(kept) && may_use(kept));
    let (mark, code) = match &found {
        Some(kept) => (kept.mark, kept.code.clone()),
        None => {
            job.mark = new_mark();
            (job.mark, worker::lower(compiler, env, &optimized, job)?)
        }
    };
    marks.borrow_mut().insert(mark, unit);
    let kept = Rc::new(Kept { key, optimized, mark, code: code.clone() });
    keep(Stage::Built, hash, Rc::clone(&kept));
    if found.is_none() {
        keep(Stage::Optimized, of_optimized, kept);
    }
    Ok(code)
}

/// How far a function has come by which code is looked for.
#[derive(Copy, Clone)]
enum Stage {
    Built,
    Optimized,
}

fn find(stage: Stage, hash: u64, fits: impl Fn(&Kept) -> bool) -> Option<Rc<Kept>> {
    STORE.with_borrow_mut(|store| {
        let found = store.codes[stage as usize].get(&hash)?.iter().find(|kept| fits(kept)).cloned();
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

fn keep(stage: Stage, hash: u64, kept: Rc<Kept>) {
    STORE.with_borrow_mut(|store| {
        let insts = kept.key.func.insts.len() + kept.optimized.insts.len();
        store.bytes += kept.code.bytes.len() + insts * 100;
        store.codes[stage as usize].entry(hash).or_default().push(kept);
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

fn hash_of(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}

impl Key {
    fn is_of(&self, job: &Job) -> bool {
        self.func == job.func && self.passes_off == job.passes_off && self.passes == job.passes
    }
}
