//! Path arguments: `str`, `bytes`, `os.PathLike`, and where allowed an open descriptor.

#![forbid(unsafe_code)]

use crate::codecs::{Native, errors::Handler};
use crate::ctx::{Ctx, PyResult, Raised};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;
use std::ffi::CString;
use std::io::Error;

/// A path argument.
pub struct Path {
    /// As the system takes it.
    pub c: CString,
    /// As the program passed it, for error messages.
    pub shown: Value,
    /// Whether the program speaks in bytes.
    pub bytes: bool,
    /// An open descriptor in place of a path.
    pub fd: Option<i32>,
}

/// `os.fspath`.
pub(super) const FSPATH: MethodDef = MethodDef::new(
    "fspath",
    NativeCode::FastKw(|cx, _, args| {
        let [path] = args.bind(cx, &Signature::plain("fspath", &["path"], 1))?;
        cx.fs_path("fspath", path.unwrap_or(Value::NONE), false)
    }),
)
.sig("($module, /, path)")
.doc("Return the file system path representation of the object.");

impl Ctx {
    /// A `str` as the bytes of a file name.
    pub fn fs_encode(&mut self, text: Gc<StrObj>) -> PyResult<Vec<u8>> {
        if let Some(ascii) = text.as_ascii() {
            return Ok(ascii.as_bytes().to_vec());
        }
        let name = self.intern("surrogateescape")?;
        Native::Utf8.encode(self, text, &Handler::new(Some(name)))
    }

    /// The bytes of a file name as `str`.
    pub fn fs_decode(&mut self, bytes: &[u8]) -> PyResult<Gc<StrObj>> {
        if let Some(text) = bytes.is_ascii().then(|| std::str::from_utf8(bytes).ok()).flatten() {
            return self.str(text);
        }
        let name = self.intern("surrogateescape")?;
        Native::Utf8.decode(self, bytes, &Handler::new(Some(name)))
    }

    /// A file name in the kind of the path that it belongs to.
    pub fn fs_name(&mut self, bytes: &[u8], as_bytes: bool) -> PyResult<Value> {
        if as_bytes { Ok(self.bytes(bytes)?.into()) } else { Ok(self.fs_decode(bytes)?.into()) }
    }

    /// `os.fspath(v)`; `TypeError` says what `function` wants.
    fn fs_path(&mut self, function: &str, v: Value, fd: bool) -> PyResult<Value> {
        if v.cast::<StrObj>().is_some() || v.cast::<BytesObj>().is_some() {
            return Ok(v);
        }
        let name = self.names.__fspath__;
        if let Some(method) = self.lookup_special(v, name)? {
            let path = self.call(method, &[])?;
            if path.cast::<StrObj>().is_some() || path.cast::<BytesObj>().is_some() {
                return Ok(path);
            }
            let (own, got) = (self.type_name(v), self.type_name(path));
            raise!(
                self,
                TypeError,
                "expected {own}.__fspath__() to return str or bytes, not {got}"
            );
        }
        let got = self.type_of(v).name_str();
        if function == "fspath" {
            raise!(self, TypeError, "expected str, bytes or os.PathLike object, not {got}")
        }
        let kinds = if matches!(function, "listdir" | "scandir") {
            "string, bytes, os.PathLike, integer or None"
        } else if fd {
            "string, bytes, os.PathLike or integer"
        } else {
            "string, bytes or os.PathLike"
        };
        raise!(self, TypeError, "{function}: path should be {kinds}, not {got}")
    }

    /// A path argument of a function.
    pub fn path_arg(&mut self, function: &str, v: Value, fd_allowed: bool) -> PyResult<Path> {
        if fd_allowed && v.is_int() {
            let fd = self.index_i64(v)? as i32;
            return Ok(Path { c: CString::default(), shown: v, bytes: false, fd: Some(fd) });
        }
        let path = self.fs_path(function, v, fd_allowed)?;
        let (raw, bytes) = match (path.cast::<StrObj>(), path.cast::<BytesObj>()) {
            (Some(text), _) => (self.fs_encode(text)?, false),
            (_, Some(b)) => (b.as_slice().to_vec(), true),
            _ => (Vec::new(), false),
        };
        match CString::new(raw) {
            Ok(c) => Ok(Path { c, shown: path, bytes, fd: None }),
            Err(_) => raise!(
                self,
                ValueError,
                "{function}: embedded null {}",
                if bytes { "byte" } else { "character in path" }
            ),
        }
    }

    /// The result of a system call about a path.
    pub fn os_path_result<T>(&mut self, result: std::io::Result<T>, path: &Path) -> PyResult<T> {
        result.map_err(|e| self.raise_os(&e, Some(path.shown)))
    }

    /// The result of a system call without a path.
    pub fn os_result<T>(&mut self, result: std::io::Result<T>) -> PyResult<T> {
        result.map_err(|e| self.raise_os(&e, None))
    }

    /// The error of a system call about two paths.
    pub fn raise_os_pair(&mut self, error: &Error, from: &Path, to: &Path) -> Raised {
        let errno = error.raw_os_error().unwrap_or(libc::EIO);
        let message = match self.str(&crate::exceptions::errno_text(errno)) {
            Ok(m) => m,
            Err(raised) => return raised,
        };
        let args = [Value::small(errno), message.into(), from.shown, Value::NONE, to.shown];
        self.raise_args(crate::exceptions::class_for_errno(errno.into()), &args)
    }
}
