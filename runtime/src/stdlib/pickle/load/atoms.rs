//! Numbers, those written as text among them.
#![forbid(unsafe_code)]

use super::super::input::truncated;
use super::Loader;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::int::limbs;
use crate::types::int::parse::{int_from_text, stripped};
use crate::value::Value;

/// The int with these two's complement bytes, lowest first.
fn from_bytes(cx: &mut Ctx, bytes: &[u8]) -> PyResult<Value> {
    let negative = bytes.last().is_some_and(|b| b >> 7 != 0);
    let filler = if negative { 0xff } else { 0 };
    let whole = |chunk: &[u8]| {
        let mut limb = [filler; 8];
        limb[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(limb)
    };
    if bytes.len() <= 8 {
        return cx.int(whole(bytes) as i64);
    }
    let mut magnitude: Vec<u64> = bytes.chunks(8).map(whole).collect();
    if negative {
        limbs::negate(&mut magnitude);
    }
    cx.int_from_limbs(negative, &magnitude)
}

impl Loader {
    pub(super) fn load_long(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        let range = self.input.read(cx, n)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let v = from_bytes(cx, &bytes.as_slice()[range])?;
        self.push(cx, v)
    }

    /// A line of at least one byte.
    fn line(&mut self, cx: &mut Ctx) -> PyResult<Vec<u8>> {
        let range = self.input.line(cx, 1)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        Ok(bytes.as_slice()[range].to_vec())
    }

    pub(super) fn load_int_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let line = self.line(cx)?;
        let v = match &line[..] {
            b"00" => Value::FALSE,
            b"01" => Value::TRUE,
            digits => {
                let plain = stripped(digits).iter().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-'));
                let source = cx.latin1_str(digits)?;
                match plain.then(|| int_from_text(cx, digits, 10, source.into())) {
                    Some(Ok(v)) => v,
                    Some(Err(_)) => {
                        cx.clear_exception();
                        raise!(cx, ValueError, "could not convert string to int")
                    }
                    None => raise!(cx, ValueError, "could not convert string to int"),
                }
            }
        };
        self.push(cx, v)
    }

    pub(super) fn load_long_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let mut line = self.line(cx)?;
        if line.last() == Some(&b'L') {
            line.pop();
        } else {
            line.push(b'\n');
        }
        let v = int_of_line(cx, &line)?;
        self.push(cx, v)
    }

    pub(super) fn load_float_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let line = self.line(cx)?;
        let text = String::from_utf8_lossy(&line);
        let spaced = line.first().is_some_and(u8::is_ascii_whitespace);
        let parsed = crate::types::float::parse::parse(&line);
        let v = match parsed.filter(|_| !spaced) {
            // Only a word may be infinite.
            Some(f) if f.is_infinite() && !text.contains(['i', 'I']) => {
                raise!(cx, OverflowError, "value too large to convert to float: '{text}\n'")
            }
            Some(f) => cx.float(f)?,
            None => raise!(cx, ValueError, "could not convert string to float: '{text}\n'"),
        };
        self.push(cx, v)
    }

    /// The number of `GET` and `PUT`.
    pub(super) fn number_line(&mut self, cx: &mut Ctx) -> PyResult<i64> {
        let mut line = self.line(cx)?;
        line.push(b'\n');
        let v = int_of_line(cx, &line)?;
        cx.index_i64(v)
    }
}

fn int_of_line(cx: &mut Ctx, line: &[u8]) -> PyResult<Value> {
    let source = cx.latin1_str(line)?;
    int_from_text(cx, stripped(line), 10, source.into())
}
