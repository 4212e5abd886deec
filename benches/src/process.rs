//! Runs one process to its end, with a bound on its time, and reads what it used from the kernel.
//!
//! `std` does not report the peak memory of a child, so `wait4` is called directly: the only `unsafe` here.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// What a finished process took.
pub struct Usage {
    pub seconds: f64,
    pub peak_kib: u64,
}

/// Runs `command`; a failure to start, a bad exit status and a timeout are errors.
pub fn run(command: &mut Command, limit: Duration) -> Result<Usage, String> {
    let started = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("cannot start: {error}"))?;
    loop {
        if let Some((status, peak_kib)) = poll(&child)? {
            let seconds = started.elapsed().as_secs_f64();
            return if status.success() {
                Ok(Usage { seconds, peak_kib })
            } else {
                Err(status.to_string())
            };
        }
        if started.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {limit:?}"));
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The child's status and peak resident memory, if it has ended.
fn poll(child: &Child) -> Result<Option<(ExitStatus, u64)>, String> {
    let pid = libc::pid_t::try_from(child.id())
        .map_err(|_| "the process id is out of range".to_owned())?;
    let mut status = 0;
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are to live locals of the types that wait4 asks for.
    let ended = unsafe { libc::wait4(pid, &mut status, libc::WNOHANG, usage.as_mut_ptr()) };
    if ended == 0 {
        return Ok(None);
    }
    if ended < 0 {
        return Err(std::io::Error::last_os_error().to_string());
    }
    // SAFETY: the structure was zeroed, which is a valid value of it, and wait4 has filled it.
    let usage = unsafe { usage.assume_init() };
    Ok(Some((ExitStatus::from_raw(status), usage.ru_maxrss.try_into().unwrap_or(0))))
}
