//! Oracles: one program under several plans, in one process; anything that differs is a bug.

use crate::plan::Plan;
use taipan::{Captured, run_captured};

/// Runs a program under a plan.
pub fn run(source: &str, plan: &Plan) -> Captured {
    run_captured(source, &plan.options).expect("there is memory for a VM")
}

/// Runs a program under every plan; what all of them did, as the last one tells it.
///
/// # Errors
/// The first difference, told in lines.
pub fn compare(source: &str, plans: &[Plan]) -> Result<Captured, String> {
    let (base, others) = plans.split_first().expect("there are plans");
    let mut outcome = run(source, base);
    for plan in others {
        let actual = run(source, plan);
        if let Some(difference) = difference(&outcome, &actual) {
            return Err(format!("{} and {} differ\n{difference}", base.name, plan.name));
        }
        outcome = actual;
    }
    Ok(outcome)
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
