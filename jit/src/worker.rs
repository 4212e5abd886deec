//! From HIR to bytes: the part of a compilation that knows nothing of the VM, so that a thread of its own
//! can do it while the program goes on.

#![forbid(unsafe_code)]

use crate::ir::Function;
use crate::ir::verify::verify;
use crate::lower::Counts;
use crate::lower::compile::{Compiler, MachineCode};
use crate::lower::env::Env;
use crate::opt;
use std::borrow::Borrow;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// Native stack of the thread.
const STACK: usize = 16 << 20;

/// One function to compile.
pub struct Job {
    /// As built.
    pub func: Function,
    /// The number of its unit, from 1.
    pub unit: u32,
    /// The high half of what its exits report.
    pub mark: u32,
    /// Where executions of its guards and blocks are counted, if they are.
    pub counts: Option<Counts>,
    /// What is dumped: `hir-built`, `hir`, `clif`, `asm`.
    pub dump: Vec<String>,
    /// Passes that are switched off.
    pub passes_off: Vec<String>,
    /// How many passes of the pipeline run.
    pub passes: usize,
    /// Whether the HIR is checked as built and after each pass.
    pub verify: bool,
    /// Nanoseconds that building took.
    pub built_in: u64,
}

/// A job that is done.
pub struct Done {
    /// The number of its unit.
    pub unit: u32,
    /// The code, or why there is none.
    pub code: Result<MachineCode, String>,
    /// Nanoseconds that all of it took.
    pub nanoseconds: u64,
}

/// Does a job.
pub fn compile(compiler: &mut Compiler, env: &Env, mut job: Job) -> Done {
    let began = Instant::now();
    let (unit, built_in) = (job.unit, job.built_in);
    let code = optimize(&mut job).and_then(|()| {
        let func = std::mem::take(&mut job.func);
        lower(compiler, env, func, job)
    });
    Done { unit, code, nanoseconds: built_in + began.elapsed().as_nanos() as u64 }
}

/// A fault in the compiler is an error like others.
fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("the compiler failed".to_owned()))
}

/// The first half of a job: the passes over its function.
pub fn optimize(job: &mut Job) -> Result<(), String> {
    caught(|| run_passes(job))
}

/// The second half, for a function that was taken from its job.
pub fn lower(
    compiler: &mut Compiler,
    env: &Env,
    func: impl Borrow<Function>,
    job: Job,
) -> Result<MachineCode, String> {
    caught(|| lower_here(compiler, env, func, job))
}

fn run_passes(job: &mut Job) -> Result<(), String> {
    let wants = |what: &str| job.dump.iter().any(|d| d == what);
    if wants("hir-built") {
        eprintln!("{}", job.func);
    }
    let mut fault = None;
    let mut check = |pass: &'static str, func: &Function| {
        if job.verify && fault.is_none() {
            fault = verify(func).err().map(|fault| format!("{fault} after {pass}"));
        }
    };
    check("building", &job.func);
    opt::run_first(&mut job.func, &job.passes_off, job.passes, check);
    if let Some(fault) = fault {
        return Err(fault);
    }
    if wants("hir") {
        eprintln!("{}", job.func);
    }
    Ok(())
}

fn lower_here(
    compiler: &mut Compiler,
    env: &Env,
    func: impl Borrow<Function>,
    mut job: Job,
) -> Result<MachineCode, String> {
    let dump = std::mem::take(&mut job.dump);
    let wants = |what: &str| dump.iter().any(|d| d == what);
    let with_text = wants("clif") || wants("asm");
    let code = compiler.compile(func, &env.of_unit(job.unit), (job.mark, job.counts), with_text)?;
    for (what, text) in [("clif", &code.clif), ("asm", &code.asm)] {
        if let (true, Some(text)) = (wants(what), text) {
            eprintln!("{text}");
        }
    }
    Ok(code)
}

/// The next job. While there is none, the compiler holds no memory: it takes megabytes to compile a
/// large function, and most programs run on long after the last.
fn next(todo: &Receiver<Job>, compiler: &mut Compiler) -> Option<Job> {
    todo.try_recv().ok().or_else(|| {
        compiler.rest();
        taipan_runtime::heap::give_back_native_memory();
        todo.recv().ok()
    })
}

/// A thread that compiles.
pub struct Worker {
    jobs: Sender<Job>,
    done: Receiver<Done>,
    /// Jobs that are done and not yet taken. Looked at on every entry into machine code, where asking the
    /// channel would cost more than a short loop saves.
    finished: Arc<AtomicUsize>,
    /// Jobs that were sent and not yet taken.
    sent: Cell<usize>,
}

/// How many jobs the thread has at most, the one it does included. What asks for code again later is
/// built then, with more feedback; a function that waits takes a megabyte.
const MAX_JOBS: usize = 4;

impl Worker {
    /// Starts the thread; `None` when the system has none to give.
    pub fn start(mut compiler: Compiler, env: Env) -> Option<Worker> {
        let (jobs, todo) = channel::<Job>();
        let (results, done) = channel();
        let finished = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&finished);
        std::thread::Builder::new()
            .name("taipan-jit".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                taipan_runtime::heap::give_back_native_memory();
                while let Some(job) = next(&todo, &mut compiler) {
                    if results.send(compile(&mut compiler, &env, job)).is_err() {
                        return;
                    }
                    count.fetch_add(1, Ordering::Release);
                }
            })
            .ok()?;
        Some(Worker { jobs, done, finished, sent: Cell::new(0) })
    }

    /// Hands over a job; false if the thread is gone.
    pub fn send(&self, job: Job) -> bool {
        self.sent.set(self.sent.get() + 1);
        self.jobs.send(job).is_ok()
    }

    /// Whether the thread has work enough.
    pub fn is_busy(&self) -> bool {
        self.sent.get() - self.finished.load(Ordering::Relaxed) >= MAX_JOBS
    }

    /// A job that is done, if there is one.
    pub fn take(&self) -> Option<Done> {
        if self.finished.load(Ordering::Acquire) == 0 {
            return None;
        }
        let done = self.done.try_recv().ok()?;
        self.finished.fetch_sub(1, Ordering::Relaxed);
        self.sent.set(self.sent.get() - 1);
        Some(done)
    }
}
