//! The optimizer: passes over HIR, one file each, each of which can be switched off by name.
//!
//! All speculation is the builder's; passes only remove, move and unbox.

#![forbid(unsafe_code)]

pub mod close;
pub mod dce;
mod facts;
pub mod fold;
pub mod loads;
pub mod loops;
pub mod number;
pub mod params;
pub mod peel;
pub mod ranges;
mod repair;
pub mod reverse;
pub mod sink;
pub mod slices;
pub mod thread;
pub mod types;
pub mod unbox;

use crate::ir::Function;

/// One pass.
pub struct Pass {
    /// The name by which it is switched off.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(&mut Function),
}

/// The pipeline, in order. A pass may occur more than once.
pub const PIPELINE: &[Pass] = &[
    Pass { name: "peel", run: peel::run },
    Pass { name: "params", run: params::run },
    Pass { name: "types", run: types::run },
    Pass { name: "fold", run: fold::run },
    Pass { name: "number", run: number::run },
    Pass { name: "ranges", run: ranges::run },
    Pass { name: "loads", run: loads::run },
    Pass { name: "thread", run: thread::run },
    Pass { name: "slices", run: slices::run },
    Pass { name: "reverse", run: reverse::run },
    Pass { name: "dce", run: dce::run },
    Pass { name: "sink", run: sink::run },
    Pass { name: "loops", run: loops::run },
    Pass { name: "unbox", run: unbox::run },
    Pass { name: "params", run: params::run },
    Pass { name: "types", run: types::run },
    Pass { name: "fold", run: fold::run },
    Pass { name: "number", run: number::run },
    Pass { name: "loads", run: loads::run },
    Pass { name: "loops", run: loops::run },
    Pass { name: "fold", run: fold::run },
    Pass { name: "number", run: number::run },
    Pass { name: "dce", run: dce::finish },
];

/// Runs every pass that is not switched off; `after` sees the function after each.
pub fn run(func: &mut Function, off: &[String], after: impl FnMut(&'static str, &Function)) {
    run_first(func, off, usize::MAX, after);
}

/// As [`run`], and stops after so many passes of the pipeline: to find the one that goes wrong.
pub fn run_first(
    func: &mut Function,
    off: &[String],
    most: usize,
    mut after: impl FnMut(&'static str, &Function),
) {
    for pass in PIPELINE.iter().take(most) {
        if off.iter().any(|name| name == pass.name) {
            continue;
        }
        (pass.run)(func);
        #[cfg(debug_assertions)]
        if let Err(fault) = crate::ir::verify::verify(func) {
            unreachable!("{fault} after {}:\n{func}", pass.name);
        }
        after(pass.name, func);
    }
}

/// Names that `-X jit-pass-off=` accepts.
pub fn pass_names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = PIPELINE.iter().map(|p| p.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::ir::{Function, parse::parse, verify::verify};

    /// Parses, runs one pass, verifies, and returns the function.
    pub fn after(text: &str, pass: fn(&mut Function)) -> Function {
        let mut func = parse(text).expect("test text parses");
        verify(&func).expect("test text is well formed");
        pass(&mut func);
        verify(&func).unwrap_or_else(|e| panic!("{e}\n{func}"));
        func
    }

    /// How often an instruction occurs in reachable code.
    pub fn count(func: &Function, name: &str) -> usize {
        func.to_string().split_whitespace().filter(|w| *w == name).count()
    }
}
