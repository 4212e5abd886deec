//! The table of `taipan bench`.

use super::Measured;
use serde_json::Value;

const TITLES: [&str; 9] = [
    "tier",
    "median",
    "spread",
    "speedup",
    "sites specialized",
    "hits",
    "compiled",
    "exits",
    "compile time",
];

/// A row per tier; speedups are over the row above.
pub fn table(tiers: &[Measured]) -> String {
    let mut rows = vec![TITLES.map(str::to_owned)];
    let mut below = None;
    for tier in tiers {
        let middle = median(&tier.seconds);
        rows.push(row(tier, middle, below));
        below = Some(middle);
    }
    let widths: Vec<usize> =
        (0..TITLES.len()).map(|i| rows.iter().map(|r| r[i].len()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in &rows {
        let mut line = format!("{:<width$}", row[0], width = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line.push_str(&format!("   {cell:>width$}"));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn row(tier: &Measured, middle: f64, below: Option<f64>) -> [String; 9] {
    let machine = &tier.stats["machine_code"];
    let units = machine["units"].as_array();
    let sum = |v: &Value| -> u64 {
        v.as_object().map_or(0, |o| o.values().filter_map(Value::as_u64).sum())
    };
    let compile = |units: &Vec<Value>| -> u64 {
        units.iter().filter_map(|u| u["nanoseconds"].as_u64()).sum()
    };
    [
        tier.tier.to_owned(),
        seconds(middle),
        format!("{:.1} %", spread(&tier.seconds, middle) * 100.0),
        below.map_or(String::new(), |b| format!("{:.2}x", b / middle)),
        sites(&tier.stats),
        hits(&tier.stats),
        units.map_or(String::new(), |u| u.len().to_string()),
        units.map_or(String::new(), |_| sum(&machine["exits"]).to_string()),
        units.map_or(String::new(), |u| format!("{:.1} ms", compile(u) as f64 / 1e6)),
    ]
}

/// Sites that ended specialized, of those that ran.
fn sites(stats: &Value) -> String {
    let sites = stats["sites"].as_array().map_or(&[][..], Vec::as_slice);
    let specialized = sites.iter().filter(|s| s["installed"] != s["family"]).count();
    format!("{specialized} of {}", sites.len())
}

/// The share of executions in the interpreter whose guards held.
fn hits(stats: &Value) -> String {
    let total = |what: &str| -> u64 {
        let families = stats["families"].as_object();
        families.map_or(0, |f| f.values().filter_map(|f| f[what].as_u64()).sum())
    };
    match total("executions") {
        0 => String::new(),
        all => format!("{:.1} %", total("hits") as f64 * 100.0 / all as f64),
    }
}

fn seconds(s: f64) -> String {
    if s < 1.0 { format!("{:.1} ms", s * 1e3) } else { format!("{s:.3} s") }
}

/// The middle of the sorted times; of two middles, their mean.
fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0,
    }
}

/// From the fastest run to the slowest, as a share of the median.
fn spread(times: &[f64], middle: f64) -> f64 {
    let fold = |f: fn(f64, f64) -> f64| times.iter().copied().reduce(f).unwrap_or(f64::NAN);
    (fold(f64::max) - fold(f64::min)) / middle
}

#[cfg(test)]
mod tests {
    use super::{Measured, median, spread, table};
    use serde_json::json;

    #[test]
    fn medians_and_spreads() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(spread(&[3.0, 1.0, 2.0], 2.0), 1.0);
    }

    #[test]
    fn a_row_compares_with_the_row_above() {
        let stats = json!({
            "families": { "CALL": { "executions": 10, "hits": 9 } },
            "sites": [
                { "family": "CALL", "installed": "CALL_LEN" },
                { "family": "CALL", "installed": "CALL" },
            ],
            "machine_code": {
                "units": [{ "nanoseconds": 1_500_000 }],
                "exits": { "shape": 3 },
            },
        });
        let tier = |name, t: f64, stats| Measured {
            tier: name,
            seconds: vec![t; 3],
            stats,
            output: Vec::new(),
        };
        let text = table(&[tier("adaptive", 2.0, json!({})), tier("jit", 0.5, stats)]);
        let last: Vec<&str> =
            text.lines().last().expect("three lines").split_whitespace().collect();
        let expected = [
            "jit", "500.0", "ms", "0.0", "%", "4.00x", "1", "of", "2", "90.0", "%", "1", "3",
            "1.5", "ms",
        ];
        assert_eq!(last, expected);
    }
}
