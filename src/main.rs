//! The command line: `taipan [options] FILE | -c CMD | -m MOD | - [args]`.

#![forbid(unsafe_code)]

use lexopt::prelude::*;
use taipan::{Options, Program, run};

const USAGE: &str = "usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...
  -X OPT   set an option: tier=generic|adaptive|jit, jit=off|on|sync|eager, stats, gc-stress[=N], heap-limit=BYTES
  -V       print the version
  -h       print this help";

/// What the command line asks for.
enum Request {
    Run(Program, Vec<String>, Box<Options>),
    Print(String),
}

fn main() {
    match parse() {
        Ok(Request::Print(text)) => println!("{text}"),
        Ok(Request::Run(program, args, options)) => {
            // Python code may nest deeply in native frames (comparisons, repr, imports); the main
            // thread's stack is as large as the system says, ours as large as the limit needs.
            let worker = std::thread::Builder::new()
                .stack_size(options.runtime.native_stack + (2 << 20))
                .spawn(move || run(&program, &args, &options));
            let status = match worker.map(|w| w.join()) {
                Ok(Ok(status)) => status,
                Ok(Err(_)) => 70,
                Err(e) => {
                    eprintln!("taipan: cannot start a thread: {e}");
                    1
                }
            };
            std::process::exit(status);
        }
        Err(message) => {
            eprintln!("taipan: {message}");
            std::process::exit(2);
        }
    }
}

fn parse() -> Result<Request, String> {
    let mut options = Options::default();
    if let Ok(seed) = std::env::var("PYTHONHASHSEED")
        && seed != "random"
    {
        let seed: u32 = seed.parse().map_err(|_| {
            "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]".to_owned()
        })?;
        options.runtime.hash_seed = Some(seed as u64);
    }
    let mut parser = lexopt::Parser::from_env();
    let text = |v: std::ffi::OsString| v.to_string_lossy().into_owned();
    let program = loop {
        match parser.next().map_err(|e| e.to_string())? {
            Some(Short('X')) => options.set(&text(parser.value().map_err(|e| e.to_string())?))?,
            Some(Short('c')) => {
                break Program::Command(text(parser.value().map_err(|e| e.to_string())?));
            }
            Some(Short('m')) => {
                break Program::Module(text(parser.value().map_err(|e| e.to_string())?));
            }
            Some(Short('V') | Long("version")) => {
                let (major, minor, micro) = taipan_runtime::stdlib::sys::VERSION;
                let version = env!("CARGO_PKG_VERSION");
                return Ok(Request::Print(format!(
                    "Python {major}.{minor}.{micro} (Taipan {version})"
                )));
            }
            Some(Short('h') | Long("help")) => return Ok(Request::Print(USAGE.to_owned())),
            // Accepted for compatibility: they change nothing here.
            Some(Short('B' | 'E' | 'I' | 's' | 'S' | 'u' | 'b' | 'q')) => {}
            Some(Value(v)) if v == "-" => break Program::Stdin,
            Some(Value(v)) => break Program::File(text(v)),
            Some(other) => return Err(other.unexpected().to_string()),
            None => break Program::Stdin,
        }
    };
    let rest = parser.raw_args().map_err(|e| e.to_string())?.map(text).collect();
    Ok(Request::Run(program, rest, Box::new(options)))
}
