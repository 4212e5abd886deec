//! What a pickler has written: a buffer that is cut into frames from protocol 4 on, and handed to a
//! file's `write` frame by frame if there is one.
#![forbid(unsafe_code)]

use super::{opcode, state};
use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

/// A frame ends at the first opcode behind so many bytes.
const FRAME_TARGET: usize = 64 << 10;
/// Less than that gets no frame of its own.
const FRAME_LEAST: usize = 4;
/// `FRAME` and its length.
const HEADER: usize = 9;

/// The bytes that were written so far.
#[derive(Default)]
pub(super) struct Output {
    buf: Vec<u8>,
    framing: bool,
    /// Where the header of the current frame lies.
    frame: Option<usize>,
    /// The length of `buf` at which the current frame ends; without frames never.
    limit: usize,
}

impl Output {
    /// Nothing written; `buf` is empty memory.
    pub(super) fn new(buf: Vec<u8>) -> Output {
        Output { buf, limit: usize::MAX, ..Output::default() }
    }

    /// Everything from here on goes into frames.
    pub(super) fn start_framing(&mut self) {
        self.framing = true;
        self.limit = 0;
    }

    #[cold]
    #[inline(never)]
    fn open_frame(&mut self) {
        self.frame = Some(self.buf.len());
        self.buf.extend_from_slice(&[0; HEADER]);
        self.limit = self.buf.len() + FRAME_TARGET;
    }

    #[inline(always)]
    fn ready(&mut self) {
        if self.limit == 0 {
            self.open_frame();
        }
    }

    /// Writes one byte.
    #[inline(always)]
    pub(super) fn byte(&mut self, b: u8) {
        self.ready();
        self.buf.push(b);
    }

    /// Writes an opcode and an argument of one byte.
    #[inline(always)]
    pub(super) fn op1(&mut self, opcode: u8, argument: u8) {
        self.ready();
        self.buf.extend_from_slice(&[opcode, argument]);
    }

    /// Writes an opcode and its argument.
    #[inline(always)]
    pub(super) fn op(&mut self, opcode: u8, argument: &[u8]) {
        self.ready();
        self.buf.push(opcode);
        self.buf.extend_from_slice(argument);
    }

    /// Writes bytes.
    #[inline(always)]
    pub(super) fn bytes(&mut self, data: &[u8]) {
        self.ready();
        self.buf.extend_from_slice(data);
    }

    /// Whether the current frame is full.
    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.buf.len() >= self.limit && self.frame.is_some()
    }

    /// Ends the current frame; the next byte opens another.
    fn end_frame(&mut self) {
        let Some(at) = self.frame.take() else { return };
        let len = self.buf.len() - at - HEADER;
        if len >= FRAME_LEAST {
            self.buf[at] = opcode::FRAME;
            self.buf[at + 1..at + HEADER].copy_from_slice(&(len as u64).to_le_bytes());
        } else {
            self.buf.drain(at..at + HEADER);
        }
        self.limit = 0;
    }

    /// Ends the current frame and hands it over, if there is a file.
    #[cold]
    pub(super) fn commit(&mut self, cx: &mut Ctx, write: Option<Value>) -> PyResult<()> {
        self.end_frame();
        match write {
            Some(write) => self.flush(cx, write),
            None => Ok(()),
        }
    }

    fn flush(&mut self, cx: &mut Ctx, write: Value) -> PyResult<()> {
        let data = cx.bytes_small(&self.buf)?;
        self.buf.clear();
        cx.call(write, &[data.into()])?;
        Ok(())
    }

    /// Writes a header and what it announces, outside of frames if that is long.
    pub(super) fn with_payload(
        &mut self,
        cx: &mut Ctx,
        write: Option<Value>,
        header: &[u8],
        data: &[u8],
        payload: Option<Value>,
    ) -> PyResult<()> {
        if data.len() < FRAME_TARGET {
            self.ready();
            self.buf.extend_from_slice(header);
            self.buf.extend_from_slice(data);
            return Ok(());
        }
        let framing = std::mem::replace(&mut self.framing, false);
        if framing {
            self.end_frame();
            self.limit = usize::MAX;
        }
        self.buf.extend_from_slice(header);
        match write {
            None => self.buf.extend_from_slice(data),
            Some(write) => {
                self.flush(cx, write)?;
                let payload = match payload {
                    Some(payload) => payload,
                    None => cx.bytes(data)?.into(),
                };
                cx.call(write, &[payload])?;
            }
        }
        if framing {
            self.start_framing();
        }
        Ok(())
    }

    /// All is written: the rest goes to the file, or is the result.
    pub(super) fn finish(mut self, cx: &mut Ctx, write: Option<Value>) -> PyResult<Value> {
        self.end_frame();
        let result = match write {
            Some(write) => self.flush(cx, write).map(|()| Value::NONE)?,
            None => cx.bytes_small(&self.buf)?.into(),
        };
        state::of(cx).give_bytes(self.buf);
        Ok(result)
    }
}
