//! Standard input: read ahead, and waited for in slices, so that a signal ends the wait soon.

use crate::ctx::{Ctx, PyResult};
use crate::stdlib::posix::{self, read_some};
use crate::threads::Wait;
use std::sync::Mutex;
use std::time::Duration;

/// Bytes read at once.
const CHUNK: usize = 8192;

/// What was read and is not yet asked for: of the process, as its descriptor is.
static AHEAD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn ahead() -> std::sync::MutexGuard<'static, Vec<u8>> {
    AHEAD.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Reads more; false at the end.
fn more(cx: &mut Ctx) -> PyResult<bool> {
    let descriptors = [(0, libc::POLLIN)];
    cx.poll()?;
    while posix::ready(&descriptors, Duration::ZERO).is_empty() {
        cx.wait(&Wait { descriptors: &descriptors, ..Wait::default() })?;
    }
    let mut chunk = [0; CHUNK];
    let n = read_some(cx, 0, &mut chunk)?;
    ahead().extend_from_slice(&chunk[..n]);
    Ok(n > 0)
}

/// Up to a newline, which belongs to the line, or the end.
pub(super) fn line(cx: &mut Ctx) -> PyResult<Vec<u8>> {
    let mut seen = 0;
    loop {
        let mut bytes = ahead();
        if let Some(at) = bytes[seen..].iter().position(|&b| b == b'\n') {
            return Ok(bytes.drain(..=seen + at).collect());
        }
        seen = bytes.len();
        drop(bytes);
        if !more(cx)? {
            return Ok(std::mem::take(&mut ahead()));
        }
    }
}

/// All that is left.
pub(super) fn rest(cx: &mut Ctx) -> PyResult<Vec<u8>> {
    while more(cx)? {}
    Ok(std::mem::take(&mut ahead()))
}

/// Up to `n` UTF-8 characters.
pub(super) fn characters(cx: &mut Ctx, n: usize) -> PyResult<Vec<u8>> {
    let is_start = |b: &u8| *b & 0xc0 != 0x80;
    loop {
        let mut bytes = ahead();
        // Where the character behind the last one begins.
        let end = bytes.iter().enumerate().filter(|(_, b)| is_start(b)).nth(n).map(|(i, _)| i);
        if let Some(end) = end {
            return Ok(bytes.drain(..end).collect());
        }
        let complete = n == 0 || ends_complete(&bytes) && count(&bytes, is_start) == n;
        if complete {
            return Ok(if n == 0 { Vec::new() } else { std::mem::take(&mut bytes) });
        }
        drop(bytes);
        if !more(cx)? {
            return Ok(std::mem::take(&mut ahead()));
        }
    }
}

fn count(bytes: &[u8], is_start: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().filter(|b| is_start(b)).count()
}

/// Whether the last character is there as a whole.
fn ends_complete(bytes: &[u8]) -> bool {
    let Some(at) = bytes.iter().rposition(|b| *b & 0xc0 != 0x80) else { return true };
    let len = match bytes[at] {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    bytes.len() - at >= len
}
