//! What the figures were taken on: processor, memory, system, date.

use std::fs;
use std::process::Command;

/// One line for the head of the report.
pub fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or("unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let kib = field("/proc/meminfo", "MemTotal")
        .and_then(|v| v.split(' ').next()?.parse::<u64>().ok())
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cpu}, {cores} cores, {} GB, Linux {}", kib / 1_000_000, kernel.trim())
}

/// Today, in UTC.
pub fn date() -> String {
    let output = Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output();
    output.map_or(String::new(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}

/// The commit that is checked out.
pub fn commit() -> String {
    let output = Command::new("git")
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "rev-parse", "--short", "HEAD"])
        .output();
    output.map_or(String::new(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
