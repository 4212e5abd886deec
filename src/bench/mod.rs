//! `taipan bench`: a program in fresh processes under each tier, alternating, and a table of what
//! each tier brought. What is counted is counted in runs of their own, which are not timed.

mod table;

use crate::cli::value;
use lexopt::prelude::*;
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use taipan::Options;

/// The tiers, each rung above the one before.
const TIERS: [&str; 3] = ["generic", "adaptive", "jit"];
/// After this time no further round begins.
const ENOUGH: Duration = Duration::from_secs(40);
/// But never fewer rounds than this, if as many are asked for.
const FEWEST: usize = 3;

/// What is to be measured.
pub struct Plan {
    file: String,
    args: Vec<OsString>,
    /// `-X` options for every tier.
    options: Vec<String>,
    runs: usize,
    json: bool,
}

/// What was measured of a tier.
pub struct Measured {
    pub tier: &'static str,
    /// Wall clock of each run, in the order of the runs.
    pub seconds: Vec<f64>,
    /// The report of the counted run.
    pub stats: Json,
    output: Vec<u8>,
}

impl Plan {
    /// Reads the arguments behind `bench`.
    pub fn parse(args: Vec<OsString>) -> Result<Plan, String> {
        let mut plan = Plan {
            file: String::new(),
            args: Vec::new(),
            options: Vec::new(),
            runs: 5,
            json: false,
        };
        let mut parser = lexopt::Parser::from_args(args);
        loop {
            match parser.next().map_err(|e| format!("taipan bench: {e}"))? {
                Some(Long("runs")) => {
                    let runs = value(&mut parser, "--runs")?;
                    plan.runs = runs.parse().ok().filter(|&n| n > 0).ok_or_else(|| {
                        format!("taipan bench: --runs takes a number above 0, not '{runs}'")
                    })?;
                }
                Some(Long("json")) => plan.json = true,
                Some(Short('X')) => {
                    let option = value(&mut parser, "-X")?;
                    Options::default().set(&option).map_err(|m| format!("taipan: {m}"))?;
                    plan.options.push(option);
                }
                Some(Value(file)) => {
                    plan.file = file.to_string_lossy().into_owned();
                    plan.args = parser.raw_args().map_err(|e| e.to_string())?.collect();
                    break;
                }
                Some(other) => return Err(format!("taipan bench: {}", other.unexpected())),
                None => return Err("taipan bench: a file is needed".to_owned()),
            }
        }
        std::fs::File::open(&plan.file)
            .map_err(|e| format!("taipan bench: can't open file '{}': {e}", plan.file))?;
        Ok(plan)
    }

    /// The command that runs the program under a tier.
    fn command(&self, tier: &str) -> Result<Command, String> {
        let binary = std::env::current_exe()
            .map_err(|e| format!("taipan bench: cannot find this program: {e}"))?;
        let mut command = Command::new(binary);
        for option in self.options.iter().map(String::as_str) {
            command.args(["-X", option]);
        }
        command.arg("-X").arg(format!("tier={tier}"));
        command.stdin(Stdio::null());
        Ok(command)
    }

    /// Runs under a tier with counters on.
    fn counted(&self, tier: &'static str) -> Result<Measured, String> {
        let path =
            std::env::temp_dir().join(format!("taipan-bench-{}-{tier}.json", std::process::id()));
        let mut command = self.command(tier)?;
        command.arg("-X").arg(format!("stats-file={}", path.display()));
        command.arg(&self.file).args(&self.args);
        let output = command.output().map_err(|e| format!("taipan bench: cannot run: {e}"))?;
        let text = std::fs::read_to_string(&path);
        let _ = std::fs::remove_file(&path);
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("taipan bench: {} failed in tier {tier}:\n{said}", self.file));
        }
        let stats = text
            .ok()
            .and_then(|t| serde_json::from_str(&t).ok())
            .ok_or_else(|| format!("taipan bench: {} left no counters", self.file))?;
        Ok(Measured { tier, seconds: Vec::new(), stats, output: output.stdout })
    }

    /// Seconds of one run without counters.
    fn timed(&self, tier: &str) -> Result<f64, String> {
        let mut command = self.command(tier)?;
        command.arg(&self.file).args(&self.args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let status = command.status().map_err(|e| format!("taipan bench: cannot run: {e}"))?;
        if !status.success() {
            return Err(format!("taipan bench: {} failed in tier {tier}: {status}", self.file));
        }
        Ok(began.elapsed().as_secs_f64())
    }

    fn measure(&self) -> Result<Vec<Measured>, String> {
        let began = Instant::now();
        let mut tiers: Vec<Measured> =
            TIERS.iter().map(|tier| self.counted(tier)).collect::<Result<_, _>>()?;
        for round in 0..self.runs {
            if round >= FEWEST && began.elapsed() > ENOUGH {
                break;
            }
            for tier in &mut tiers {
                tier.seconds.push(self.timed(tier.tier)?);
            }
        }
        Ok(tiers)
    }

    fn report(&self, tiers: &[Measured]) -> String {
        if self.json {
            let rows: Vec<Json> = tiers
                .iter()
                .map(|t| json!({ "tier": t.tier, "seconds": t.seconds, "stats": t.stats }))
                .collect();
            let args: Vec<String> =
                self.args.iter().map(|a| a.to_string_lossy().into_owned()).collect();
            let all = json!({
                "format": 1,
                "taipan": env!("CARGO_PKG_VERSION"),
                "file": self.file,
                "args": args,
                "options": self.options,
                "tiers": rows,
            });
            return format!("{all}\n");
        }
        let runs = tiers.first().map_or(0, |t| t.seconds.len());
        let mut out =
            format!("{}: {runs} runs per tier, alternating, whole processes\n\n", self.file);
        out.push_str(&table::table(tiers));
        for tier in &tiers[1..] {
            if tier.output != tiers[0].output {
                out.push_str(&format!(
                    "\nthe output under {} is not that under {}\n",
                    tier.tier, tiers[0].tier
                ));
            }
        }
        out
    }
}

/// Measures and prints; the exit status.
pub fn run(plan: &Plan) -> i32 {
    match plan.measure() {
        Ok(tiers) => {
            // Nobody reads a table whose pipe is closed.
            let _ =
                std::io::Write::write_all(&mut std::io::stdout(), plan.report(&tiers).as_bytes());
            0
        }
        Err(message) => {
            eprintln!("{}", message.trim_end());
            1
        }
    }
}
