//! Measures the programs of pyperformance under each tier of Taipan, CPython 3.11 and PyPy, side by side in one run.
//!
//! `cargo run --release -p taipan-benches` builds nothing but itself: build `taipan` in release mode first.
//! What it measures, and how, is said at the head of the `RESULTS.md` that it writes.

mod ablation;
mod contender;
mod fetch;
mod floors;
mod machine;
mod measure;
mod process;
mod report;
mod suite;

use measure::{Plan, Table};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: taipan-benches [--quick] [--only NAME]... [--without CONTENDER]... [--micro] [--ablation] [--further] [--programs FOLDER] [--taipan PATH] [--output FILE]
  --quick              one short round of each; for a look, not for the record
  --only NAME          only benchmarks whose name contains NAME
  --without CONTENDER  leave out generic, adaptive, jit, cpython or pypy
  --micro              the programs of benches/micro instead, as whole processes: benches/MICRO.md
  --ablation           what each specialization brings, by switching it off: benches/ABLATION.md
  --further            the other programs of pyperformance that run, adaptive tier: benches/FURTHER.md
  --programs FOLDER    measures nothing, but writes the programs to a folder, each to run once without a clock: for `taipan fuzz`
  --taipan PATH        the binary to measure (default: target/release/taipan)
  --output FILE        where to write the tables (default: benches/RESULTS.md or the page named above; nowhere with --quick, --only or --without)";

/// What the command line asked for.
struct Options {
    quick: bool,
    micro: bool,
    ablation: bool,
    further: bool,
    programs: Option<PathBuf>,
    only: Vec<String>,
    without: Vec<String>,
    taipan: PathBuf,
    output: Option<PathBuf>,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>, root: &Path) -> Result<Options, String> {
        let mut options = Options {
            quick: false,
            micro: false,
            ablation: false,
            further: false,
            programs: None,
            only: Vec::new(),
            without: Vec::new(),
            taipan: root.join("target/release/taipan"),
            output: None,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--quick" => options.quick = true,
                "--micro" => options.micro = true,
                "--ablation" => options.ablation = true,
                "--further" => options.further = true,
                "--programs" => options.programs = Some(value()?.into()),
                "--only" => options.only.push(value()?),
                "--without" => options.without.push(value()?),
                "--taipan" => options.taipan = value()?.into(),
                "--output" => options.output = Some(value()?.into()),
                _ => return Err(format!("unknown argument {word}")),
            }
        }
        let complete = !options.quick && options.only.is_empty() && options.without.is_empty();
        if options.output.is_none() && complete {
            let page = match (options.ablation, options.further, options.micro) {
                (true, ..) => "ABLATION.md",
                (_, true, _) => "FURTHER.md",
                (.., true) => "MICRO.md",
                _ => "RESULTS.md",
            };
            options.output = Some(root.join("benches").join(page));
        }
        Ok(options)
    }

    fn plan(&self) -> Plan {
        if self.further && !self.quick {
            // Many, and some take seconds: this is five minutes.
            Plan { rounds: 2, warmups: 1, iterations: 2, whole_iterations: 1 }
        } else if self.quick {
            Plan { rounds: 1, warmups: 5, iterations: 5, whole_iterations: 3 }
        } else {
            Plan { rounds: 2, warmups: 10, iterations: 8, whole_iterations: 5 }
        }
    }
}

fn main() -> ExitCode {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("benches/ lies in the repository");
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::parse(words.iter().cloned(), root) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(root, &options, &words.join(" ")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("taipan-benches: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, options: &Options, words: &str) -> Result<(), String> {
    let (mut contenders, absent) = contender::present(&options.taipan);
    contenders.retain(|c| !options.without.iter().any(|name| name == c.name));
    absent.iter().for_each(|name| eprintln!("absent: {name}"));
    let wanted = |name: &str| {
        options.only.is_empty() || options.only.iter().any(|word| name.contains(word.as_str()))
    };
    if options.ablation {
        let page = ablation::page(&options.taipan, wanted, words)?;
        println!("{page}");
        return match &options.output {
            Some(output) => std::fs::write(output, &page)
                .map_err(|error| format!("{}: {error}", output.display())),
            None => Ok(()),
        };
    }
    let plan = options.plan();
    let tables = if options.micro {
        let programs = suite::micro(&root.join("benches/micro"))?;
        vec![measure::micro(
            &contenders,
            programs.into_iter().filter(|p| wanted(&p.name)).collect(),
            &plan,
        )]
    } else {
        let home = fetch::pyperformance(&root.join("target/pyperformance"))?;
        let all = if options.further { suite::FURTHER } else { suite::BENCHMARKS };
        let chosen: Vec<_> = all.iter().filter(|b| wanted(b.name)).collect();
        if options.further {
            contenders.retain(|c| ["cpython", "adaptive"].contains(&c.name));
        }
        let standin = root.join("benches/pyperf_standin");
        if let Some(folder) = &options.programs {
            return suite::write_programs(folder, &chosen, &home, &standin);
        }
        measure::pyperformance(&contenders, &chosen, &home, &standin, &plan)
    };
    let text = report::document(&contenders, &absent, &tables, &plan, words);
    println!("{text}");
    if let Some(output) = &options.output {
        std::fs::write(output, &text).map_err(|error| format!("{}: {error}", output.display()))?;
    }
    let mismatches = tables.iter().map(Table::mismatches).sum::<usize>();
    if mismatches > 0 {
        Err(format!("{mismatches} results differ from CPython's or are missing"))
    } else {
        Ok(())
    }
}
