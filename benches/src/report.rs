//! Writes the tables as Markdown: ratios to CPython, geometric means, floors with pass or fail.

use crate::contender::{BASELINE, Contender};
use crate::floors::{self, geometric_mean, ratio};
use crate::machine;
use crate::measure::{Cell, Kind, Plan, Table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The whole of `RESULTS.md`.
pub fn document(
    contenders: &[Contender],
    absent: &[&str],
    tables: &[Table],
    plan: &Plan,
    words: &str,
) -> String {
    let mut text = String::from("# Results\n\n");
    let mut line = |s: String| {
        text.push_str(&s);
        text.push('\n');
    };
    line("This page is written by the runner; do not edit it.\n".to_owned());
    line(format!("- Machine: {}.", machine::describe()));
    line(format!("- Date: {}; commit {}.", machine::date(), machine::commit()));
    line(format!("- Command: `cargo run --release -p taipan-benches -- {words}`."));
    for contender in contenders {
        line(format!(
            "- {}: {} `{}`.",
            contender.name,
            contender.version,
            shown_command(contender)
        ));
    }
    if !absent.is_empty() {
        line(format!("- Absent: {}.", absent.join(", ")));
    }
    line(format!(
        "- Method: contenders alternate in {} rounds; steady state is the median of {} iterations after {} in each \
         round; a whole process runs {} iterations from the start.",
        plan.rounds, plan.iterations, plan.warmups, plan.whole_iterations
    ));
    line("- A ratio says how many times faster than CPython 3.11 in the same run (memory: how many times as much).".to_owned());
    line(
        "- `!` marks a result that differs from CPython's; a dash means that it did not run.\n"
            .to_owned(),
    );
    for table in tables {
        write_table(&mut text, contenders, table);
    }
    write_problems(&mut text, tables);
    write_floors(&mut text, tables);
    text
}

fn shown_command(contender: &Contender) -> String {
    let mut words = vec![contender.binary.display().to_string()];
    words.extend(contender.options.iter().map(|option| (*option).to_owned()));
    words.join(" ")
}

fn write_table(text: &mut String, contenders: &[Contender], table: &Table) {
    let title = match table.kind {
        Kind::Steady => "Steady state",
        Kind::Whole => "Whole process",
        Kind::Memory => "Peak memory",
        Kind::Micro => "Single features, whole process",
    };
    let _ = writeln!(text, "## {title}\n");
    let others: Vec<&Contender> = contenders.iter().filter(|c| c.name != BASELINE).collect();
    let names: String = others.iter().map(|c| format!(" {} |", c.name)).collect();
    let unit = if table.kind == Kind::Memory { "MB" } else { "ms" };
    let _ = writeln!(text, "| benchmark | {BASELINE} {unit} |{names}");
    let _ = writeln!(text, "|---|---:|{}", "---:|".repeat(others.len()));
    for (name, row) in &table.rows {
        let baseline =
            row.get(BASELINE).and_then(Cell::median).map(|m| shown_figure(table.kind, m));
        let _ = write!(text, "| {name} | {} |", baseline.unwrap_or("-".to_owned()));
        for contender in &others {
            let _ = write!(text, " {} |", shown_ratio(table.kind, row, contender.name));
        }
        text.push('\n');
    }
    let _ = write!(text, "| **geometric mean** | |");
    for contender in &others {
        let mean = geometric_mean(table, contender.name);
        let mean = mean.map(|m| if table.kind == Kind::Memory { 1.0 / m } else { m });
        let _ = write!(text, " {} |", mean.map_or("-".to_owned(), |m| format!("**{m:.2}**")));
    }
    text.push_str("\n\n");
}

fn shown_figure(kind: Kind, figure: f64) -> String {
    if kind == Kind::Memory {
        format!("{:.1}", figure / 1000.0)
    } else {
        format!("{:.1}", figure * 1000.0)
    }
}

fn shown_ratio(kind: Kind, row: &BTreeMap<&'static str, Cell>, name: &str) -> String {
    match ratio(row, name) {
        Some(r) if kind == Kind::Memory => format!("{:.2}", 1.0 / r),
        Some(r) => format!("{r:.2}{}", if Table::agrees(row, name) { "" } else { " !" }),
        None => "-".to_owned(),
    }
}

fn write_problems(text: &mut String, tables: &[Table]) {
    let mut lines = Vec::new();
    for table in tables.iter().filter(|t| t.kind != Kind::Memory) {
        for (name, row) in &table.rows {
            for (contender, cell) in row {
                if let Some(problem) = &cell.problem {
                    lines.push(format!("- {name}, {contender}: {problem}"));
                } else if !Table::agrees(row, contender) {
                    lines.push(format!("- {name}, {contender}: the result differs from CPython's"));
                }
            }
        }
    }
    lines.dedup();
    if !lines.is_empty() {
        let _ = writeln!(text, "## Problems\n\n{}\n", lines.join("\n"));
    }
}

fn write_floors(text: &mut String, tables: &[Table]) {
    let verdicts = floors::verdicts(tables);
    if verdicts.is_empty() {
        return;
    }
    text.push_str("## Floors\n\n| floor | measured | |\n|---|---:|---|\n");
    for verdict in verdicts {
        let mark = match verdict.holds {
            Some(true) => "pass",
            Some(false) => "**fail**",
            None => "-",
        };
        let _ = writeln!(text, "| {} | {} | {mark} |", verdict.floor, verdict.measured);
    }
}
