//! The command lines of `taipan fuzz`, `taipan fuzz-triage` and `taipan fuzz-score`.

use super::campaign::{Campaign, programs_in};
use super::case::Case;
use super::forcing::Forcing;
use super::plan::Plan;
use super::score::Score;
use super::triage;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// What one of the commands is to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// A campaign.
    Fuzz(Box<Campaign>),
    /// What is done with the case in a file.
    Triage(String, Examination),
    /// Planted faults.
    Score(Score),
}

/// What is done with a case.
#[derive(Clone, Debug)]
pub enum Examination {
    /// It is explained within some time.
    Explain(Duration),
    /// The frames of its exits are compared, and noted in a file.
    Frames(Option<PathBuf>),
    /// It is run under its only plan.
    Run,
}

/// Nobody reads what is written to a closed pipe.
fn print(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
}

fn number(parser: &mut lexopt::Parser, command: &str, option: &str) -> Result<u64, String> {
    let given = value(parser, command, option)?;
    given.parse().map_err(|_| format!("{command}: {option}: a number is needed, not '{given}'"))
}

fn value(parser: &mut lexopt::Parser, command: &str, option: &str) -> Result<String, String> {
    let given = parser.value().map(|v| v.to_string_lossy().into_owned());
    given.map_err(|_| format!("{command}: {option} needs a value"))
}

fn forcing(text: &str) -> Option<Forcing> {
    Some(match text {
        "all" => Forcing::All,
        "own" => Forcing::Own,
        "default" => Forcing::Default,
        _ => Forcing::Drawn(text.parse().ok()?),
    })
}

/// A folder with programs, or a program.
fn corpus(parser: &mut lexopt::Parser, command: &str) -> Result<PathBuf, String> {
    let given = PathBuf::from(value(parser, command, "--corpus")?);
    let mut found = Vec::new();
    programs_in(&given, &mut found);
    if found.is_empty() {
        return Err(format!("{command}: --corpus: no programs in '{}'", given.display()));
    }
    Ok(given)
}

impl Command {
    /// Reads the arguments behind a command's name.
    ///
    /// # Errors
    /// One line.
    pub fn parse(name: &str, args: Vec<OsString>) -> Result<Command, String> {
        let command = format!("taipan {name}");
        match name {
            "fuzz-triage" => parse_triage(&command, args),
            "fuzz-score" => parse_score(&command, args),
            _ => parse_campaign(&command, args),
        }
    }

    /// Does it, on this thread, which has the native stack that default options ask for; the exit status.
    pub fn run(&self) -> i32 {
        match self {
            Command::Fuzz(campaign) => {
                let report = campaign.run();
                print(&report.text());
                i32::from(!report.differences.is_empty())
            }
            Command::Triage(file, how) => {
                let read =
                    std::fs::read_to_string(file).map_err(|e| format!("cannot read '{file}': {e}"));
                let told = read.and_then(|text| Case::parse(&text)).and_then(|case| match how {
                    Examination::Explain(time) => triage::triage(&case, &[], *time),
                    Examination::Frames(noted) => triage::compare_frames(&case, noted.as_deref()),
                    Examination::Run => triage::run(&case),
                });
                match (told, how) {
                    (Ok(text), _) => {
                        print(&text);
                        0
                    }
                    (Err(message), Examination::Explain(_)) => {
                        eprintln!("taipan fuzz-triage: {message}");
                        1
                    }
                    (Err(message), _) => {
                        print(&(message + "\n"));
                        1
                    }
                }
            }
            Command::Score(score) => match score.run() {
                Ok((table, all)) => {
                    print(&table);
                    i32::from(!all)
                }
                Err(message) => {
                    eprintln!("taipan fuzz-score: {message}");
                    1
                }
            },
        }
    }
}

fn parse_campaign(command: &str, args: Vec<OsString>) -> Result<Command, String> {
    let mut c = Campaign::default();
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|e| format!("{command}: {e}"))? {
        match arg {
            Long("seconds") => {
                c.time = Duration::from_secs(number(&mut parser, command, "--seconds")?)
            }
            Long("seed") => c.seed = number(&mut parser, command, "--seed")?,
            Long("programs") => {
                c.programs = number(&mut parser, command, "--programs")?.max(1);
                c.time = Duration::MAX;
            }
            Long("plans") => c.drawn = number(&mut parser, command, "--plans")? as usize,
            Long("modes") => c.modes = true,
            Long("save") => c.save = Some(value(&mut parser, command, "--save")?.into()),
            Long("last") => c.last = Some(value(&mut parser, command, "--last")?.into()),
            Long("corpus") => c.corpus.push(corpus(&mut parser, command)?),
            Long("exact") => (c.exact, c.time) = (true, Duration::MAX),
            Long("guards") => {
                let text = value(&mut parser, command, "--guards")?;
                c.guards = forcing(&text).ok_or_else(|| {
                    format!(
                        "{command}: --guards: a number, 'all', 'own' or 'default', not '{text}'"
                    )
                })?;
            }
            Long("frames") => c.frames = true,
            Long("list-guards") => c.list_guards = true,
            Long("first") => c.first = true,
            Long("embedding") => c.embedding = true,
            Long("show") => c.show = true,
            Long("verbose") => c.verbose = true,
            Short('X') => {
                let setting = value(&mut parser, command, "-X")?;
                Plan::of(&[&setting]).map_err(|message| format!("{command}: {message}"))?;
                c.settings.push(setting);
            }
            other => return Err(format!("{command}: {}", other.unexpected())),
        }
    }
    if c.exact && c.corpus.is_empty() {
        return Err(format!("{command}: --exact needs --corpus"));
    }
    Ok(Command::Fuzz(Box::new(c)))
}

fn parse_triage(command: &str, args: Vec<OsString>) -> Result<Command, String> {
    let (mut case, mut noted) = (None, None);
    let mut how = Examination::Explain(Duration::from_secs(60));
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|e| format!("{command}: {e}"))? {
        match arg {
            Long("seconds") => {
                let seconds = number(&mut parser, command, "--seconds")?;
                how = Examination::Explain(Duration::from_secs(seconds));
            }
            Long("frames") => how = Examination::Frames(None),
            Long("noted") => noted = Some(value(&mut parser, command, "--noted")?.into()),
            Long("run") => how = Examination::Run,
            Value(file) if case.is_none() => case = Some(file.to_string_lossy().into_owned()),
            other => return Err(format!("{command}: {}", other.unexpected())),
        }
    }
    if let Examination::Frames(file) = &mut how {
        *file = noted;
    }
    let case = case.ok_or_else(|| format!("{command}: a case is needed"))?;
    Ok(Command::Triage(case, how))
}

fn parse_score(command: &str, args: Vec<OsString>) -> Result<Command, String> {
    if !taipan_runtime::fault::AVAILABLE {
        return Err(format!("{command}: this build has no faults; build with --features faults"));
    }
    let mut score = Score { corpus: None, times: 1, only: String::new(), blame: true, save: None };
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|e| format!("{command}: {e}"))? {
        match arg {
            Long("long") => score.times = 20,
            Long("no-blame") => score.blame = false,
            Long("corpus") => score.corpus = Some(corpus(&mut parser, command)?),
            Long("save") => score.save = Some(value(&mut parser, command, "--save")?.into()),
            Value(name) => score.only = name.to_string_lossy().into_owned(),
            other => return Err(format!("{command}: {}", other.unexpected())),
        }
    }
    Ok(Command::Score(score))
}
