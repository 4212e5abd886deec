//! Takes the measurements: contenders alternate, so that a slow minute of the machine hits all of them alike.

use crate::contender::{BASELINE, Contender};
use crate::fetch::Home;
use crate::process;
use crate::suite::{Benchmark, Micro};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(180);

/// How much is run.
pub struct Plan {
    /// Processes of each kind, per benchmark and contender.
    pub rounds: usize,
    pub warmups: usize,
    pub iterations: usize,
    /// Iterations of a process whose whole time is taken.
    pub whole_iterations: usize,
}

/// What one contender did on one benchmark.
#[derive(Default)]
pub struct Cell {
    /// One figure per sample: seconds, or KiB of peak memory.
    pub samples: Vec<f64>,
    /// Shows the result, where there is one.
    pub digest: String,
    pub problem: Option<String>,
}

impl Cell {
    /// The median of the samples; `None` if it did not run.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        match (n, n % 2) {
            _ if self.problem.is_some() => None,
            (0, _) => None,
            (_, 1) => Some(sorted[n / 2]),
            _ => Some((sorted[n / 2 - 1] + sorted[n / 2]) / 2.0),
        }
    }
}

/// What a table's figures mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Steady,
    Whole,
    Memory,
    Micro,
}

/// One kind of figure for every benchmark and contender.
pub struct Table {
    pub kind: Kind,
    /// Rows in order: the benchmark, and its cells by contender.
    pub rows: Vec<(String, BTreeMap<&'static str, Cell>)>,
}

impl Table {
    fn new(kind: Kind) -> Table {
        Table { kind, rows: Vec::new() }
    }

    /// Whether a contender's result is what CPython's is; a benchmark without a result agrees.
    pub fn agrees(row: &BTreeMap<&'static str, Cell>, contender: &str) -> bool {
        match (row.get(BASELINE), row.get(contender)) {
            (Some(baseline), Some(cell)) => {
                cell.problem.is_none() && cell.digest == baseline.digest
            }
            (None, Some(cell)) => cell.problem.is_none(),
            (_, None) => true,
        }
    }

    /// Cells that failed or whose result differs.
    pub fn mismatches(&self) -> usize {
        if self.kind == Kind::Memory {
            return 0;
        }
        self.rows
            .iter()
            .map(|(_, row)| row.keys().filter(|name| !Table::agrees(row, name)).count())
            .sum()
    }
}

/// Measures steady state, whole process and peak memory.
pub fn pyperformance(
    contenders: &[Contender],
    benchmarks: &[&Benchmark],
    home: &Home,
    standin: &Path,
    plan: &Plan,
) -> Vec<Table> {
    let mut tables = [Kind::Steady, Kind::Whole, Kind::Memory].map(Table::new);
    for benchmark in benchmarks {
        eprint!("{:<26}", benchmark.name);
        let mut rows: [BTreeMap<&'static str, Cell>; 3] = Default::default();
        for _ in 0..plan.rounds {
            for contender in contenders {
                let [steady, whole, memory] =
                    rows.each_mut().map(|row| row.entry(contender.name).or_default());
                let run = |warmups, iterations| {
                    one(contender, benchmark, home, standin, warmups, iterations)
                };
                match run(plan.warmups, plan.iterations) {
                    Ok(sample) => {
                        steady
                            .samples
                            .extend(&sample.times[plan.warmups.min(sample.times.len())..]);
                        steady.digest = sample.digest;
                    }
                    Err(problem) => steady.problem = Some(problem),
                }
                match run(0, plan.whole_iterations) {
                    Ok(sample) => {
                        whole.samples.push(sample.seconds);
                        whole.digest = sample.digest;
                        memory.samples.push(sample.peak_kib as f64);
                    }
                    Err(problem) => {
                        whole.problem = Some(problem.clone());
                        memory.problem = Some(problem);
                    }
                }
                eprint!(
                    " {}",
                    if steady.problem.is_some() || whole.problem.is_some() { "FAIL" } else { "ok" }
                );
            }
        }
        eprintln!();
        for (table, row) in tables.iter_mut().zip(rows) {
            table.rows.push((benchmark.name.to_owned(), row));
        }
    }
    tables.into()
}

/// Runs our own small programs as whole processes; what they print is their result.
pub fn micro(contenders: &[Contender], programs: Vec<Micro>, plan: &Plan) -> Table {
    let mut table = Table::new(Kind::Micro);
    let shown = std::env::temp_dir().join(format!("taipan-micro-{}", std::process::id()));
    for program in programs {
        eprint!("{:<26}", program.name);
        let mut row: BTreeMap<&'static str, Cell> = BTreeMap::new();
        for _ in 0..plan.rounds {
            for contender in contenders {
                let cell = row.entry(contender.name).or_default();
                let ran =
                    fs::File::create(&shown).map_err(|error| error.to_string()).and_then(|file| {
                        let mut command = Command::new(&contender.binary);
                        command
                            .args(contender.options)
                            .arg(&program.path)
                            .stdout(file)
                            .stderr(Stdio::null());
                        process::run(&mut command, LIMIT)
                    });
                match ran {
                    Ok(usage) => cell.samples.push(usage.seconds),
                    Err(problem) => cell.problem = Some(problem),
                }
                cell.digest = fs::read_to_string(&shown).unwrap_or_default();
                eprint!(" {}", if cell.problem.is_some() { "FAIL" } else { "ok" });
            }
        }
        eprintln!();
        table.rows.push((program.name, row));
    }
    let _ = fs::remove_file(&shown);
    table
}

/// What one process reported and used.
struct Sample {
    times: Vec<f64>,
    digest: String,
    seconds: f64,
    peak_kib: u64,
}

fn one(
    contender: &Contender,
    benchmark: &Benchmark,
    home: &Home,
    standin: &Path,
    warmups: usize,
    iterations: usize,
) -> Result<Sample, String> {
    let line = std::env::temp_dir().join(format!("taipan-bench-{}", std::process::id()));
    let complaint = line.with_extension("err");
    let _ = fs::remove_file(&line);
    let errors = fs::File::create(&complaint).map_err(|error| error.to_string())?;
    let mut command = Command::new(&contender.binary);
    command
        .args(contender.options)
        .arg(home.benchmarks.join(format!("bm_{}/run_benchmark.py", benchmark.program)))
        .args(benchmark.arguments)
        .env(
            "PYTHONPATH",
            std::env::join_paths([standin, &home.pyaes]).map_err(|error| error.to_string())?,
        )
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("TAIPAN_BENCH_WARMUPS", warmups.to_string())
        .env("TAIPAN_BENCH_ITERATIONS", iterations.to_string())
        .env("TAIPAN_BENCH_LOOPS", benchmark.loops.to_string())
        .env("TAIPAN_BENCH_ONLY", if benchmark.is_part { benchmark.name } else { "" })
        .env("TAIPAN_BENCH_OUT", &line)
        .stdout(Stdio::null())
        .stderr(errors);
    let usage = process::run(&mut command, LIMIT).map_err(|problem| {
        let text = fs::read_to_string(&complaint).unwrap_or_default();
        let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        format!("{problem}: {}", last.chars().take(160).collect::<String>())
    })?;
    let text = fs::read_to_string(&line).map_err(|error| format!("no figures: {error}"))?;
    let times = between(&text, "\"times\": [", "]").ok_or("no times")?;
    let times =
        times.split(", ").map(|t| t.parse::<f64>().map_err(|error| format!("{t}: {error}")));
    Ok(Sample {
        times: times.collect::<Result<_, _>>()?,
        digest: between(&text, "\"digest\": \"", "\"").unwrap_or_default().to_owned(),
        seconds: usage.seconds,
        peak_kib: usage.peak_kib,
    })
}

/// The stand-in writes one line of a known form, so no JSON parser is needed to read it.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = &text[text.find(open)? + open.len()..];
    Some(&rest[..rest.find(close)?])
}
