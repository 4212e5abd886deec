//! What a program did, and the file format in which CPython's behaviour is recorded (see `tests/oracle/record.mjs`).

use std::fmt::Write;
use std::process::ExitStatus;

const STDERR_MARK: &str = "--- stderr ---\n";
const STATUS_MARK: &str = "--- status ";

/// What one run of a program showed.
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    /// `0`, `1` ... or `signal 11`.
    pub status: String,
}

/// What CPython showed for the same program.
pub struct Record(Outcome);

impl Record {
    pub fn parse(text: &str) -> Record {
        let Some(at) = text.rfind(STDERR_MARK) else {
            return Record(Outcome {
                stdout: text.to_owned(),
                stderr: String::new(),
                status: "0".to_owned(),
            });
        };
        let (stdout, rest) = (&text[..at], &text[at + STDERR_MARK.len()..]);
        let mark =
            rest.rfind(STATUS_MARK).expect("a record with standard error ends with its status");
        let status = rest[mark + STATUS_MARK.len()..].trim_end().trim_end_matches(" ---");
        Record(Outcome {
            stdout: stdout.to_owned(),
            stderr: rest[..mark].to_owned(),
            status: status.to_owned(),
        })
    }

    /// Where `actual` first departs from the record, as a few lines for a reader; `None` if it does not.
    pub fn difference(&self, actual: &Outcome) -> Option<String> {
        let mut report = String::new();
        if self.0.status != actual.status {
            let _ = writeln!(report, "status: expected {}, got {}", self.0.status, actual.status);
        }
        for (stream, expected, got) in
            [("stdout", &self.0.stdout, &actual.stdout), ("stderr", &self.0.stderr, &actual.stderr)]
        {
            if expected != got {
                report_first_difference(&mut report, stream, expected, got);
            }
        }
        (!report.is_empty()).then_some(report)
    }
}

/// The exit code, or the signal that ended the process.
pub fn status_text(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => code.to_string(),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "unknown".to_owned(),
    }
}

fn report_first_difference(report: &mut String, stream: &str, expected: &str, got: &str) {
    let (mut left, mut right) = (expected.lines(), got.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (e, g) = (left.next(), right.next());
        if e == g && e.is_some() {
            continue;
        }
        let _ = writeln!(report, "{stream} line {number}:");
        for line in e.into_iter().chain(left.take(1)) {
            let _ = writeln!(report, "  - {}", shortened(line));
        }
        for line in g.into_iter().chain(right.take(if stream == "stderr" { 12 } else { 1 })) {
            let _ = writeln!(report, "  + {}", shortened(line));
        }
        if e.is_none() && g.is_none() {
            let _ = writeln!(report, "  (only the final newline differs)");
        }
        return;
    }
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(300) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line.to_owned(),
    }
}
