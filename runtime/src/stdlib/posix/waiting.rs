//! Calls of the system that may block, so that other threads go on meanwhile.

#![forbid(unsafe_code)]

use super::{calls, files};
use crate::ctx::{Ctx, PyResult};
use crate::threads::{Wait, Woken};
use crate::value::Value;
use std::time::Duration;

/// How often another process is asked whether it has ended.
const ASK_EVERY: Duration = Duration::from_millis(1);

/// Whether calls for this descriptor return at once: then nothing is to be waited for.
pub(crate) fn does_not_block(fd: i32) -> bool {
    calls::fcntl(fd, libc::F_GETFL, 0).map_or(true, |flags| flags & libc::O_NONBLOCK != 0)
}

/// `waitpid(2)`: the call waits, if it may; else it is made again and again.
pub(super) fn waitpid(cx: &mut Ctx, pid: i32, options: i32) -> PyResult<(i32, i32)> {
    loop {
        let how = if cx.may_block() { options } else { options | libc::WNOHANG };
        match calls::waitpid(pid, how) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => cx.poll()?,
            Ok((0, _)) if options & libc::WNOHANG == 0 => {
                let until = cx.time_after(ASK_EVERY);
                cx.wait(&Wait { until, ..Wait::default() })?;
            }
            done => return cx.os_result(done),
        }
    }
}

/// Waits for descriptors of three lists (to read, to write, exceptional); which of each are ready.
pub(super) fn select(
    cx: &mut Ctx,
    lists: &[Vec<i32>; 3],
    time: Option<Duration>,
) -> PyResult<[Vec<i32>; 3]> {
    let until = time.and_then(|time| cx.time_after(time));
    let events = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    let mut wanted = Vec::new();
    for (list, events) in lists.iter().zip(events) {
        wanted.extend(list.iter().map(|&fd| (fd, events)));
    }
    let mut is_last = time.is_some_and(|time| time.is_zero());
    loop {
        let now = calls::select([&lists[0], &lists[1], &lists[2]], Some(0.0));
        match now {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => cx.poll()?,
            Err(e) => return cx.os_result(Err(e)),
            Ok(ready) if is_last || ready.iter().any(|list| !list.is_empty()) => {
                if is_last {
                    cx.poll()?;
                }
                return Ok(ready);
            }
            Ok(_) => {
                let wait = Wait { until, descriptors: &wanted, ..Wait::default() };
                is_last = cx.wait(&wait)? == Woken::TimedOut;
            }
        }
    }
}

/// Waits until a descriptor can be read from, before a call that reads.
pub(super) fn before_reading(cx: &mut Ctx, fd: i32) -> PyResult<()> {
    cx.wait_ready(fd, libc::POLLIN)
}

/// Whether a call for this descriptor may block while other threads could go on, or a limit is to end it.
pub(super) fn has_others(cx: &Ctx, fd: i32) -> bool {
    !cx.may_block() && !does_not_block(fd)
}

/// Writes all, as a call that blocks does, in parts for which a pipe that can be written to has room.
pub(super) fn write_in_parts(cx: &mut Ctx, fd: i32, data: &[u8]) -> PyResult<usize> {
    let part = match calls::stat(&calls::Of::Descriptor(fd)) {
        Ok(stat) if stat.st_mode & libc::S_IFMT == libc::S_IFREG => data.len(),
        _ => libc::PIPE_BUF,
    };
    let mut written = 0;
    loop {
        cx.wait_ready(fd, libc::POLLOUT)?;
        let end = data.len().min(written + part);
        written += files::retry(cx, || calls::write(fd, &data[written..end]))?;
        if written >= data.len() {
            return Ok(written);
        }
    }
}

/// `send(2)` of a socket that blocks: waits until something can be sent.
pub(super) fn send(
    cx: &mut Ctx,
    fd: i32,
    data: &[u8],
    flags: i32,
    to: Option<&[u8]>,
) -> PyResult<usize> {
    loop {
        match calls::send(fd, data, flags | libc::MSG_DONTWAIT, to) {
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {
                cx.wait_ready(fd, libc::POLLOUT)?;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => cx.poll()?,
            done => return cx.os_result(done),
        }
    }
}

/// `fork()`: in the child only the thread that forks is there.
pub(super) fn fork(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let around = cx.hooks.around_fork;
    let child = crate::deadline::around_fork(|| around(cx, calls::fork));
    let child = cx.os_result(child)?;
    if child == 0 {
        cx.after_fork();
    }
    cx.int(i64::from(child))
}
