//! The explanation as a page that needs nothing else: source coloured by specialization.
//!
//! The state of a line is also a letter, and that of a site a kind of underline, so that the page can
//! be read without colour; what hovering shows is also in the list that a line unfolds.

use super::advice::{self, HOT};
use super::{Explained, Function, Run, share};
use std::fmt::Write;
use taipan_vm::stats::SiteState;

const STYLE: &str = include_str!("page.css");

/// How a state looks: its letter, its style, what it means; the least worrying first.
const LOOKS: [(SiteState, &str, &str, &str); 6] = [
    (SiteState::Cold, "·", "cold", "has not run"),
    (SiteState::Monomorphic, "M", "mono", "specialized, and saw one alternative (solid underline)"),
    (SiteState::Warming, "W", "warming", "ran, but too rarely to specialize"),
    (SiteState::Polymorphic, "P", "poly", "specialized, and saw up to four (dashed)"),
    (SiteState::Megamorphic, "X", "mega", "saw more than four (wavy)"),
    (SiteState::Generic, "G", "generic", "did not specialize (dotted)"),
];

/// A site counts for its line if it ran at least once in so many runs of the line's busiest.
const OFTEN: u64 = 20;

fn rank(state: SiteState) -> usize {
    LOOKS.iter().position(|look| look.0 == state).unwrap_or(0)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// The page.
pub(super) fn page(run: &Run) -> String {
    let title = escape(&run.program);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}: specialization</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p>{} instructions ran. Open a line to see its sites; hover over \
         underlined source to see one.</p>\n<dl>\n",
        run.instructions
    );
    for (state, letter, class, meaning) in LOOKS {
        let name = state.name();
        let _ = writeln!(out, "<dt class=\"{class}\">{letter} {name}</dt><dd>{meaning}</dd>");
    }
    out.push_str("</dl>\n");
    if let Some(remark) = run.remark() {
        let _ = writeln!(out, "<pre>{}</pre>", escape(&remark));
    }
    for function in &run.functions {
        write_function(&mut out, function);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn write_function(out: &mut String, function: &Function) {
    let _ = writeln!(
        out,
        "<h2>{} <span class=\"file\">{}:{}, {} runs of sites, {} hit</span></h2>\n\
         <div class=\"scroll\"><table>\n<tr><th class=\"n\">line</th><th class=\"m\">\
         <abbr title=\"state\">s</abbr></th><th class=\"r\">runs</th><th>source</th></tr>",
        escape(&function.name),
        escape(&function.file),
        function.line,
        function.executions,
        share(function.hits, function.executions)
    );
    let ran = function.lines();
    let last = ran.last().copied().unwrap_or(0);
    let first = ran.first().map_or(function.line, |first| function.line.max(1).min(*first));
    for line in first.max(1)..=last {
        // A module's own lines are those that ran: its functions have tables of their own.
        if function.name != "<module>" || ran.contains(&line) {
            write_line(out, function, line);
        }
    }
    out.push_str("</table></div>\n");
}

fn write_line(out: &mut String, function: &Function, line: i32) {
    let sites: Vec<&Explained> = function.sites.iter().filter(|s| s.record.line == line).collect();
    let runs = sites.iter().map(|s| s.record.executions).max();
    // What ran once to set a loop up does not colour the loop.
    let counts = |s: &&&Explained| s.record.executions * OFTEN >= runs.unwrap_or(0);
    let worst = sites.iter().filter(counts).map(|s| rank(s.record.state)).max();
    let (_, letter, class, _) = worst.map_or(LOOKS[0], |rank| LOOKS[rank]);
    let runs = runs.map_or(String::new(), |n| n.to_string());
    let source = marked(function.source(line), &sites);
    let items = items(function, line, &sites);
    let (letter, class) = if worst.is_some() { (letter, class) } else { ("", "none") };
    let _ = write!(
        out,
        "<tr class=\"{class}\"><td class=\"n\">{line}</td><td class=\"m\">{letter}</td>\
         <td class=\"r\">{runs}</td><td>"
    );
    let _ = match items.is_empty() {
        true => writeln!(out, "<pre>{source}</pre></td></tr>"),
        false => writeln!(
            out,
            "<details><summary><code>{source}</code></summary><ul>{items}</ul></details></td></tr>"
        ),
    };
}

/// What a line unfolds: its sites, their causes and fixes.
fn items(function: &Function, line: i32, sites: &[&Explained]) -> String {
    let mut out = String::new();
    let advised = |advice: Option<advice::Advice>| match advice {
        Some((cause, fix)) => format!("<br>cause: {}<br>fix: {}", escape(cause), escape(fix)),
        None => String::new(),
    };
    for site in sites {
        let advice = advised(advice::of_site(site));
        let _ = write!(out, "<li>{}{advice}</li>", escape(&site.verdict()));
    }
    for &(_, op, runs) in function.others.iter().filter(|o| o.0 == line && o.2 >= HOT) {
        let advice = advised(advice::of_instruction(op));
        let _ = write!(out, "<li>{}: {runs} runs{advice}</li>", op.name());
    }
    out
}

/// Source with its sites underlined; those that lie in each other are nested.
fn marked(source: &str, sites: &[&Explained]) -> String {
    let mut spans: Vec<(usize, usize, &Explained)> = sites
        .iter()
        .filter(|s| s.record.end_line == s.record.line)
        .filter_map(|s| s.record.columns.map(|(a, b)| (a as usize, b as usize, *s)))
        .filter(|(a, b, _)| a < b && source.get(*a..*b).is_some())
        .collect();
    spans.sort_by_key(|(a, b, s)| (*a, std::cmp::Reverse(*b), s.record.offset));
    let (mut out, mut at, mut open) = (String::new(), 0, Vec::new());
    for (start, end, site) in spans {
        close(&mut out, source, &mut at, &mut open, start);
        if open.last().is_some_and(|&outer| end > outer) {
            continue;
        }
        out.push_str(&escape(&source[at..start]));
        at = start;
        let class = LOOKS[rank(site.record.state)].2;
        let title = escape(&site.verdict());
        let _ = write!(out, "<span class=\"site {class}\" title=\"{title}\">");
        open.push(end);
    }
    close(&mut out, source, &mut at, &mut open, usize::MAX);
    out.push_str(&escape(&source[at..]));
    out
}

/// Closes the spans that end before `start`.
fn close(out: &mut String, source: &str, at: &mut usize, open: &mut Vec<usize>, start: usize) {
    while let Some(end) = open.pop_if(|end| *end <= start) {
        out.push_str(&escape(&source[*at..end]));
        out.push_str("</span>");
        *at = end;
    }
}
