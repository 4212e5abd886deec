//! The buffer protocol, as far as native functions need it: the bytes behind a bytes-like object.
//!
//! Immutable bytes are looked at in place. The content of anything mutable is copied, so a view
//! stays right whatever Python code does meanwhile.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::memoryview::MemoryViewObj;
use crate::value::Value;
use std::ops::Deref;

/// The content of a bytes-like object.
pub enum ByteView {
    /// In place.
    Bytes(Gc<BytesObj>),
    /// A copy.
    Copy(Vec<u8>),
}

impl Deref for ByteView {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            ByteView::Bytes(b) => b.as_slice(),
            ByteView::Copy(v) => v,
        }
    }
}

impl Ctx {
    /// Whether `buffer_bytes` gives something.
    pub fn is_bytes_like(&mut self, v: Value) -> bool {
        v.cast::<BytesObj>().is_some()
            || v.cast::<ByteArrayObj>().is_some()
            || v.cast::<MemoryViewObj>().is_some()
            || self.buffer_source(v).is_some()
            || {
                let ty = self.type_of(v);
                self.type_lookup(ty, self.names.__buffer__).is_some()
            }
    }

    /// The content of a bytes-like object; `None` for anything else.
    pub fn buffer_bytes(&mut self, v: Value) -> PyResult<Option<ByteView>> {
        if let Some(b) = v.cast::<BytesObj>() {
            return Ok(Some(ByteView::Bytes(b)));
        }
        if let Some(b) = v.cast::<ByteArrayObj>() {
            return Ok(Some(ByteView::Copy(b.to_vec())));
        }
        if let Some(m) = v.cast::<MemoryViewObj>() {
            return Ok(Some(ByteView::Copy(self.memory_bytes(m)?)));
        }
        if let Some(source) = self.buffer_source(v) {
            return Ok(Some(ByteView::Copy((source.read)(self, v)?)));
        }
        if let Some(method) = self.lookup_special(v, self.names.__buffer__)? {
            // PyBUF_SIMPLE.
            let view = self.call(method, &[Value::small(0)])?;
            return match view.cast::<MemoryViewObj>() {
                Some(m) => Ok(Some(ByteView::Copy(self.memory_bytes(m)?))),
                None => raise!(self, TypeError, "__buffer__ returned non-memoryview object"),
            };
        }
        Ok(None)
    }

    /// The content, or `TypeError: a bytes-like object is required, not 'type'`.
    pub fn expect_buffer(&mut self, v: Value) -> PyResult<ByteView> {
        match self.buffer_bytes(v)? {
            Some(view) => Ok(view),
            None => {
                let ty = self.type_name(v);
                raise!(self, TypeError, "a bytes-like object is required, not '{ty}'")
            }
        }
    }

    /// Writes to the beginning of a writable bytes-like object; how much fitted.
    pub fn buffer_write(&mut self, v: Value, data: &[u8]) -> PyResult<usize> {
        self.buffer_write_at(v, 0, data)
    }

    /// Writes at an offset into a writable bytes-like object; how much fitted.
    pub fn buffer_write_at(&mut self, v: Value, at: usize, data: &[u8]) -> PyResult<usize> {
        let fitting = |len: usize| data.len().min(len.saturating_sub(at));
        if let Some(b) = v.cast::<ByteArrayObj>() {
            let n = fitting(b.len());
            b.write(at, &data[..n]);
            return Ok(n);
        }
        if let Some(m) = v.cast::<MemoryViewObj>() {
            return self.memory_write(m, at, data);
        }
        if let Some(source) = self.buffer_source(v)
            && let Some(write) = source.write
        {
            let n = fitting((source.len)(self, v)?);
            write(self, v, at, &data[..n])?;
            return Ok(n);
        }
        let ty = self.type_name(v);
        raise!(self, TypeError, "read-write bytes-like object required, not '{ty}'")
    }

    /// How many bytes a writable bytes-like object takes.
    pub fn buffer_len(&mut self, v: Value) -> PyResult<usize> {
        if let Some(b) = v.cast::<ByteArrayObj>() {
            return Ok(b.len());
        }
        if let Some(m) = v.cast::<MemoryViewObj>() {
            return Ok(m.byte_len());
        }
        Ok(self.expect_buffer(v)?.len())
    }

    /// How the bytes of a module's buffer type (`array.array`) are reached.
    pub fn buffer_source(&mut self, v: Value) -> Option<&'static BufferSource> {
        let layout = v.header()?.layout;
        self.buffer_sources.iter().find(|s| s.layout == layout.0).map(|s| s.source)
    }

    /// Registers a buffer type of a module.
    pub fn register_buffer_source(
        &mut self,
        layout: crate::heap::LayoutId,
        source: &'static BufferSource,
    ) {
        if !self.buffer_sources.iter().any(|s| s.layout == layout.0) {
            self.buffer_sources.push(RegisteredSource { layout: layout.0, source });
        }
    }
}

/// What a buffer type outside this crate's builtins tells about itself.
pub struct BufferSource {
    /// All bytes.
    pub read: fn(&mut Ctx, Value) -> PyResult<Vec<u8>>,
    /// Number of bytes.
    pub len: fn(&mut Ctx, Value) -> PyResult<usize>,
    /// Writes at an offset; absent for read-only types.
    pub write: Option<fn(&mut Ctx, Value, usize, &[u8]) -> PyResult<()>>,
    /// The item format and its size.
    pub item: fn(&mut Ctx, Value) -> (char, usize),
}

/// A row of `Ctx::buffer_sources`.
#[derive(Copy, Clone)]
pub struct RegisteredSource {
    layout: u8,
    source: &'static BufferSource,
}
