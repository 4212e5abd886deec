//! Texts, bytes and buffers.
#![forbid(unsafe_code)]

use super::super::errors;
use super::super::input::truncated;
use super::Loader;
use crate::codecs::errors::Handler;
use crate::codecs::{escape, utf8};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// Decodes what the picklers of Python 3 wrote: surrogates are let through.
fn decode(cx: &mut Ctx, data: &[u8]) -> PyResult<Gc<StrObj>> {
    if data.is_ascii() {
        return match data.len() {
            0 | 1 => cx.latin1_str(data),
            n => cx.str_with(n, 0, true, |out| out.copy_from_slice(data)),
        };
    }
    let name = cx.intern("surrogatepass")?;
    Ok(utf8::decode(cx, data, &Handler::new(Some(name)), true)?.0)
}

impl Loader {
    /// A length of four or eight bytes.
    pub(super) fn counted(&mut self, cx: &mut Ctx, width: usize, what: &str) -> PyResult<usize> {
        let n = match width {
            4 => u32::from_le_bytes(self.input.array(cx)?).into(),
            _ => u64::from_le_bytes(self.input.array(cx)?),
        };
        match usize::try_from(n).ok().filter(|&n| n <= isize::MAX as usize) {
            Some(n) => Ok(n),
            None => {
                let most = isize::MAX;
                raise!(cx, OverflowError, "{what} exceeds system's maximum size of {most} bytes")
            }
        }
    }

    fn text_of(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        let range = self.input.read(cx, n)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let text = decode(cx, &bytes.as_slice()[range])?;
        self.push_new(cx, text.into())
    }

    pub(super) fn load_short_text(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let [n] = self.input.array(cx)?;
        self.text_of(cx, n.into())
    }

    pub(super) fn load_text(&mut self, cx: &mut Ctx, width: usize) -> PyResult<()> {
        let n = self.counted(cx, width, "BINUNICODE")?;
        self.text_of(cx, n)
    }

    pub(super) fn load_unicode_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let range = self.input.line(cx, 0)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let (text, _) =
            escape::raw_unicode_decode(cx, &bytes.as_slice()[range], &Handler::strict(), true)?;
        self.push(cx, text.into())
    }

    /// A `str` of Python 2: text in the encoding that was asked for, or bytes.
    fn push_old_string(&mut self, cx: &mut Ctx, data: &[u8]) -> PyResult<()> {
        let encoding = match self.unpickler.encoding.get() {
            Some(encoding) => encoding,
            None => cx.intern("ASCII")?,
        };
        let bytes = cx.bytes_small(data)?;
        let v = match encoding.eq_str("bytes") {
            true => bytes.into(),
            false => {
                let errors = self.unpickler.errors.get();
                cx.decode_object(bytes.into(), Some(encoding), errors)?.into()
            }
        };
        self.push(cx, v)
    }

    pub(super) fn load_string(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        let range = self.input.read(cx, n)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        self.push_old_string(cx, &bytes.as_slice()[range])
    }

    pub(super) fn load_string_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let range = self.input.line(cx, 0)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let line = &bytes.as_slice()[range];
        let quoted = match line {
            [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
            _ => {
                let message = "the STRING opcode argument must be quoted";
                return Err(errors::unpickling(cx, message));
            }
        };
        let data = escape::bytes_decode(cx, quoted, "strict")?;
        self.push_old_string(cx, &data)
    }

    pub(super) fn load_bytes(&mut self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        let range = self.input.read(cx, n)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let v = cx.bytes_small(&bytes.as_slice()[range])?;
        self.push(cx, v.into())
    }

    pub(super) fn load_bytearray(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let n = self.counted(cx, 8, "BYTEARRAY8")?;
        let range = self.input.read(cx, n)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let v = cx.bytearray(&bytes.as_slice()[range])?;
        self.push(cx, v.into())
    }

    pub(super) fn load_next_buffer(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let Some(buffers) = self.unpickler.buffers.get() else {
            let message =
                "pickle stream refers to out-of-band data but no *buffers* argument was given";
            return Err(errors::unpickling(cx, message));
        };
        match cx.next(buffers)? {
            Some(buffer) => self.push(cx, buffer),
            None => Err(errors::unpickling(cx, "not enough out-of-band buffers")),
        }
    }

    pub(super) fn load_readonly_buffer(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let buffer = self.top(cx)?;
        let view = cx.view_of(buffer)?;
        if view.readonly.get() {
            return Ok(());
        }
        view.readonly.set(true);
        let at = self.stack.len() - 1;
        let view: Value = view.into();
        self.stack.set(at, view);
        Ok(())
    }
}
