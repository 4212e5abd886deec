//! The floors of issues 2 and 3, as data, and whether a table meets them.

use crate::contender::BASELINE;
use crate::measure::{Cell, Kind, Table};
use std::collections::BTreeMap;

/// How many times faster than the baseline `contender` is on a row (for memory: how many times smaller).
pub fn ratio(row: &BTreeMap<&'static str, Cell>, contender: &str) -> Option<f64> {
    ratio_to(row, contender, BASELINE)
}

fn ratio_to(row: &BTreeMap<&'static str, Cell>, contender: &str, other: &str) -> Option<f64> {
    Some(row.get(other)?.median()? / row.get(contender)?.median()?)
}

/// The geometric mean of the ratios that exist.
pub fn geometric_mean(table: &Table, contender: &str) -> Option<f64> {
    let ratios: Vec<f64> = table.rows.iter().filter_map(|(_, row)| ratio(row, contender)).collect();
    let sum: f64 = ratios.iter().map(|r| r.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}

/// A floor, what was measured against it, and whether it holds; `None` if it could not be measured.
pub struct Verdict {
    pub floor: String,
    pub measured: String,
    pub holds: Option<bool>,
}

/// Programs that are nothing but machine code waiting to happen.
const KERNELS: &[&str] = &["nbody", "spectral_norm", "fannkuch", "scimark_sor"];

pub fn verdicts(tables: &[Table]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for table in tables {
        match table.kind {
            Kind::Steady => {
                verdicts.push(mean(table, "adaptive", 1.0));
                verdicts.push(lowest(table, "adaptive", 0.6));
                verdicts.push(mean(table, "jit", 2.5));
                verdicts.extend(KERNELS.iter().map(|name| single(table, name, "jit", 8.0)));
                verdicts.push(mean(table, "adaptive", 1.5));
                verdicts.push(lowest(table, "adaptive", 0.9));
            }
            Kind::Whole => verdicts.push(never_slower(table)),
            Kind::Memory => {
                verdicts.push(at_most(table, "adaptive", 2.0));
                verdicts.push(at_most(table, "jit", 2.0));
                verdicts.push(at_most(table, "adaptive", 1.5));
            }
            Kind::Micro => {
                verdicts.push(mean(table, "adaptive", 1.5));
                verdicts.push(lowest(table, "adaptive", 0.9));
            }
        }
    }
    // What was left out of the run is not listed.
    verdicts.retain(|v| v.holds.is_some());
    verdicts
}

fn mean(table: &Table, tier: &str, floor: f64) -> Verdict {
    let mean = geometric_mean(table, tier);
    Verdict {
        floor: format!("{tier}, {}: geometric mean at least {floor}", named(table)),
        measured: mean.map_or("not measured".to_owned(), |m| format!("{m:.2}")),
        holds: mean.map(|m| m >= floor),
    }
}

fn lowest(table: &Table, tier: &str, floor: f64) -> Verdict {
    let worst = extreme(table, |row| ratio(row, tier));
    Verdict {
        floor: format!("{tier}, {}: none below {floor}", named(table)),
        measured: described(&worst),
        holds: worst.map(|(_, r)| r >= floor),
    }
}

fn single(table: &Table, name: &str, tier: &str, floor: f64) -> Verdict {
    let found =
        table.rows.iter().find(|(row, _)| row == name).and_then(|(_, row)| ratio(row, tier));
    Verdict {
        floor: format!("{tier}, steady state: {name} at least {floor}"),
        measured: found.map_or("not measured".to_owned(), |r| format!("{r:.2}")),
        holds: found.map(|r| r >= floor),
    }
}

fn never_slower(table: &Table) -> Verdict {
    let worst = extreme(table, |row| ratio_to(row, "jit", "adaptive"));
    Verdict {
        floor: "jit, whole process: at least 0.9 of adaptive on each".to_owned(),
        measured: described(&worst),
        holds: worst.map(|(_, r)| r >= 0.9),
    }
}

fn named(table: &Table) -> &'static str {
    match table.kind {
        Kind::Micro => "single features",
        _ => "steady state",
    }
}

fn at_most(table: &Table, tier: &str, times: f64) -> Verdict {
    let worst = extreme(table, |row| ratio(row, tier)).map(|(name, r)| (name, 1.0 / r));
    Verdict {
        floor: format!("{tier}, peak memory: at most {times} times CPython's on each"),
        measured: described(&worst),
        holds: worst.map(|(_, r)| r <= times),
    }
}

/// The row where `figure` is smallest.
fn extreme(
    table: &Table,
    figure: impl Fn(&BTreeMap<&'static str, Cell>) -> Option<f64>,
) -> Option<(&str, f64)> {
    let figures = table.rows.iter().filter_map(|(name, row)| Some((name.as_str(), figure(row)?)));
    figures.min_by(|a, b| a.1.total_cmp(&b.1))
}

fn described(worst: &Option<(&str, f64)>) -> String {
    worst.map_or("not measured".to_owned(), |(name, r)| format!("{r:.2} ({name})"))
}
