//! Running a program in this process with its output captured: what the tier oracle and the tests of the
//! machine-code tier compare.
//!
//! The process's own streams, signals and arguments are not touched.

use crate::options::Options;
use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_vm::compile::Compiled;
use taipan_vm::tier::backend::BackendStats;
use taipan_vm::tier::shadow::{Compared, Seen};
use taipan_vm::{Vm, import, traceback};

/// The file name in tracebacks of a captured program.
pub const FILENAME: &str = "<program>";

/// What a program did.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    /// What it printed.
    pub stdout: String,
    /// What it, or the VM about it, wrote to standard error: depends on when the collector runs.
    pub stderr: String,
    /// The fuel that is left, the same in every tier.
    pub fuel: i64,
    /// The traceback of the exception that ended it.
    pub exception: Option<String>,
    /// What the machine-code tier did.
    pub machine: BackendStats,
    /// What adaptation came to, by name, if executions were counted.
    pub adaptation: Vec<(String, u64)>,
    /// Where the time went.
    pub spent: Spent,
    /// The frames of its exits, if they were noted.
    pub frames: Vec<Seen>,
    /// What came of comparing them with another run's.
    pub compared: Compared,
}

/// What is done about the frames that exits of machine code rebuild.
#[derive(Clone, Debug, Default)]
pub enum Frames {
    /// Nothing.
    #[default]
    Ignore,
    /// They are noted.
    Note,
    /// They are noted, and written to this file at once: the run may crash.
    NoteTo(PathBuf),
    /// They are compared with what another run noted; the options must say that executions are counted.
    Expect(Vec<Seen>),
}

/// Nanoseconds of a run, by phase.
#[derive(Clone, Debug, Default)]
pub struct Spent {
    /// Making the VM, and what a program finds in it.
    pub start: u64,
    /// Parsing and compiling the source.
    pub compile: u64,
    /// Running, machine code made in place included.
    pub run: u64,
    /// Making machine code, part of `run` unless a thread does it.
    pub machine: u64,
    /// Ending the VM.
    pub end: u64,
}

impl Spent {
    /// Adds another run's.
    pub fn add(&mut self, other: &Spent) {
        self.start += other.start;
        self.compile += other.compile;
        self.run += other.run;
        self.machine += other.machine;
        self.end += other.end;
    }
}

/// Nanoseconds since the last lap.
fn lap(clock: &mut Instant) -> u64 {
    let now = Instant::now();
    now.duration_since(std::mem::replace(clock, now)).as_nanos() as u64
}

/// Runs a program in a VM of its own, on a thread with the native stack that the options ask for.
///
/// # Errors
/// One line, when there is no memory for a VM or a thread.
pub fn run_captured(source: &str, options: &Options) -> Result<Captured, String> {
    let size = options.runtime.native_stack + (2 << 20);
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .stack_size(size)
            .spawn_scoped(scope, || run_here(&compile(source), options))
            .map_err(|e| format!("cannot start a thread: {e}"))?;
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Compiles a program to be run, and makes its text known to the tracebacks of this thread.
pub fn compile(source: &str) -> Compiled {
    traceback::register_source(FILENAME, source);
    Compiled::new(source, FILENAME)
}

/// As [`run_captured`], on this thread, which has the native stack that the options ask for.
///
/// # Errors
/// One line, when there is no memory for a VM.
pub fn run_here(program: &Compiled, options: &Options) -> Result<Captured, String> {
    run_shadowed(program, options, Frames::Ignore)
}

/// As [`run_here`], with the frames of exits noted or compared.
///
/// # Errors
/// One line, when there is no memory for a VM.
pub fn run_shadowed(
    program: &Compiled,
    options: &Options,
    frames: Frames,
) -> Result<Captured, String> {
    let mut clock = Instant::now();
    let mut cx = taipan_vm::start(&options.runtime, options.tiers.clone())
        .ok_or("not enough memory to start")?;
    let mut captured = Captured::default();
    match frames {
        Frames::Ignore => {}
        Frames::Note => Vm::of(&cx).shadow.note(),
        Frames::NoteTo(path) => {
            let journal = File::create(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            Vm::of(&cx).shadow.note_to(journal);
        }
        Frames::Expect(seen) => Vm::of(&cx).shadow.expect(seen),
    }
    if execute(&mut cx, program, options, &mut captured, &mut clock).is_err() {
        let exc = cx.take_exception();
        captured.exception = Some(traceback::format_exception(&mut cx, exc));
    }
    captured.spent.run = lap(&mut clock);
    captured.machine = Vm::of(&cx).backend_stats().unwrap_or_default();
    if options.tiers.count {
        captured.adaptation = taipan_vm::stats::settled(Vm::of(&cx)).adaptation();
    }
    captured.frames = Vm::of(&cx).shadow.noted();
    captured.compared = Vm::of(&cx).shadow.compared();
    captured.spent.machine = captured.machine.compiled.iter().map(|unit| unit.1).sum();
    Ctx::end(cx);
    captured.spent.end = lap(&mut clock);
    Ok(captured)
}

/// Runs the program with its output captured; what it printed is kept also when it raised.
fn execute(
    cx: &mut Ctx,
    program: &Compiled,
    options: &Options,
    captured: &mut Captured,
    clock: &mut Instant,
) -> PyResult<()> {
    if let Some(limit) = options.recursion_limit {
        cx.recursion_limit = limit;
    }
    cx.limit(options.limits);
    if let Some(units) = options.thread_slice() {
        cx.threads.slices.fix(units);
    }
    let sys = import::import_module(cx, "sys")?;
    let library = cx.str(taipan_stdlib::PREFIX)?;
    let path = cx.list(&[library.into()])?;
    let name = cx.intern("path")?;
    cx.setattr(sys, name, path.into())?;
    cx.captured = Some(Default::default());
    // Only now, so that the counters tell of the program and not of the modules that were imported for it.
    if let Some(jit) = &options.jit {
        let backend = taipan_jit::backend::CraneliftBackend::new(jit.clone());
        Vm::of(cx).set_backend(Box::new(backend));
    }
    let main = import::new_main(cx)?;
    captured.spent.start = lap(clock);
    let code = program.code(cx);
    captured.spent.compile = lap(clock);
    if let Some(n) = options.fail_allocation {
        cx.heap.fail_at(n);
    }
    let ended = code.and_then(|code| import::exec_code(cx, main, code));
    let ended = ended.and_then(|_| cx.join_threads());
    captured.fuel = cx.fuel_left();
    cx.heap.fail_at(0);
    let mut raised = ended.is_err().then(|| cx.take_exception());
    if options.fail_allocation.is_some() {
        // What failed, failed once: the VM goes on.
        let code = import::compile_source(cx, b"[str(k) for k in range(100)]", FILENAME);
        let usable = code.and_then(|code| import::exec_code(cx, main, code));
        if usable.is_err() {
            raised = Some(cx.take_exception());
            captured.stderr = "the VM is not usable any more".to_owned();
        }
    }
    cx.close_threads();
    cx.lift_limits();
    cx.flush_standard_streams()?;
    let [stdout, stderr] = cx.captured.take().unwrap_or_default();
    captured.stdout = String::from_utf8_lossy(&stdout).into_owned();
    captured.stderr += &String::from_utf8_lossy(&stderr);
    match raised {
        Some(exc) => Err(cx.reraise(exc)),
        None => Ok(()),
    }
}
