//! From a program that differs to a small one that still does, and to what it takes: the functions that must be
//! specialized, the families, the passes, the knobs of the plan.

use super::campaign::compare;
use super::plan::Plan;
use crate::options::Options;
use taipan_vm::bytecode::Opcode;
use taipan_vm::tier::families::Switch;

/// Compares at most so often.
const PATIENCE: usize = 2000;

/// Removes lines, with the block below them, as long as the plans still differ.
pub fn shrink(source: &str, plans: &[Plan]) -> String {
    let mut lines: Vec<&str> = source.lines().collect();
    let mut size = lines.len() / 2;
    let mut tries = 0;
    while size > 0 {
        let (mut at, mut removed) = (0, false);
        while at < lines.len() && tries < PATIENCE {
            let end = block_end(&lines, at).max(at + size).min(lines.len());
            let rest: Vec<&str> = [&lines[..at], &lines[end..]].concat();
            tries += 1;
            if differs(&rest.join("\n"), plans) {
                lines = rest;
                removed = true;
            } else {
                at += size;
            }
        }
        if !removed || size > 1 {
            size /= 2;
        }
    }
    lines.join("\n") + "\n"
}

/// Behind the lines that are indented more than this one.
fn block_end(lines: &[&str], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let inside = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[at]);
    at + 1 + lines[at + 1..].iter().take_while(inside).count()
}

/// A syntax error is no finding: what differs must be what a program did.
fn differs(source: &str, plans: &[Plan]) -> bool {
    let found = |difference: &super::oracle::Difference| !difference.text.contains("SyntaxError");
    taipan_vm::compile::Compiled::new(source, "<shrunk>").is_valid()
        && compare(source, plans).is_err_and(|difference| found(&difference))
}

/// What a difference between a plan and the first one hangs on.
#[derive(Clone, Debug, Default)]
pub struct Blame {
    /// Functions without whose specialization and compilation there is none.
    pub functions: Vec<String>,
    /// Families without which there is none.
    pub families: Vec<&'static str>,
    /// Passes without which there is none.
    pub passes: Vec<&'static str>,
    /// Knobs of the plan that must be turned.
    pub knobs: Vec<String>,
}

/// Tries one change of the plan after the other.
pub fn blame(source: &str, base: &Plan, plan: &Plan) -> Blame {
    let still = |change: &dyn Fn(&mut Options)| {
        let mut changed = plan.clone();
        change(&mut changed.options);
        differs(source, &[base.clone(), changed])
    };
    let mut blame = Blame::default();
    for name in functions(source) {
        if !still(&|options| options.tiers.generic.push(name.clone())) {
            blame.functions.push(name);
        }
    }
    for &family in taipan_vm::stats::FAMILIES {
        let off = |options: &mut Options| options.tiers.switch(Switch::Instruction(family), false);
        if !still(&off) {
            blame.families.push(Opcode::name(family));
        }
    }
    for pass in taipan_jit::opt::pass_names() {
        let off = |options: &mut Options| {
            options.jit.get_or_insert_default().passes_off.push(pass.to_owned());
        };
        if !still(&off) {
            blame.passes.push(pass);
        }
    }
    if let Some(tier_plan) = &plan.options.tiers.plan {
        for knob in tier_plan.turned() {
            let without = tier_plan.as_ref().clone().with(knob, 0);
            if !still(&|options| options.use_plan(without.clone())) {
                blame.knobs.push(format!("{knob:?}"));
            }
        }
    }
    blame
}

/// Qualified names of the functions that a program defines by `def`, and the module itself.
fn functions(source: &str) -> Vec<String> {
    let mut scopes: Vec<(usize, String)> = Vec::new();
    let mut names = vec!["<module>".to_owned()];
    for line in source.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        scopes.retain(|(of, _)| *of < indent);
        let text = line.trim_start();
        let text = text.strip_prefix("async ").unwrap_or(text);
        let head = text.strip_prefix("def ").map(|rest| (rest, true));
        let head = head.or(text.strip_prefix("class ").map(|rest| (rest, false)));
        let Some((rest, is_function)) = head else { continue };
        let is_name = |c: &char| c.is_alphanumeric() || *c == '_';
        let name: String = rest.chars().take_while(is_name).collect();
        let outer = scopes.last().map_or(String::new(), |(_, outer)| outer.clone());
        let qualified = format!("{outer}{name}");
        let inner = if is_function { ".<locals>." } else { "." };
        scopes.push((indent, format!("{qualified}{inner}")));
        if is_function && !names.contains(&qualified) {
            names.push(qualified);
        }
    }
    names
}

impl std::fmt::Display for Blame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = |what: &str, names: String| {
            let names = if names.is_empty() { "(none alone)".to_owned() } else { names };
            format!("{what}: {names}\n")
        };
        f.write_str(&line("functions", self.functions.join(", ")))?;
        f.write_str(&line("families", self.families.join(", ")))?;
        f.write_str(&line("passes", self.passes.join(", ")))?;
        f.write_str(&line("knobs", self.knobs.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;

    #[test]
    fn what_does_not_matter_is_removed() {
        // Differs by an address that is printed as a number: from run to run.
        let source = "def f(a):\n    b = a + 1\n    return b\nfor i in range(3):\n    f(i)\nprint(id(object()) \
                      // 1)\nprint('x')\n";
        let plans: Vec<Plan> = plan::fixed().into_iter().take(2).collect();
        assert_eq!(shrink(source, &plans), "print(id(object()) // 1)\n");
    }

    #[test]
    fn functions_have_qualified_names() {
        let source = "class C:\n    def m(self):\n        def g(): pass\n\ndef f(): pass\nasync def h(): pass\n";
        assert_eq!(functions(source), ["<module>", "C.m", "C.m.<locals>.g", "f", "h"]);
    }
}
