//! Running a program: from source to exit status, with CPython's messages.

use crate::environment;
use crate::explain::Explain;
use crate::listing::{self, Listing};
use crate::options::Options;
use std::sync::atomic::Ordering;
use taipan_jit::backend::{CraneliftBackend, JitConfig};
use taipan_runtime::ctx::{Ctx, PyResult, breaker};
use taipan_runtime::exceptions::{Exc, ExceptionObj};
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;
use taipan_vm::tier::families::nearest;
use taipan_vm::{import, traceback};

/// What is to be run.
#[derive(Clone, Debug)]
pub enum Program {
    /// A file, by path.
    File(String),
    /// Text from `-c`.
    Command(String),
    /// A module, by name (`-m`).
    Module(String),
    /// Standard input.
    Stdin,
    /// None: what is typed.
    Interactive,
}

/// The status of a program that a KeyboardInterrupt ended.
pub const INTERRUPTED: i32 = 130;

/// Runs a program with its arguments; the exit status.
pub fn run(program: &Program, args: &[String], options: &Options) -> i32 {
    let (source, filename) = match read(program) {
        Ok(read) => read,
        Err((status, message)) => {
            eprintln!("{message}");
            return status;
        }
    };
    let mut config = options.runtime.clone();
    if config.heap.limit == usize::MAX {
        config.heap.limit = crate::memory::available().unwrap_or(usize::MAX);
    }
    config.optimize = options.optimize;
    let flags = &mut config.flags;
    (flags.inspect, flags.quiet) = (options.inspect, options.quiet);
    (flags.ignore_environment, flags.safe_path) = (!options.environment, options.safe_path);
    flags.fixed_hashes = config.hash_seed == Some(0);
    let Some(mut cx) = taipan_vm::start(&config, options.tiers.clone()) else {
        eprintln!("taipan: not enough memory to start");
        return 1;
    };
    if let Some(jit) = &options.jit {
        let jit = JitConfig { record: options.record.is_some(), ..jit.clone() };
        let backend = CraneliftBackend::new(jit);
        taipan_vm::Vm::of(&cx).set_backend(Box::new(backend));
    }
    if let Some(limit) = options.recursion_limit {
        cx.recursion_limit = limit;
    }
    cx.limit(options.limits);
    if let Some(units) = options.thread_slice() {
        cx.threads.slices.fix(units);
    }
    let breaker = cx.eval_breaker.clone();
    // A second handler in one process (an embedder's) is left in place.
    let _ = ctrlc::set_handler(move || {
        breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
    });
    let log = match &options.events {
        None => None,
        Some(events) => match crate::report::events::start(&mut cx, events) {
            Ok(log) => Some(log),
            Err(message) => {
                eprintln!("{message}");
                return 1;
            }
        },
    };
    let began = std::time::Instant::now();
    let runs = options.listing.as_ref().is_none_or(Listing::needs_run);
    let result = set_up(&mut cx, program, args, options).and_then(|()| {
        if let Some(n) = options.fail_allocation {
            cx.heap.fail_at(n);
        }
        if runs {
            execute(&mut cx, program, &source, &filename, options).map(drop)
        } else if let Program::Module(_) = program {
            Ok(())
        } else {
            import::compile_source(&mut cx, &source, &filename).map(drop)
        }
    });
    // What is left to be done is to be done also by a program that used all memory.
    cx.heap.set_beyond_limit(true);
    let stopped = cx.meter.is_reached();
    if stopped {
        cx.lift_limits();
    }
    let mut status = match result {
        Ok(_) => 0,
        Err(_) => uncaught(&mut cx),
    };
    if options.inspect && !matches!(program, Program::Interactive) {
        status = match interactive(&mut cx, options, true) {
            Ok(_) => 0,
            Err(_) => uncaught(&mut cx),
        };
    }
    let elapsed = began.elapsed();
    // Its exit functions are part of a program that a limit has ended.
    let status = if stopped {
        status
    } else {
        match taipan_vm::stdlib::hooks::run_exit_functions(&mut cx) {
            Ok(()) => status,
            Err(_) => uncaught(&mut cx),
        }
    };
    // The program has ended; what is left is the host's, but for what objects do when they go: files write what they
    // hold.
    cx.close_threads();
    let written = stopped || end_objects(&mut cx);
    cx.lift_limits();
    let written = written && {
        let flushed = cx.flush_standard_streams();
        is_written(&mut cx, flushed)
    };
    let status = if written { status } else { UNWRITTEN };
    if let Some(listing) = &options.listing
        && let Err(message) = list(&mut cx, program, &filename, listing)
    {
        eprintln!("{message}");
        return 2;
    }
    let source = Source { program, text: &source, filename: &filename };
    let recorded = options.record.as_ref().map_or(Ok(()), |path| {
        let stats = taipan_vm::Vm::of(&cx).backend_stats().unwrap_or_default();
        write_file(path, &options.recording(stats.moments))
    });
    let written = explain(&mut cx, &source, options, elapsed)
        .and(recorded)
        .and_then(|()| snapshot(&mut cx, &source, options))
        .and_then(|()| crate::report::print(&mut cx, options))
        .and(log.map_or(Ok(()), |log| log.finish()));
    if let Err(message) = written {
        eprintln!("{message}");
        return 1;
    }
    match unknown_names(&cx, options) {
        Some(message) => {
            eprintln!("{message}");
            2
        }
        None => status,
    }
}

/// What ran.
struct Source<'a> {
    program: &'a Program,
    text: &'a [u8],
    filename: &'a str,
}

fn write_file(path: &str, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|e| format!("taipan: cannot write '{path}': {e}"))
}

fn explain(
    cx: &mut Ctx,
    source: &Source,
    options: &Options,
    elapsed: std::time::Duration,
) -> Result<(), String> {
    let Some(how) = &options.explain else { return Ok(()) };
    let Source { program, text, filename } = source;
    let out = crate::explain::explanation(cx, program, text, filename, elapsed, how);
    match how {
        Explain::Html(path) => write_file(path, &out),
        Explain::Text => {
            // Nobody reads a text whose pipe is closed.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes());
            Ok(())
        }
    }
}

fn snapshot(cx: &mut Ctx, source: &Source, options: &Options) -> Result<(), String> {
    let Some(path) = &options.snapshot else { return Ok(()) };
    let Source { program, text, filename } = source;
    let file = std::path::Path::new(filename).file_name().map(|f| f.to_string_lossy());
    let name = match program {
        Program::Module(name) => name.clone(),
        _ => file.map_or_else(|| (*filename).to_owned(), |f| f.into_owned()),
    };
    let all = crate::report::snapshot::snapshot(cx, &name, filename, text);
    let json = serde_json::to_string_pretty(&all).map_err(|e| e.to_string())?;
    write_file(path, &(json + "\n"))
}

/// A message for the first function that an option names and that no code object was.
fn unknown_names(cx: &Ctx, options: &Options) -> Option<String> {
    let known = taipan_vm::Vm::of(cx).qualnames.borrow();
    let (option, unknown) = options.asked.iter().find(|(_, name)| !known.contains(name))?;
    let near = nearest(unknown, known.iter().map(String::as_str)).join(", ");
    Some(format!("taipan: -X {option}: no function '{unknown}'; nearest are {near}"))
}

/// Prints the listing of the program's code.
fn list(cx: &mut Ctx, program: &Program, given: &str, how: &Listing) -> Result<(), String> {
    let Ok(file) = listing::filename(cx, program, given) else {
        let exc = cx.take_exception();
        return Err(traceback::format_exception(cx, exc).trim_end().to_owned());
    };
    let text = listing::listing(cx, &file, how)?;
    // Nobody reads a listing whose pipe is closed.
    let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
    Ok(())
}

/// Source and file name; exit status and message for a file that cannot be read.
fn read(program: &Program) -> Result<(Vec<u8>, String), (i32, String)> {
    match program {
        Program::File(path) if std::path::Path::new(path).is_dir() => {
            let main = absolute(&format!("{}/__main__.py", path.trim_end_matches('/')));
            match std::fs::read(&main) {
                Ok(source) => Ok((source, main)),
                Err(_) => {
                    let path = absolute(path);
                    Err((1, format!("taipan: can't find '__main__' module in '{path}'")))
                }
            }
        }
        Program::File(path) if is_zip(path) => Ok((Vec::new(), absolute(path))),
        Program::Interactive => Ok((Vec::new(), "<stdin>".to_owned())),
        Program::File(path) => match std::fs::read(path) {
            Ok(source) => Ok((source, absolute(path))),
            Err(e) => {
                let errno = e.raw_os_error().unwrap_or(0);
                let text = taipan_runtime::exceptions::os_error::errno_text(errno);
                let path = absolute(path);
                Err((2, format!("taipan: can't open file '{path}': [Errno {errno}] {text}")))
            }
        },
        Program::Command(text) => Ok((text.clone().into_bytes(), "<string>".to_owned())),
        Program::Module(_) => Ok((Vec::new(), String::new())),
        Program::Stdin => {
            let mut source = Vec::new();
            match std::io::Read::read_to_end(&mut std::io::stdin(), &mut source) {
                Ok(_) => Ok((source, "<stdin>".to_owned())),
                Err(e) => Err((1, format!("taipan: can't read standard input: {e}"))),
            }
        }
    }
}

fn absolute(path: &str) -> String {
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |p| p.to_string_lossy().into_owned())
}

/// `sys.argv` and `sys.path`.
fn set_up(cx: &mut Ctx, program: &Program, args: &[String], options: &Options) -> PyResult<()> {
    let first = match program {
        Program::File(path) => path.as_str(),
        Program::Command(_) => "-c",
        Program::Module(_) => "-m",
        Program::Stdin => "-",
        Program::Interactive => "",
    };
    let directory = match program {
        Program::File(path) if is_archive(program) => absolute(path),
        Program::File(path) => {
            let parent =
                std::path::Path::new(path).parent().map(|p| p.to_string_lossy().into_owned());
            absolute(parent.as_deref().filter(|p| !p.is_empty()).unwrap_or("."))
        }
        _ => String::new(),
    };
    let argv = std::iter::once(first).chain(args.iter().map(String::as_str));
    set_list(cx, "argv", argv)?;
    let whole: Vec<String> =
        std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    set_list(cx, "orig_argv", whole.iter().map(String::as_str))?;
    set_given(cx, options)?;
    set_list(cx, "warnoptions", options.warnings.iter().map(String::as_str))?;
    let extra = environment::path(options);
    let own = (!options.safe_path || is_archive(program)).then_some(directory.as_str());
    let path = own
        .into_iter()
        .chain(extra.iter().map(String::as_str))
        .chain(std::iter::once(taipan_stdlib::PREFIX));
    set_list(cx, "path", path)
}

/// Whether the program is a folder or a file that holds modules.
fn is_archive(program: &Program) -> bool {
    match program {
        Program::File(path) => std::path::Path::new(path).is_dir() || is_zip(path),
        _ => false,
    }
}

/// Whether a file is a zip archive: whatever is before it, its directory is at its end.
fn is_zip(path: &str) -> bool {
    const END: &[u8] = b"PK\x05\x06";
    const LONGEST: usize = 22 + 0xffff;
    let Ok(bytes) = std::fs::read(path) else { return false };
    let tail = &bytes[bytes.len().saturating_sub(LONGEST)..];
    bytes.len() >= 22 && tail.windows(END.len()).any(|w| w == END)
}

fn set_list<'a>(cx: &mut Ctx, name: &str, items: impl Iterator<Item = &'a str>) -> PyResult<()> {
    let sys = import::import_module(cx, "sys")?;
    let list = cx.list(&[])?;
    for item in items {
        let item = cx.str(item)?;
        cx.list_append(list, item.into())?;
    }
    let name = cx.intern(name)?;
    cx.setattr(sys, name, list.into())
}

/// Sets `sys._xoptions`.
fn set_given(cx: &mut Ctx, options: &Options) -> PyResult<()> {
    let dict = cx.dict()?;
    for (name, value) in options.given() {
        let name = cx.str(name)?;
        let value = value.map_or(Ok(Value::TRUE), |value| cx.str(value).map(Value::from))?;
        cx.dict_set(dict, name.into(), value)?;
    }
    let sys = import::import_module(cx, "sys")?;
    let name = cx.intern("_xoptions")?;
    cx.setattr(sys, name, dict.into())
}

fn execute(
    cx: &mut Ctx,
    program: &Program,
    source: &[u8],
    filename: &str,
    options: &Options,
) -> PyResult<Value> {
    if !options.warnings.is_empty() {
        import::import_module(cx, "warnings")?;
    }
    if options.faulthandler {
        let (module, enable) = (import::import_module(cx, "faulthandler")?, cx.intern("enable")?);
        cx.call_method(module, enable, &[])?;
    }
    let main = import::new_main(cx)?;
    match program {
        Program::Interactive => interactive(cx, options, options.quiet),
        Program::File(path) if source.is_empty() && is_zip(path) => {
            let hooks = cx.intern("_add_zip_hook")?;
            let session = import::import_module(cx, "_taipan_repl")?;
            cx.call_method(session, hooks, &[])?;
            let runpy = import::import_module(cx, "runpy")?;
            let (run, name) = (cx.intern("_run_module_as_main")?, cx.str("__main__")?);
            cx.call_method(runpy, run, &[name.into(), Value::FALSE])
        }
        Program::Module(name) => {
            let runpy = import::import_module(cx, "runpy")?;
            let (run, name) = (cx.intern("_run_module_as_main")?, cx.str(name)?);
            cx.call_method(runpy, run, &[name.into()])
        }
        _ => {
            if let Program::File(_) = program {
                let file = cx.str(filename)?;
                cx.module_set(main, "__file__", file.into())?;
            } else {
                traceback::register_source(filename, &String::from_utf8_lossy(source));
            }
            import::exec_source(cx, main, source, filename)
        }
    }
}

/// An interactive session in `__main__`.
fn interactive(cx: &mut Ctx, options: &Options, quiet: bool) -> PyResult<Value> {
    let main = import::import_module(cx, "__main__")?;
    let names = cx.intern("__dict__")?;
    let namespace = cx.getattr(main, names)?;
    let startup = match environment::startup(options) {
        Some(path) => cx.str(&path)?.into(),
        None => Value::NONE,
    };
    let session = import::import_module(cx, "_taipan_repl")?;
    let run = cx.intern("run")?;
    cx.call_method(session, run, &[namespace, Value::bool(quiet), startup])
}

/// Prints an uncaught exception; the exit status it means.
fn uncaught(cx: &mut Ctx) -> i32 {
    let exc = cx.take_exception();
    let exceeded = cx.exc_ty(Exc::LimitExceeded);
    let exceeded = cx.type_of(exc.into()).is_subtype(exceeded);
    if exceeded {
        cx.lift_limits();
    }
    let exit = cx.exc_ty(Exc::SystemExit);
    if cx.type_of(exc.into()).is_subtype(exit) {
        return exit_status(cx, exc);
    }
    let broken = cx.exc_ty(Exc::BrokenPipeError);
    if cx.type_of(exc.into()).is_subtype(broken) {
        return UNWRITTEN;
    }
    if cx.flush_standard_streams().is_err() {
        cx.clear_exception();
    }
    // A hook would be part of the program that has ended.
    if !exceeded && let Some(status) = by_hook(cx, exc) {
        return status;
    }
    let text = traceback::format_exception(cx, exc);
    // Nothing is left to report to when standard error is gone.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    let interrupt = cx.exc_ty(Exc::KeyboardInterrupt);
    if cx.type_of(exc.into()).is_subtype(interrupt) { INTERRUPTED } else { 1 }
}

/// Hands the exception to the `sys.excepthook` that the program set, if it set one.
fn by_hook(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> Option<i32> {
    let Ok(hook) = taipan_vm::stdlib::hooks::custom_excepthook(cx) else {
        cx.clear_exception();
        return None;
    };
    let class = cx.type_of(exc.into());
    let tb = exc.traceback.get().map_or(Value::NONE, Value::from);
    if cx.call(hook?, &[class.into(), exc.into(), tb]).is_err() {
        let own = cx.take_exception();
        eprintln!("Error in sys.excepthook:");
        eprint!("{}", traceback::format_exception(cx, own));
        eprintln!("\nOriginal exception was:");
        return None;
    }
    Some(1)
}

fn exit_status(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> i32 {
    match exc.extra(0) {
        None => 0,
        Some(code) if code.is_none() => 0,
        Some(code) => match code.as_i64() {
            Some(n) => (n & 0xff) as i32,
            None => {
                let text = cx.str_of(code).map(|s| s.to_string());
                match text {
                    Ok(text) => eprintln!("{text}"),
                    Err(_) => cx.clear_exception(),
                }
                1
            }
        },
    }
}

/// The exit status of a program whose output could not be written.
const UNWRITTEN: i32 = 120;

/// Calls `__del__` of what is left. The standard streams are objects like others, which close then: what the program
/// wrote so far is written first, so that a failure is told. Whether it could be written, as far as is known when a
/// limit is reached meanwhile.
fn end_objects(cx: &mut Ctx) -> bool {
    let flushed = cx.flush_standard_streams();
    if cx.meter.is_reached() {
        cx.clear_exception();
        return true;
    }
    let written = is_written(cx, flushed);
    cx.finalize_all();
    written
}

/// Whether flushing went well; tells of a failure, but for a closed pipe.
fn is_written(cx: &mut Ctx, flushed: PyResult<()>) -> bool {
    if flushed.is_ok() {
        return true;
    }
    if cx.exception_is(Exc::BrokenPipeError) {
        cx.clear_exception();
    } else {
        let exc = cx.take_exception();
        eprintln!("Exception ignored while flushing sys.stdout:");
        eprint!("{}", traceback::format_exception(cx, exc));
    }
    false
}
