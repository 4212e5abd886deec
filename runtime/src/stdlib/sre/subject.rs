//! The text or bytes that a pattern is applied to, and what a match in it is.
#![forbid(unsafe_code)]

use super::machine::UNSET;
use super::pattern::PatternObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

/// Text, or the content of a bytes-like object with the object itself.
pub enum Subject {
    /// A string.
    Text(Gc<StrObj>),
    /// Bytes.
    Bytes(Value, ByteView),
}

/// One match.
#[derive(Copy, Clone)]
pub struct Found<'m> {
    /// Beginning.
    pub start: usize,
    /// End.
    pub end: usize,
    /// Begin and end of each group.
    pub marks: &'m [usize],
    /// Number of the group that closed last, 0 for none.
    pub last_index: u32,
}

impl Found<'_> {
    /// Begin and end of a group; group 0 is the whole match.
    pub fn group(&self, i: usize) -> Option<(usize, usize)> {
        if i == 0 {
            return Some((self.start, self.end));
        }
        match (self.marks.get(i * 2 - 2), self.marks.get(i * 2 - 1)) {
            (Some(&from), Some(&to)) if from != UNSET && to != UNSET && from <= to => {
                Some((from, to))
            }
            _ => None,
        }
    }
}

impl Subject {
    /// The subject that a pattern is applied to; they must be of one kind.
    pub fn of(cx: &mut Ctx, pattern: Gc<PatternObj>, v: Value) -> PyResult<Subject> {
        let subject = Subject::any(cx, v)?;
        match (&subject, pattern.kind()) {
            (Subject::Text(_), Some(false)) => {
                raise!(cx, TypeError, "cannot use a bytes pattern on a string-like object")
            }
            (Subject::Bytes(..), Some(true)) => {
                raise!(cx, TypeError, "cannot use a string pattern on a bytes-like object")
            }
            _ => Ok(subject),
        }
    }

    /// The subject in a value.
    pub fn any(cx: &mut Ctx, v: Value) -> PyResult<Subject> {
        if let Some(s) = v.cast::<StrObj>() {
            return Ok(Subject::Text(s));
        }
        match cx.buffer_bytes(v)? {
            Some(view) => Ok(Subject::Bytes(v, view)),
            None => {
                let ty = cx.type_name(v);
                raise!(cx, TypeError, "expected string or bytes-like object, got '{ty}'")
            }
        }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        match self {
            Subject::Text(s) => s.len(),
            Subject::Bytes(_, b) => b.len(),
        }
    }

    /// The part `[from, to)`, cut to the subject.
    pub fn slice(&self, cx: &mut Ctx, from: usize, to: usize) -> PyResult<Value> {
        let to = to.min(self.len());
        let from = from.min(to);
        match self {
            Subject::Text(s) => Ok(cx.substr(*s, from, to)?.into()),
            Subject::Bytes(v, b) => {
                if from == 0
                    && to == b.len()
                    && v.has_shape(crate::object::type_id::TypeId::BYTES.shape())
                {
                    return Ok(*v);
                }
                Ok(cx.bytes_small(&b[from..to])?.into())
            }
        }
    }

    /// An empty text or bytes.
    pub fn empty(&self, cx: &mut Ctx) -> PyResult<Value> {
        self.slice(cx, 0, 0)
    }

    /// A buffer for output of the same kind.
    pub fn output(&self) -> Output {
        match self {
            Subject::Text(_) => Output::Text(TextBuf::new()),
            Subject::Bytes(..) => Output::Bytes(Vec::new()),
        }
    }
}

/// Text or bytes that are being put together.
pub enum Output {
    /// Text.
    Text(TextBuf),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Output {
    /// Appends a part of a subject of the same kind.
    pub fn push_slice(&mut self, subject: &Subject, from: usize, to: usize) {
        match (self, subject) {
            (Output::Text(buf), Subject::Text(s)) => buf.push_units(s.units().range(from, to)),
            (Output::Bytes(buf), Subject::Bytes(_, b)) => buf.extend_from_slice(&b[from..to]),
            _ => {}
        }
    }

    /// Appends a value of the same kind.
    pub fn push_value(&mut self, cx: &mut Ctx, v: Value, at: usize) -> PyResult<()> {
        match self {
            Output::Text(buf) => match v.cast::<StrObj>() {
                Some(s) => buf.push_obj(s),
                None => {
                    let ty = cx.type_name(v);
                    raise!(cx, TypeError, "sequence item {at}: expected str instance, {ty} found");
                }
            },
            Output::Bytes(buf) => match v.cast::<BytesObj>() {
                Some(b) => buf.extend_from_slice(b.as_slice()),
                None => match cx.buffer_bytes(v)? {
                    Some(view) => buf.extend_from_slice(&view),
                    None => {
                        let ty = cx.type_name(v);
                        raise!(
                            cx,
                            TypeError,
                            "sequence item {at}: expected a bytes-like object, {ty} found"
                        );
                    }
                },
            },
        }
        Ok(())
    }

    /// The finished text or bytes.
    pub fn finish(self, cx: &mut Ctx) -> PyResult<Value> {
        match self {
            Output::Text(buf) => Ok(buf.finish(cx)?.into()),
            Output::Bytes(buf) => Ok(cx.bytes_small(&buf)?.into()),
        }
    }
}
