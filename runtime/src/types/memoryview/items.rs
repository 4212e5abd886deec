//! Reading and writing the bytes and items behind a view.
#![forbid(unsafe_code)]

use super::repr::{ItemFormat, MemoryViewObj, Window};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::stdlib::struct_::native;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

impl Ctx {
    /// `memoryview(v)`.
    pub fn view_of(&mut self, v: Value) -> PyResult<Gc<MemoryViewObj>> {
        let bytes = |len| Window { offset: 0, len, stride: 1, item: ItemFormat::BYTE };
        if let Some(b) = v.cast::<BytesObj>() {
            return self.memory_view(v, bytes(b.len()), true, None);
        }
        if let Some(b) = v.cast::<ByteArrayObj>() {
            return self.memory_view(v, bytes(b.len()), false, None);
        }
        if let Some(m) = v.cast::<MemoryViewObj>() {
            let base = self.view_base(m)?;
            let window = Window {
                offset: m.offset.get(),
                len: m.len.get(),
                stride: m.stride.get(),
                item: m.item.get(),
            };
            return self.memory_view(base, window, m.readonly.get(), m.dims.get());
        }
        if let Some(source) = self.buffer_source(v) {
            let (code, size) = (source.item)(self, v);
            let len = (source.len)(self, v)? / size.max(1);
            let item = ItemFormat { code: code as u8, at_sign: false, size: size as u8 };
            let window = Window { offset: 0, len, stride: size as isize, item };
            return self.memory_view(v, window, source.write.is_none(), None);
        }
        if let Some(method) = self.lookup_special(v, self.names.__buffer__)? {
            // PyBUF_FULL_RO.
            let view = self.call(method, &[Value::small(284)])?;
            return match view.cast::<MemoryViewObj>() {
                Some(m) => Ok(m),
                None => raise!(self, TypeError, "__buffer__ returned non-memoryview object"),
            };
        }
        let ty = self.type_name(v);
        raise!(self, TypeError, "memoryview: a bytes-like object is required, not '{ty}'")
    }

    /// The object behind a view that was not released.
    pub(super) fn view_base(&mut self, m: Gc<MemoryViewObj>) -> PyResult<Value> {
        match m.base.get() {
            Some(base) => Ok(base),
            None => raise!(self, ValueError, "operation forbidden on released memoryview object"),
        }
    }

    /// Calls `f` with all bytes of the base.
    fn with_base<R>(
        &mut self,
        m: Gc<MemoryViewObj>,
        f: impl FnOnce(&[u8]) -> Option<R>,
    ) -> PyResult<R> {
        let base = self.view_base(m)?;
        let result = if let Some(b) = base.cast::<BytesObj>() {
            f(b.as_slice())
        } else {
            let view = self.expect_buffer(base)?;
            f(&view)
        };
        match result {
            Some(r) => Ok(r),
            None => raise!(
                self,
                BufferError,
                "memoryview: underlying buffer is now smaller than the view"
            ),
        }
    }

    /// All bytes of a view in item order.
    pub fn memory_bytes(&mut self, m: Gc<MemoryViewObj>) -> PyResult<Vec<u8>> {
        self.with_base(m, |all| {
            if m.is_contiguous() {
                return all.get(m.offset.get()..m.offset.get() + m.byte_len()).map(<[u8]>::to_vec);
            }
            let size = m.item.get().size as usize;
            let mut out = Vec::with_capacity(m.byte_len());
            for i in 0..m.len.get() {
                let at = m.item_offset(i);
                out.extend_from_slice(all.get(at..at + size)?);
            }
            Some(out)
        })
    }

    /// The value of item `i`.
    pub(super) fn view_item(&mut self, m: Gc<MemoryViewObj>, i: usize) -> PyResult<Value> {
        let (at, size) = (m.item_offset(i), m.item.get().size as usize);
        let base = self.view_base(m)?;
        // The common case reads one byte without copying the base.
        if m.item.get() == ItemFormat::BYTE
            && let Some(b) = base.cast::<ByteArrayObj>()
            && let Some(byte) = b.get(at)
        {
            return Ok(Value::small(byte.into()));
        }
        let mut raw = [0; 16];
        self.with_base(m, |all| {
            raw[..size].copy_from_slice(all.get(at..at + size)?);
            Some(())
        })?;
        native::unpack(self, m.item.get().code, &raw[..size])
    }

    /// Writes bytes to the base at a byte offset.
    fn write_base(&mut self, m: Gc<MemoryViewObj>, at: usize, data: &[u8]) -> PyResult<()> {
        let base = self.view_base(m)?;
        if let Some(b) = base.cast::<ByteArrayObj>() {
            if at + data.len() > b.len() {
                raise!(
                    self,
                    BufferError,
                    "memoryview: underlying buffer is now smaller than the view"
                );
            }
            b.write(at, data);
            return Ok(());
        }
        match self.buffer_source(base).and_then(|s| s.write) {
            Some(write) => write(self, base, at, data),
            None => raise!(self, TypeError, "cannot modify read-only memory"),
        }
    }

    /// Stores item `i`.
    pub(super) fn set_view_item(
        &mut self,
        m: Gc<MemoryViewObj>,
        i: usize,
        v: Value,
    ) -> PyResult<()> {
        let raw = native::pack(self, m.item.get().code, v)?;
        self.write_base(m, m.item_offset(i), &raw[..m.item.get().size as usize])
    }

    /// Writes `data` to a writable view from a byte offset; how many bytes fitted.
    pub fn memory_write(
        &mut self,
        m: Gc<MemoryViewObj>,
        at: usize,
        data: &[u8],
    ) -> PyResult<usize> {
        if m.readonly.get() {
            raise!(self, TypeError, "cannot modify read-only memory");
        }
        let n = data.len().min(m.byte_len().saturating_sub(at));
        if m.is_contiguous() {
            self.write_base(m, m.offset.get() + at, &data[..n])?;
            return Ok(n);
        }
        let size = m.item.get().size as usize;
        for (i, byte) in data[..n].iter().enumerate() {
            let place = at + i;
            self.write_base(m, m.item_offset(place / size) + place % size, &[*byte])?;
        }
        Ok(n)
    }

    /// The items of a view as a list, nested for more dimensions.
    pub(super) fn view_to_list(&mut self, m: Gc<MemoryViewObj>) -> PyResult<Value> {
        let n = m.len.get();
        let flat = self.list_with_capacity(n)?;
        for i in 0..n {
            let item = self.view_item(m, i)?;
            self.list_append(flat, item)?;
        }
        let Some(dims) = m.dims.get() else { return Ok(flat.into()) };
        if dims.is_empty() {
            return self.view_item(m, 0);
        }
        // Fold the last dimension first.
        let mut level = flat;
        for d in (1..dims.len()).rev() {
            let size = dims.get(d).and_then(Value::as_small).unwrap_or(1).max(1) as usize;
            let outer = self.list(&[])?;
            let mut at = 0;
            while at < level.len() {
                let row = self.list(&[])?;
                for i in at..at + size {
                    if let Some(v) = level.get(i) {
                        self.list_append(row, v)?;
                    }
                }
                self.list_append(outer, row.into())?;
                at += size;
            }
            level = outer;
        }
        Ok(level.into())
    }

    /// The item format that `cast` is given.
    pub(super) fn item_format(&mut self, v: Value) -> PyResult<ItemFormat> {
        let Some(text) = v.cast::<StrObj>() else {
            raise!(self, TypeError, "memoryview: format argument must be a string");
        };
        let text = text.to_string();
        let (at_sign, letter) = match text.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, &*text),
        };
        match letter.as_bytes() {
            [code] => match native::size(*code) {
                Some(size) => Ok(ItemFormat { code: *code, at_sign, size: size as u8 }),
                None => self.bad_format(),
            },
            _ => self.bad_format(),
        }
    }

    fn bad_format(&mut self) -> PyResult<ItemFormat> {
        raise!(
            self,
            ValueError,
            "memoryview: destination format must be a native single character format prefixed with an optional '@'"
        )
    }
}
