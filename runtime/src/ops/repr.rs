//! `repr`, `str`, `ascii`: the dispatch to the slots, and how texts and plain objects look.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, chars};
use crate::value::Value;

/// Proof that a container's `repr` has begun; give it back to [`Ctx::repr_leave`].
#[must_use]
pub struct ReprGuard(());

impl Ctx {
    /// `repr(v)`.
    pub fn repr(&mut self, v: Value) -> PyResult<Gc<StrObj>> {
        if let Some(n) = v.as_small() {
            return self.int_text(n);
        }
        self.descend()?;
        let Some(slot) = self.type_of(v).slots.repr.get() else { return self.default_repr(v) };
        let text = slot(self, v)?;
        match text.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => {
                let ty = self.type_name(text);
                raise!(self, TypeError, "__repr__ returned non-string (type {ty})")
            }
        }
    }

    /// `str(v)`.
    pub fn str_of(&mut self, v: Value) -> PyResult<Gc<StrObj>> {
        if let Some(s) = v.cast::<StrObj>()
            && s.is_exact()
        {
            return Ok(s);
        }
        if let Some(n) = v.as_small() {
            return self.int_text(n);
        }
        self.check_stack()?;
        let Some(slot) = self.type_of(v).slots.str.get() else { return self.repr(v) };
        let text = slot(self, v)?;
        match text.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => {
                let ty = self.type_name(text);
                raise!(self, TypeError, "__str__ returned non-string (type {ty})")
            }
        }
    }

    /// `ascii(v)`.
    pub fn ascii(&mut self, v: Value) -> PyResult<Gc<StrObj>> {
        let text = self.repr(v)?;
        if text.is_ascii() {
            return Ok(text);
        }
        let mut buf = TextBuf::with_capacity(text.len());
        for point in text.code_points() {
            if point < 0x80 { buf.push(point) } else { push_escape(&mut buf, point) }
        }
        buf.finish(self)
    }

    /// `<module.Class object at 0x…>`.
    pub fn default_repr(&mut self, v: Value) -> PyResult<Gc<StrObj>> {
        let ty = self.type_of(v);
        let module = self.getattr_opt(ty.into(), self.names.__module__)?;
        let name = ty.qualname.get().to_string();
        let at = v.bits();
        match module.and_then(|m| m.cast::<StrObj>()) {
            Some(m) if !m.eq_str("builtins") => {
                let m = m.to_string();
                self.str(&format!("<{m}.{name} object at {at:#x}>"))
            }
            _ => self.str(&format!("<{name} object at {at:#x}>")),
        }
    }

    /// Begins the `repr` of a container; `None` when it is under way already (the container
    /// contains itself).
    pub fn repr_enter(&mut self, v: Value) -> Option<ReprGuard> {
        if self.repr_stack.contains(&v.bits()) {
            return None;
        }
        self.repr_stack.push(v.bits());
        Some(ReprGuard(()))
    }

    /// Ends the `repr` of the container that began last.
    pub fn repr_leave(&mut self, _: ReprGuard) {
        self.repr_stack.pop();
    }

    /// Runs `f` as the `repr` of a container, or gives `recursive` when the container is inside
    /// itself.
    pub fn repr_guarded(
        &mut self,
        v: Value,
        recursive: &str,
        f: impl FnOnce(&mut Ctx) -> PyResult<Gc<StrObj>>,
    ) -> PyResult<Gc<StrObj>> {
        let Some(guard) = self.repr_enter(v) else { return self.str(recursive) };
        let text = f(self);
        self.repr_leave(guard);
        text
    }

    /// `repr` for a message that must come out in any case: an exception inside is swallowed.
    pub fn repr_lossy(&mut self, v: Value) -> String {
        match self.repr(v) {
            Ok(s) => s.to_string(),
            Err(_) => {
                self.clear_exception();
                let ty = self.type_name(v);
                format!("<{ty} object at {:#x}>", v.bits())
            }
        }
    }

    /// Whether an exception is one that code which swallows exceptions must let through.
    pub fn exception_is_fatal(&mut self) -> bool {
        [Exc::MemoryError, Exc::KeyboardInterrupt, Exc::LimitExceeded]
            .into_iter()
            .any(|exc| self.exception_is(exc))
    }
}

/// `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
pub fn push_escape(buf: &mut TextBuf, point: u32) {
    let text = match point {
        0..=0xff => format!("\\x{point:02x}"),
        0x100..=0xffff => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    };
    buf.push_str(&text);
}

/// `repr` of a text: quoted, with escapes for what cannot be shown.
pub fn repr_text(cx: &mut Ctx, text: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
    let units = text.units();
    let mut buf = TextBuf::with_capacity(units.len() + 2);
    let (single, double) =
        units.iter().fold((false, false), |(s, d), p| (s || p == 0x27, d || p == 0x22));
    let quote = if single && !double { 0x22 } else { 0x27 };
    buf.push(quote);
    for point in units.iter() {
        match point {
            0x5c => buf.push_str("\\\\"),
            0x0a => buf.push_str("\\n"),
            0x0d => buf.push_str("\\r"),
            0x09 => buf.push_str("\\t"),
            p if p == quote => {
                buf.push(0x5c);
                buf.push(p);
            }
            p if chars::is_printable(p) => buf.push(p),
            p => push_escape(&mut buf, p),
        }
    }
    buf.push(quote);
    buf.finish(cx)
}

/// `repr` of bytes; inside `bytearray(...)` single quotes are always escaped.
pub fn repr_bytes(bytes: &[u8], escape_single: bool) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut out = String::with_capacity(bytes.len() + 3);
    out.push('b');
    out.push(quote as char);
    for &b in bytes {
        match b {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if b == quote || b == b'\'' && escape_single => {
                out.push('\\');
                out.push(b as char);
            }
            0x20..=0x7e => out.push(b as char),
            _ => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote as char);
    out
}
