//! Where an unpickler reads: bytes, or a file of which no more is taken than the pickle needs.
//!
//! What was read last lies in `bytes`. A file with `peek` is looked at ahead, and what was used of
//! that is read away before the next look, and at the end.
#![forbid(unsafe_code)]

use super::errors;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::value::Value;
use std::ops::Range;

/// How much is looked at ahead.
const AHEAD: usize = 128 << 10;

/// The methods of a file.
struct File {
    read: Value,
    readline: Value,
    peek: Option<Value>,
}

/// The stream.
pub(super) struct Input {
    bytes: Option<Gc<BytesObj>>,
    pos: usize,
    file: Option<File>,
    /// How much of `bytes` was taken from the file; what lies behind was only looked at.
    taken: usize,
}

impl Input {
    pub(super) fn of_bytes(bytes: Gc<BytesObj>) -> Input {
        Input { bytes: Some(bytes), pos: 0, file: None, taken: bytes.len() }
    }

    /// A file, and what an earlier `load` had read of it.
    pub(super) fn of_file(
        cx: &mut Ctx,
        file: Value,
        rest: Option<Gc<BytesObj>>,
    ) -> PyResult<Input> {
        let (read, readline) = (cx.names.read, cx.names.readline);
        let peek = cx.intern("peek")?;
        let file = File {
            read: cx.getattr(file, read)?,
            readline: cx.getattr(file, readline)?,
            peek: cx.getattr_opt(file, peek)?,
        };
        Ok(Input { bytes: rest, pos: 0, file: Some(file), taken: rest.map_or(0, |r| r.len()) })
    }

    /// What the ranges that the other functions give are ranges of.
    #[inline(always)]
    pub(super) fn bytes(&self) -> Option<Gc<BytesObj>> {
        self.bytes
    }

    fn len(&self) -> usize {
        self.bytes.map_or(0, |b| b.len())
    }

    /// The next opcode.
    #[inline(always)]
    pub(super) fn opcode(&mut self, cx: &mut Ctx) -> PyResult<u8> {
        if let Some(bytes) = self.bytes
            && let Some(&b) = bytes.as_slice().get(self.pos)
        {
            self.pos += 1;
            return Ok(b);
        }
        self.opcode_beyond(cx)
    }

    #[cold]
    #[inline(never)]
    fn opcode_beyond(&mut self, cx: &mut Ctx) -> PyResult<u8> {
        if self.file.is_none() || !self.refill(cx, 1)? {
            raise!(cx, EOFError, "Ran out of input");
        }
        self.pos += 1;
        Ok(self.bytes.and_then(|b| b.as_slice().get(self.pos - 1).copied()).unwrap_or(0))
    }

    /// Steps over the next byte if it is this one and there already.
    #[inline(always)]
    pub(super) fn skip(&mut self, byte: u8) -> bool {
        let found = self.bytes.is_some_and(|b| b.as_slice().get(self.pos) == Some(&byte));
        self.pos += usize::from(found);
        found
    }

    /// The next `n` bytes.
    #[inline(always)]
    pub(super) fn read(&mut self, cx: &mut Ctx, n: usize) -> PyResult<Range<usize>> {
        let from = self.pos;
        if n <= self.len() - from {
            self.pos += n;
            return Ok(from..from + n);
        }
        self.read_beyond(cx, n)
    }

    #[cold]
    #[inline(never)]
    fn read_beyond(&mut self, cx: &mut Ctx, n: usize) -> PyResult<Range<usize>> {
        if self.file.is_none() || !self.refill(cx, n)? {
            return Err(truncated(cx));
        }
        self.pos += n;
        Ok(self.pos - n..self.pos)
    }

    /// Makes `n` bytes available, without using them.
    pub(super) fn look_ahead(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        self.read(cx, n)?;
        self.pos -= n;
        Ok(())
    }

    /// The next `N` bytes.
    #[inline(always)]
    pub(super) fn array<const N: usize>(&mut self, cx: &mut Ctx) -> PyResult<[u8; N]> {
        let range = self.read(cx, N)?;
        let found = self.bytes.and_then(|b| b.as_slice().get(range)?.first_chunk::<N>().copied());
        Ok(found.unwrap_or([0; N]))
    }

    /// The next line, without its end; a line shorter than `least` is a truncated one.
    pub(super) fn line(&mut self, cx: &mut Ctx, least: usize) -> PyResult<Range<usize>> {
        let end = |input: &Input| {
            let bytes = input.bytes?;
            let rest = bytes.as_slice().get(input.pos..)?;
            rest.iter().position(|&b| b == b'\n').map(|n| input.pos + n)
        };
        let mut found = end(self);
        if found.is_none() && self.refill_line(cx)? {
            found = end(self);
        }
        match found {
            Some(end) if end - self.pos >= least => {
                let from = std::mem::replace(&mut self.pos, end + 1);
                Ok(from..end)
            }
            _ => Err(truncated(cx)),
        }
    }

    /// All that is left of the buffer, as a new one, is followed by what `more` reads.
    fn append(&mut self, cx: &mut Ctx, more: Value, exact: bool) -> PyResult<usize> {
        let more = match more.cast::<BytesObj>() {
            Some(bytes) => bytes,
            None => {
                let view = cx.expect_buffer(more)?;
                cx.bytes(&view)?
            }
        };
        let rest = self.bytes.filter(|b| self.pos < b.len());
        let joined = match rest {
            None => more,
            Some(b) => {
                let rest = cx.bytes(&b.as_slice()[self.pos..])?;
                cx.bytes_concat(rest, more)?
            }
        };
        let kept = joined.len() - more.len();
        self.bytes = Some(joined);
        self.pos = 0;
        self.taken = if exact { joined.len() } else { kept };
        Ok(more.len())
    }

    /// Takes from the file what was only looked at and then used.
    fn settle(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let Some(file) = self.file.as_ref() else { return Ok(()) };
        if self.pos > self.taken {
            let n = self.pos - self.taken;
            self.taken = self.pos;
            cx.call(file.read, &[Value::len(n)])?;
        }
        Ok(())
    }

    /// What was only looked at and not used is looked at again later.
    fn drop_unused(&mut self, cx: &mut Ctx) -> PyResult<()> {
        if self.taken < self.len() {
            let keep = self.bytes.map(|b| b.as_slice()[..self.taken.max(self.pos)].to_vec());
            self.bytes = match keep {
                Some(keep) => Some(cx.bytes(&keep)?),
                None => None,
            };
            self.taken = self.len();
        }
        Ok(())
    }

    /// Makes `n` bytes available; false if the file has less.
    fn refill(&mut self, cx: &mut Ctx, n: usize) -> PyResult<bool> {
        self.settle(cx)?;
        self.drop_unused(cx)?;
        let missing = n - (self.len() - self.pos);
        let Some(file) = self.file.as_ref() else { return Ok(false) };
        let read = file.read;
        if let Some(peek) = file.peek
            && missing < AHEAD
        {
            match cx.call(peek, &[Value::len(AHEAD)]) {
                Ok(seen) => {
                    if self.append(cx, seen, false)? >= missing {
                        return Ok(true);
                    }
                    self.drop_unused(cx)?;
                }
                Err(raised) => {
                    if !cx.exception_is(Exc::NotImplementedError) {
                        return Err(raised);
                    }
                    cx.clear_exception();
                    if let Some(file) = self.file.as_mut() {
                        file.peek = None;
                    }
                }
            }
        }
        let Ok(count) = i64::try_from(missing) else { return Err(cx.raise_memory()) };
        let count = cx.int(count)?;
        let data = cx.call(read, &[count])?;
        self.append(cx, data, true)?;
        Ok(self.len() - self.pos >= n)
    }

    /// Makes a line available.
    #[cold]
    fn refill_line(&mut self, cx: &mut Ctx) -> PyResult<bool> {
        if self.file.is_none() {
            return Ok(false);
        }
        self.settle(cx)?;
        self.drop_unused(cx)?;
        let Some(file) = self.file.as_ref() else { return Ok(false) };
        let data = cx.call0(file.readline)?;
        Ok(self.append(cx, data, true)? > 0)
    }

    /// The pickle is at its end; what was taken from the file beyond it, for the next `load`.
    pub(super) fn finish(&mut self, cx: &mut Ctx) -> PyResult<Option<Gc<BytesObj>>> {
        self.settle(cx)?;
        self.drop_unused(cx)?;
        match self.bytes {
            Some(b) if self.file.is_some() && self.pos < b.len() => {
                Ok(Some(cx.bytes(&b.as_slice()[self.pos..])?))
            }
            _ => Ok(None),
        }
    }
}

/// The data ends in the middle of something.
#[cold]
pub(super) fn truncated(cx: &mut Ctx) -> Raised {
    errors::unpickling(cx, "pickle data was truncated")
}
