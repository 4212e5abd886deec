//! How much memory there is, so that a program that wants more gets a `MemoryError` instead of being
//! killed.

/// Bytes of memory of the machine, or of the control group if that has less; `None` when the system
/// does not tell.
pub(crate) fn available() -> Option<usize> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").and_then(|text| total(&text));
    let groups = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let group = groups.into_iter().filter_map(read).filter_map(|text| text.trim().parse().ok());
    machine.into_iter().chain(group).min()
}

/// The line `MemTotal:  12345 kB`.
fn total(text: &str) -> Option<usize> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.parse::<usize>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_the_total() {
        let text = "MemTotal:       24684084 kB\nMemFree:         1000 kB\n";
        assert_eq!(super::total(text), Some(24684084 * 1024));
        assert_eq!(super::total("MemFree: 1 kB"), None);
    }
}
