//! The optimizer and the exit maps by themselves: little programs (`mini`), made HIR (`build`), run by an
//! evaluator (`eval`). Wherever a run leaves, the little language's own interpreter goes on, and the end must be
//! what it is without HIR.

mod build;
mod eval;
mod mini;

use mini::{Mini, Val};
use taipan_jit::ir::{Function, parse::parse, verify::verify};
use taipan_jit::opt;

/// Checks each pass, in order, some of them left out, and printing and parsing.
///
/// # Errors
/// What is wrong, with the function.
pub fn check_passes(bytes: &[u8]) -> Result<(), String> {
    check(bytes, |left, _| left.vars())
}

/// Checks that frame maps give what frame states name, after each pass.
///
/// # Errors
/// What is wrong, with the function.
pub fn check_maps(bytes: &[u8]) -> Result<(), String> {
    check(bytes, |left, plain| {
        let vars = left.vars_by_map()?;
        match vars == left.vars()? {
            true => Ok(vars),
            false => {
                Err(format!("the map gives {vars:?}, the state {:?}, entry {plain:?}", left.vars()))
            }
        }
    })
}

fn check(
    bytes: &[u8],
    vars: impl Fn(&eval::Left<'_>, &[Val]) -> Result<Vec<Val>, String>,
) -> Result<(), String> {
    let (choice, bytes) = bytes.split_at(bytes.len().min(2));
    let mini = Mini::new(bytes);
    let mut expected = mini.entry.clone();
    let Ok(end) = mini.run(0, &mut expected) else { return Ok(()) };
    let agrees = |func: &Function, when: &str| {
        let told = |why: String| format!("{when}: {why}\n{mini:?}\n{func}");
        verify(func).map_err(told)?;
        let left = eval::run(func, &mini.entry).map_err(told)?;
        let mut now = vars(&left, &mini.entry).map_err(told)?;
        let stopped = mini.run(left.pc(), &mut now).map_err(told)?;
        match (stopped, &now) == (end, &expected) {
            true => Ok(()),
            false => {
                Err(told(format!("ends at {stopped} with {now:?}, not at {end} with {expected:?}")))
            }
        }
    };
    let mut func = build::build(&mini);
    agrees(&func, "as built")?;
    let text = func.to_string();
    let read = parse(&text).map_err(|why| format!("{why}\n{text}"))?;
    // Reading gives numbers anew, in the order of the text, and so changes no text that was read before.
    let again = parse(&read.to_string()).map_err(|why| format!("{why}\n{read}"))?;
    if again.to_string() != read.to_string() {
        return Err(format!("printed and parsed:\n{read}\n{again}"));
    }
    agrees(&read, "printed and parsed")?;
    // The first bytes leave passes out, often none.
    let names = opt::pass_names();
    let is_off = |i: usize| choice.first().is_some_and(|&c| c as usize % 24 == i);
    let off: Vec<String> = names
        .iter()
        .enumerate()
        .filter(|(i, _)| is_off(*i))
        .map(|(_, n)| (*n).to_owned())
        .collect();
    let mut fault = None;
    opt::run(&mut func, &off, |pass, func| {
        if fault.is_none() {
            fault = agrees(func, &format!("after {pass}, without {off:?}")).err();
        }
    });
    fault.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::super::generate::seeded;

    #[test]
    fn passes_leave_what_functions_compute() {
        for seed in 0..3000 {
            let bytes = seeded(seed, 20 + seed as usize % 60);
            super::check_passes(&bytes).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
            super::check_maps(&bytes).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
        }
    }
}
