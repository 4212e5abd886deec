//! A program under a plan in a process of its own: what crashes or hangs is an outcome like others.

use super::case::Case;
use super::oracle::without_addresses;
use super::plan::BOUNDS;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than any program of a campaign takes.
const PATIENCE: Duration = Duration::from_secs(8);

/// A folder for programs to be tried, gone with the value.
pub struct Trials {
    program: PathBuf,
    folder: PathBuf,
}

/// What a process did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended: an exit status, a signal, or that it did not.
    pub how: String,
    /// What it printed, and the traceback of the exception that ended it.
    pub text: String,
}

impl Trials {
    /// Trials by this binary.
    ///
    /// # Errors
    /// One line.
    pub fn new() -> Result<Trials, String> {
        let program =
            std::env::current_exe().map_err(|e| format!("no path to this program: {e}"))?;
        let started = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |t| t.as_nanos());
        let name = format!("taipan-trials-{}-{started}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        Ok(Trials { program, folder })
    }

    /// The file that programs are written to.
    pub fn file(&self) -> PathBuf {
        self.folder.join("case.py")
    }

    /// Runs a program under some `-X` options the way a campaign does: its fuel counts, too.
    pub fn run<S: AsRef<str>>(&self, source: &str, settings: &[S]) -> Ended {
        let plan = settings.iter().map(|setting| setting.as_ref().to_owned()).collect();
        let case = Case { plans: vec![plan], source: source.to_owned() };
        if let Err(ended) = self.write(&case.text()) {
            return ended;
        }
        let args = ["fuzz-triage", "--run", &self.file().display().to_string()].map(str::to_owned);
        self.command(&args, PATIENCE)
    }

    /// Runs a program under some `-X` options as the command line does.
    pub fn run_alone<S: AsRef<str>>(&self, source: &str, settings: &[S]) -> Ended {
        if let Err(ended) = self.write(source) {
            return ended;
        }
        let mut args: Vec<String> = Vec::new();
        for setting in BOUNDS.iter().copied().chain(settings.iter().map(AsRef::as_ref)) {
            args.extend(["-X".to_owned(), setting.to_owned()]);
        }
        args.push(self.file().display().to_string());
        self.command(&args, PATIENCE)
    }

    fn write(&self, text: &str) -> Result<(), Ended> {
        let file = self.file();
        std::fs::write(&file, text).map_err(|e| Ended {
            how: format!("cannot write {}: {e}", file.display()),
            text: String::new(),
        })
    }

    /// Runs this program with some arguments, for so long at most.
    pub fn command(&self, args: &[String], patience: Duration) -> Ended {
        match self.spawn(args, patience) {
            Ok(ended) => ended,
            Err(e) => Ended { how: format!("cannot run: {e}"), text: String::new() },
        }
    }

    /// What the last process wrote to standard error.
    pub fn said(&self) -> String {
        read(&self.folder.join("stderr"))
    }

    fn spawn(&self, args: &[String], patience: Duration) -> std::io::Result<Ended> {
        let [out, err] = ["stdout", "stderr"].map(|name| self.folder.join(name));
        let mut child = Command::new(&self.program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(File::create(&out)?)
            .stderr(File::create(&err)?)
            .spawn()?;
        let began = Instant::now();
        let how = loop {
            if let Some(status) = child.try_wait()? {
                break status.to_string();
            }
            if began.elapsed() > patience {
                child.kill()?;
                child.wait()?;
                break "did not end".to_owned();
            }
            std::thread::sleep(Duration::from_micros(500));
        };
        Ok(Ended { how, text: format!("{}{}", read(&out), last_traceback(&read(&err))) })
    }
}

impl Drop for Trials {
    fn drop(&mut self) {
        // A folder that stays in the way of nobody is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Ended {
    /// Whether two runs did the same; where memory ends is not the same in every tier.
    pub fn agrees(&self, other: &Ended) -> bool {
        let out_of_memory = |ended: &Ended| ended.text.contains("MemoryError");
        self == other || out_of_memory(self) || out_of_memory(other)
    }

    /// Whether a signal, a panic or patience ended it.
    pub fn is_crash(&self) -> bool {
        !matches!(self.how.as_str(), "exit status: 0" | "exit status: 1")
    }
}

fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    without_addresses(&String::from_utf8_lossy(&bytes))
}

/// What stands before the last traceback depends on when the collector runs; what the compiler says does not.
fn last_traceback(text: &str) -> String {
    let said = text.lines().filter(|line| line.starts_with("taipan: machine code"));
    let said: String = said.map(|line| format!("{line}\n")).collect();
    let at = text.rfind("Traceback (most recent call last):");
    said + at.map_or("", |at| &text[at..])
}
