//! Oracles: one program under several tier settings, in one process; anything that differs is a bug.

use taipan::{Captured, Options, run_captured};

/// A way to run: its name and the options that select it.
pub struct Mode {
    /// For reports.
    pub name: &'static str,
    /// As on the command line, after `-X`.
    pub options: &'static [&'static str],
}

/// The tiers that are compared; the first one is what the others must agree with.
pub const MODES: &[Mode] = &[
    Mode { name: "generic", options: &["tier=generic"] },
    Mode { name: "adaptive", options: &["tier=adaptive"] },
    Mode { name: "jit", options: &["tier=jit", "jit=eager"] },
    Mode { name: "deopt-stress", options: &["tier=jit", "jit=eager", "deopt-stress=7"] },
];

/// Runs a program in one mode, with a fixed hash seed.
pub fn run(source: &str, mode: &Mode) -> Captured {
    let mut options = Options::default();
    options.runtime.hash_seed = Some(0);
    for option in mode.options {
        options.set(option).expect("the table holds valid options");
    }
    run_captured(source, &options).expect("there is memory for a VM")
}

/// What a comparison came to.
pub struct Agreement {
    /// What every mode did, as the last one tells it.
    pub outcome: Captured,
}

/// Runs a program in every mode.
///
/// # Errors
/// The first difference, told in lines.
pub fn compare(source: &str) -> Result<Agreement, String> {
    let (base, others) = MODES.split_first().expect("there are modes");
    let expected = run(source, base);
    let mut last = None;
    for mode in others {
        let actual = run(source, mode);
        if let Some(difference) = difference(&expected, &actual) {
            return Err(format!("{} and {} differ\n{difference}", base.name, mode.name));
        }
        last = Some(actual);
    }
    Ok(Agreement { outcome: last.unwrap_or(expected) })
}

/// The first line in which two runs differ.
fn difference(a: &Captured, b: &Captured) -> Option<String> {
    let text = |c: &Captured| {
        format!("{}{}", c.stdout, c.exception.as_deref().unwrap_or("(no exception)"))
    };
    let (a, b) = (text(a), text(b));
    if a == b {
        return None;
    }
    let (mut left, mut right) = (a.lines(), b.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (Some(x), Some(y)) if x == y => {}
            (None, None) => break,
            (x, y) => {
                let (x, y) = (x.unwrap_or("(nothing)"), y.unwrap_or("(nothing)"));
                return Some(format!("line {number} of the output:\n- {x}\n+ {y}"));
            }
        }
    }
    Some("line ends differ".to_owned())
}
