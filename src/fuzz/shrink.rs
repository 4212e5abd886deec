//! From a program that differs to a small one that still does: lines with the blocks below them, then blocks
//! without their heads, then parts of expressions.

use std::time::Instant;

/// What a program must still do, and how long one may look for smaller ones.
pub struct Shrinker<'a> {
    /// Whether a program still differs.
    pub differs: &'a dyn Fn(&str) -> bool,
    /// When to stop.
    pub until: Instant,
}

impl Shrinker<'_> {
    /// The smallest program that was found.
    pub fn shrink(&self, source: &str) -> String {
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        loop {
            let before = lines.clone();
            self.remove_lines(&mut lines);
            self.unwrap_blocks(&mut lines);
            self.simplify(&mut lines);
            if lines == before || Instant::now() > self.until {
                return lines.join("\n") + "\n";
            }
        }
    }

    fn still(&self, lines: &[String]) -> bool {
        let source = lines.join("\n") + "\n";
        // A syntax error is no finding: what differs must be what a program did.
        Instant::now() < self.until
            && taipan_vm::compile::Compiled::new(&source, "<shrunk>").is_valid()
            && (self.differs)(&source)
    }

    /// Removes lines, with the block below them, as long as the program still differs.
    fn remove_lines(&self, lines: &mut Vec<String>) {
        let mut size = lines.len() / 2;
        while size > 0 {
            let (mut at, mut removed) = (0, false);
            while at < lines.len() {
                let end = block_end(lines, at).max(at + size).min(lines.len());
                let rest = [&lines[..at], &lines[end..]].concat();
                if self.still(&rest) {
                    *lines = rest;
                    removed = true;
                } else {
                    at += size;
                }
            }
            if !removed || size > 1 {
                size /= 2;
            }
        }
    }

    /// Puts what stands in a block in the block's place.
    fn unwrap_blocks(&self, lines: &mut Vec<String>) {
        for at in (0..lines.len()).rev() {
            let end = block_end(lines, at);
            if at + 1 >= end || !lines[at].trim_end().ends_with(':') {
                continue;
            }
            let inner =
                lines[at + 1..end].iter().map(|l| l.strip_prefix("    ").unwrap_or(l).to_owned());
            let flat: Vec<String> = lines[..at].iter().cloned().chain(inner).collect();
            let flat = [&flat[..], &lines[end..]].concat();
            if self.still(&flat) {
                *lines = flat;
            }
        }
    }

    /// Takes parts of expressions for wholes.
    fn simplify(&self, lines: &mut Vec<String>) {
        for at in 0..lines.len() {
            let mut tried = 0;
            while let Some(simple) = simpler(&lines[at]).into_iter().nth(tried) {
                let mut other = lines.clone();
                other[at] = simple;
                if self.still(&other) {
                    *lines = other;
                    tried = 0;
                } else {
                    tried += 1;
                }
            }
        }
    }
}

/// Behind the lines that are indented more than this one.
fn block_end(lines: &[String], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let inside = |line: &&String| line.trim().is_empty() || indent(line) > indent(&lines[at]);
    at + 1 + lines[at + 1..].iter().take_while(inside).count()
}

/// Shorter forms of a line: a bracket replaced by what is in it, by a side of its operator, or by a number.
fn simpler(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, _) in line.match_indices('(') {
        let Some(close) = closing(line, open) else { continue };
        let inner = &line[open + 1..close];
        let put = |part: &str| format!("{}{part}{}", &line[..open], &line[close + 1..]);
        let is_call = line[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ']');
        if is_call {
            continue;
        }
        found.extend([put("1"), put("n0")]);
        for operator in [" + ", " - ", " * ", " & ", " | ", " ^ ", " % ", " if ", " else "] {
            if let Some((a, b)) = inner.split_once(operator) {
                found.extend([put(&format!("({a})")), put(&format!("({b})"))]);
            }
        }
        if let Some(bare) = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            found.push(put(&format!("({bare})")));
        }
    }
    found.retain(|simple| simple.len() < line.len());
    found
}

fn closing(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in line.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Qualified names of the functions that a program defines by `def`, and the module itself.
pub fn functions(source: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn shrunk(source: &str, differs: &dyn Fn(&str) -> bool) -> String {
        Shrinker { differs, until: Instant::now() + Duration::from_secs(5) }.shrink(source)
    }

    #[test]
    fn what_does_not_matter_is_removed() {
        let source = "def f(a):\n    b = a + 1\n    return b\nfor i in range(3):\n    f(i)\n    g((i * 2) + (1 - \
                      i))\nprint('x')\n";
        assert_eq!(shrunk(source, &|text| text.contains("g(")), "g(1 + 1)\n");
    }

    #[test]
    fn functions_have_qualified_names() {
        let source = "class C:\n    def m(self):\n        def g(): pass\n\ndef f(): pass\nasync def h(): pass\n";
        assert_eq!(functions(source), ["<module>", "C.m", "C.m.<locals>.g", "f", "h"]);
    }
}
