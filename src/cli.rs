//! The command line: `taipan [options] FILE | -c CMD | -m MOD | - [args]`, and the commands
//! `bench`, `dis`, `explain` and `fuzz`.

use crate::bench;
use lexopt::prelude::*;
use std::ffi::OsString;
use taipan::{Options, Program};

const USAGE: &str = "usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...";

const COMMANDS: &str = "
commands (a file of such a name is ./bench):
  taipan bench [--runs N] [--json] [-X OPT] file [arg] ...
         runs the program under each tier and compares the times
  taipan dis [--function Q] [--adaptive] [--caches] [--counts] file [arg] ...
         disassembles; with --adaptive or --counts after running it
  taipan fuzz [--seconds N] [--seed S] [--programs N] [--plans N] [--save DIR] [--verbose]
         compares generated programs under tier plans; exit status 1 if any differ
  taipan explain [-X OPT] file [arg] ...
         runs the program; then its hottest lines, and why sites do not specialize
";

const OPTIONS: &str = "
options:
  -c cmd  program passed in as string (terminates option list)
  -m mod  run library module as a script (terminates option list)
  -X opt  set an option, see below
  -V      print the version
  -h      print this help
  -B, -b, -d, -E, -I, -P, -q, -s, -S, -u, -v and -W arg are accepted and change nothing

-X options:
";

/// What the command line asks for.
pub enum Request {
    /// Run a program.
    Run(Program, Vec<String>, Box<Options>),
    /// Compare tiers on a program.
    Bench(bench::Plan),
    /// Compare tiers on generated programs.
    Fuzz(taipan::fuzz::campaign::Campaign),
    /// Print a text.
    Print(String),
}

/// Reads the arguments behind the program's name.
///
/// # Errors
/// The message; the exit status is 2.
pub fn parse(args: Vec<OsString>) -> Result<Request, String> {
    match args.first().and_then(|a| a.to_str()) {
        Some("bench") => bench::Plan::parse(args[1..].to_vec()).map(Request::Bench),
        Some("dis") => disassemble(args[1..].to_vec()),
        Some("fuzz") => fuzz(args[1..].to_vec()),
        Some("explain") => explain(args[1..].to_vec()),
        _ => interpret(args),
    }
}

/// Options that the environment sets.
fn from_environment() -> Result<Options, String> {
    let mut options = Options::default();
    if let Ok(seed) = std::env::var("PYTHONHASHSEED")
        && seed != "random"
        && !seed.is_empty()
    {
        let seed: u32 = seed.parse().map_err(|_| {
            "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an \
             integer in range [0; 4294967295]"
                .to_owned()
        })?;
        options.runtime.hash_seed = Some(seed as u64);
    }
    Ok(options)
}

/// A message in CPython's form.
fn unusable(what: &str) -> String {
    format!("{what}\n{USAGE}\nTry 'taipan -h' for more information.")
}

fn text(v: OsString) -> String {
    v.to_string_lossy().into_owned()
}

/// The value of an option letter.
pub(crate) fn value(parser: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    parser
        .value()
        .map(text)
        .map_err(|_| unusable(&format!("Argument expected for the {option} option")))
}

fn rest(parser: &mut lexopt::Parser) -> Result<Vec<String>, String> {
    Ok(parser.raw_args().map_err(|e| e.to_string())?.map(text).collect())
}

fn set(options: &mut Options, option: &str) -> Result<(), String> {
    options.set(option).map_err(|message| format!("taipan: {message}"))
}

fn interpret(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = from_environment()?;
    let mut parser = lexopt::Parser::from_args(args);
    let program = loop {
        match parser.next().map_err(|e| unusable(&e.to_string()))? {
            Some(Short('X')) => set(&mut options, &value(&mut parser, "-X")?)?,
            Some(Short('W')) => drop(value(&mut parser, "-W")?),
            Some(Short('c')) => break Program::Command(value(&mut parser, "-c")?),
            Some(Short('m')) => break Program::Module(value(&mut parser, "-m")?),
            Some(Short('V') | Long("version")) => return Ok(Request::Print(version())),
            Some(Short('h' | '?') | Long("help")) => {
                let text = format!("{USAGE}\n{COMMANDS}{OPTIONS}{}", Options::help());
                return Ok(Request::Print(text));
            }
            // Accepted for compatibility: they change nothing here.
            Some(Short('B' | 'b' | 'd' | 'E' | 'I' | 'P' | 'q' | 's' | 'S' | 'u' | 'v')) => {}
            Some(Value(v)) if v == "-" => break Program::Stdin,
            Some(Value(v)) => break Program::File(text(v)),
            Some(Short(letter)) => return Err(unusable(&format!("Unknown option: -{letter}"))),
            Some(Long(name)) => {
                let message = format!("unknown option --{name}");
                return Err(unusable(&message));
            }
            None => break Program::Stdin,
        }
    };
    Ok(Request::Run(program, rest(&mut parser)?, Box::new(options)))
}

fn version() -> String {
    let (major, minor, micro) = taipan_runtime::stdlib::sys::VERSION;
    format!("Python {major}.{minor}.{micro} (Taipan {})\n", env!("CARGO_PKG_VERSION"))
}

/// `taipan dis`.
fn disassemble(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = from_environment()?;
    let mut listing = taipan::Listing::default();
    let mut parser = lexopt::Parser::from_args(args);
    let program = loop {
        match parser.next().map_err(|e| unusable(&e.to_string()))? {
            Some(Short('X')) => set(&mut options, &value(&mut parser, "-X")?)?,
            Some(Long("function")) => listing.only = Some(value(&mut parser, "--function")?),
            Some(Long("adaptive")) => listing.how.adaptive = true,
            Some(Long("caches")) => listing.how.caches = true,
            Some(Long("counts")) => listing.how.counts = true,
            Some(Short('m')) => break Program::Module(value(&mut parser, "-m")?),
            Some(Short('c')) => break Program::Command(value(&mut parser, "-c")?),
            Some(Value(v)) => break Program::File(text(v)),
            Some(other) => return Err(format!("taipan dis: {}", other.unexpected())),
            None => return Err("taipan dis: a file is needed".to_owned()),
        }
    };
    options.tiers.count = true;
    // Machine code would run what the listing is to show.
    options.jit = None;
    options.listing = Some(listing);
    Ok(Request::Run(program, rest(&mut parser)?, Box::new(options)))
}

/// `taipan fuzz`.
fn fuzz(args: Vec<OsString>) -> Result<Request, String> {
    let mut campaign = taipan::fuzz::campaign::Campaign::default();
    let mut parser = lexopt::Parser::from_args(args);
    let number = |parser: &mut lexopt::Parser, option: &str| {
        let given = value(parser, option)?;
        let wrong = || format!("taipan fuzz: {option}: a number is needed, not '{given}'");
        given.parse::<u64>().map_err(|_| wrong())
    };
    while let Some(arg) = parser.next().map_err(|e| format!("taipan fuzz: {e}"))? {
        match arg {
            Long("seconds") => {
                campaign.time = std::time::Duration::from_secs(number(&mut parser, "--seconds")?);
            }
            Long("seed") => campaign.seed = number(&mut parser, "--seed")?,
            Long("programs") => {
                campaign.programs = number(&mut parser, "--programs")?.max(1);
                campaign.time = std::time::Duration::MAX;
            }
            Long("plans") => campaign.drawn = number(&mut parser, "--plans")? as usize,
            Long("save") => campaign.save = Some(value(&mut parser, "--save")?.into()),
            Long("verbose") => campaign.verbose = true,
            other => return Err(format!("taipan fuzz: {}", other.unexpected())),
        }
    }
    Ok(Request::Fuzz(campaign))
}

/// `taipan explain`.
fn explain(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = from_environment()?;
    let mut parser = lexopt::Parser::from_args(args);
    let program = loop {
        match parser.next().map_err(|e| unusable(&e.to_string()))? {
            Some(Short('X')) => set(&mut options, &value(&mut parser, "-X")?)?,
            Some(Short('m')) => break Program::Module(value(&mut parser, "-m")?),
            Some(Short('c')) => break Program::Command(value(&mut parser, "-c")?),
            Some(Value(v)) => break Program::File(text(v)),
            Some(other) => return Err(format!("taipan explain: {}", other.unexpected())),
            None => return Err("taipan explain: a file is needed".to_owned()),
        }
    };
    options.tiers.count = true;
    options.explain = true;
    // Machine code would run what is to be explained.
    options.jit = None;
    Ok(Request::Run(program, rest(&mut parser)?, Box::new(options)))
}
