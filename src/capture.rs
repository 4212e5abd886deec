//! Running a program in this process with its output captured: what the tier oracle and the tests of the
//! machine-code tier compare.
//!
//! The program prints into an `_io.StringIO`; the process's own streams, signals and arguments are not touched.

use crate::options::Options;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_vm::tier::backend::BackendStats;
use taipan_vm::{Vm, import, traceback};

/// The file name in tracebacks of a captured program.
pub const FILENAME: &str = "<program>";

/// What a program did.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    /// What it printed.
    pub stdout: String,
    /// The traceback of the exception that ended it.
    pub exception: Option<String>,
    /// What the machine-code tier did.
    pub machine: BackendStats,
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
            .spawn_scoped(scope, || run_here(source, options))
            .map_err(|e| format!("cannot start a thread: {e}"))?;
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn run_here(source: &str, options: &Options) -> Result<Captured, String> {
    let mut cx = taipan_vm::start(&options.runtime, options.tiers.clone())
        .ok_or("not enough memory to start")?;
    let mut captured = Captured::default();
    if execute(&mut cx, source, options, &mut captured.stdout).is_err() {
        let exc = cx.take_exception();
        captured.exception = Some(traceback::format_exception(&mut cx, exc));
    }
    captured.machine = Vm::of(&cx).backend_stats().unwrap_or_default();
    Ok(captured)
}

/// Runs the program with `sys.stdout` replaced; what it printed is kept also when it raised.
fn execute(cx: &mut Ctx, source: &str, options: &Options, printed: &mut String) -> PyResult<()> {
    let sys = import::import_module(cx, "sys")?;
    let library = cx.str(taipan_stdlib::PREFIX)?;
    let path = cx.list(&[library.into()])?;
    let name = cx.intern("path")?;
    cx.setattr(sys, name, path.into())?;
    let io = import::import_module(cx, "_io")?;
    let name = cx.intern("StringIO")?;
    let stream = cx.call_method(io, name, &[])?;
    let name = cx.intern("stdout")?;
    cx.setattr(sys, name, stream)?;
    // Only now, so that the counters tell of the program and not of the modules that were imported for it.
    if let Some(jit) = &options.jit {
        let backend = taipan_jit::backend::CraneliftBackend::new(jit.clone());
        Vm::of(cx).set_backend(Box::new(backend));
    }
    traceback::register_source(FILENAME, source);
    let main = import::new_main(cx)?;
    let ended = import::exec_source(cx, main, source.as_bytes(), FILENAME);
    let raised = ended.is_err().then(|| cx.take_exception());
    let name = cx.intern("getvalue")?;
    let text = cx.call_method(stream, name, &[])?;
    *printed = cx.str_of(text)?.to_string();
    match raised {
        Some(exc) => Err(cx.reraise(exc)),
        None => Ok(()),
    }
}
