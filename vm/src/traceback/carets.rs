//! The source lines of one traceback entry, with carets under the part that ran.
//!
//! The rules are those of CPython 3.14's `traceback` module (`StackSummary.format_frame_summary`).

use super::anchors::{self, Anchors};
use super::source::Lines;
use crate::bytecode::line_table::Lines as Place;
use std::collections::BTreeSet;

/// The lines below `File ..., line ..., in ...`, indented by four.
pub(super) fn render(source: &Lines, place: Place) -> String {
    let first = place.line.max(1) as usize - 1;
    let Some(line) = source.get(first) else { return String::new() };
    let Some((start, end)) = place.columns else {
        return indent(&format!("{}\n", line.trim()));
    };
    let last = (place.end_line.max(place.line) as usize - 1).min(source.len() - 1);
    let original: Vec<&str> = source[first..=last].iter().map(|l| l.trim_end()).collect();
    if original[0].trim().is_empty() {
        return String::new();
    }
    let margin = margin(&original);
    let lines: Vec<String> = original.iter().map(|l| l.chars().skip(margin).collect()).collect();
    let start = char_offset(original[0], start).saturating_sub(margin);
    let end = char_offset(original[original.len() - 1], end).saturating_sub(margin);
    let view = View { lines: &lines, start, end, anchors: None };
    let anchors = anchors::find(&view.segment()).map(|a| view.place_anchors(a));
    let view = View { anchors, ..view };
    indent(&dedent(&view.render()))
}

/// Characters before byte `offset`.
fn char_offset(line: &str, offset: i32) -> usize {
    let offset = offset.max(0) as usize;
    line.char_indices().take_while(|(i, _)| *i < offset).count()
}

fn leading(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

fn margin(lines: &[&str]) -> usize {
    lines.iter().filter(|l| !l.trim().is_empty()).map(|l| leading(l)).min().unwrap_or(0)
}

fn dedent(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let margin = margin(&lines);
    lines.iter().map(|l| l.chars().skip(margin).collect::<String>() + "\n").collect()
}

fn indent(text: &str) -> String {
    text.lines().map(|l| format!("    {l}\n")).collect()
}

/// Columns that a character takes on a terminal.
fn width(c: char) -> usize {
    let wide = matches!(c as u32,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x1f900..=0x1f9ff | 0x20000..=0x3fffd);
    1 + wide as usize
}

fn columns(line: &str, chars: usize) -> usize {
    line.chars().take(chars).map(width).sum()
}

/// Anchors by line and character.
#[derive(Clone, Copy)]
struct Placed {
    left: (usize, usize),
    right: (usize, usize),
}

struct View<'a> {
    lines: &'a [String],
    /// First character of the instruction in the first line.
    start: usize,
    /// First character behind it in the last line.
    end: usize,
    anchors: Option<Placed>,
}

impl View<'_> {
    fn segment(&self) -> String {
        let last = self.lines.len() - 1;
        let part = |i: usize| -> String {
            let from = if i == 0 { self.start } else { 0 };
            let to = if i == last { self.end } else { usize::MAX };
            self.lines[i].chars().take(to).skip(from).collect()
        };
        (0..=last).map(part).collect::<Vec<_>>().join("\n")
    }

    fn place_anchors(&self, a: Anchors) -> Placed {
        let segment: Vec<char> = self.segment().chars().collect();
        let at = |offset: usize| {
            let before = &segment[..offset.min(segment.len())];
            let line = before.iter().filter(|&&c| c == '\n').count();
            let column = before.iter().rev().take_while(|&&c| c != '\n').count();
            (line, if line == 0 { column + self.start } else { column })
        };
        Placed { left: at(a.start), right: at(a.end) }
    }

    /// Carets are left out where they would say no more than the line does.
    fn shows_carets(&self) -> bool {
        let last = &self.lines[self.lines.len() - 1];
        let before: String = self.lines[0].chars().take(self.start).collect();
        let after: String = last.chars().skip(self.end).collect();
        if after.trim().is_empty() && self.is_plain_call(before.trim()) {
            return false;
        }
        self.anchors.is_some() || !before.trim().is_empty() || !after.trim().is_empty()
    }

    /// `return name(...)` and `target = call(...)`, with the call to the end of the line.
    fn is_plain_call(&self, before: &str) -> bool {
        let segment = self.segment();
        let is_call = self.anchors.is_some() && segment.ends_with(')') && {
            let (line, column) = self.anchors.map_or((0, 0), |a| a.left);
            self.lines[line].chars().nth(column) == Some('(')
        };
        if !is_call {
            return false;
        }
        if before == "return" {
            let head: String = segment.chars().take_while(|c| *c != '(').collect();
            return !head.is_empty() && head.chars().all(|c| c.is_alphanumeric() || c == '_');
        }
        before.ends_with('=') && !before.ends_with("==") && {
            let target = before.trim_end_matches('=').trim_end();
            !target.is_empty() && !target.ends_with(|c: char| "+-*/%&|^<>@:!".contains(c))
        }
    }

    fn render(&self) -> String {
        let last = self.lines.len() - 1;
        let mut shown: BTreeSet<usize> = [0, last].into();
        if let Some(a) = self.anchors {
            for line in [a.left.0, a.right.0] {
                shown.extend(line.saturating_sub(1)..=(line + 1).min(last));
            }
        }
        let carets = self.shows_carets();
        let (mut out, mut before) = (String::new(), None);
        for line in shown {
            if let Some(before) = before {
                match line - before {
                    0 | 1 => {}
                    2 => self.render_line(line - 1, carets, &mut out),
                    gap => out += &format!("...<{} lines>...\n", gap - 1),
                }
            }
            self.render_line(line, carets, &mut out);
            before = Some(line);
        }
        out
    }

    fn render_line(&self, number: usize, carets: bool, out: &mut String) {
        let line = &self.lines[number];
        out.push_str(line);
        out.push('\n');
        if !carets {
            return;
        }
        let is_last = number == self.lines.len() - 1;
        let end = if is_last { columns(line, self.end) } else { columns(line, usize::MAX) };
        let start = if number == 0 { columns(line, self.start) } else { 0 };
        let start = start.max(leading(line));
        let stress = self.anchors.map(|a| {
            let from = match number.cmp(&a.left.0) {
                std::cmp::Ordering::Less => usize::MAX,
                std::cmp::Ordering::Equal => columns(line, a.left.1),
                std::cmp::Ordering::Greater => 0,
            };
            let to = match number.cmp(&a.right.0) {
                std::cmp::Ordering::Less => usize::MAX,
                std::cmp::Ordering::Equal => columns(line, a.right.1),
                std::cmp::Ordering::Greater => 0,
            };
            from..to
        });
        for column in 0..end {
            out.push(match &stress {
                _ if column < start => ' ',
                Some(range) if !range.contains(&column) => '~',
                _ => '^',
            });
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn rendered(line: &str, start: i32, end: i32) -> String {
        let source: Lines = Rc::new(vec![line.to_owned()]);
        render(&source, Place { line: 1, end_line: 1, columns: Some((start, end)) })
    }

    #[test]
    fn carets_stress_operator_and_call() {
        assert_eq!(rendered("x = 1 / 0", 4, 9), "    x = 1 / 0\n        ~~^~~\n");
        assert_eq!(rendered("    f(1)", 4, 8), "    f(1)\n    ~^^^\n");
        assert_eq!(rendered("    return f(1)", 11, 15), "    return f(1)\n");
        assert_eq!(rendered("    raise E", 4, 11), "    raise E\n");
    }
}
