//! `OSError`: errno, strerror and file names; the constructor picks the subclass by errno (PEP 3151).

use super::attrs::{extra, this};
use super::{Exc, ExceptionObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::value::Value;

/// The type. Words: errno, strerror, filename, filename2.
pub(super) static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { new: Some(new), init: Some(init), str: Some(str), ..SlotTable::EMPTY },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    getset: &[
        extra!("errno", 0),
        extra!("strerror", 1),
        extra!("filename", 2),
        extra!("filename2", 4),
    ],
    ..TypeSpec::EMPTY
};

/// The subclass that stands for an errno.
pub fn class_for(errno: i64) -> Exc {
    match errno as i32 {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => Exc::BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => Exc::BrokenPipeError,
        libc::ECHILD => Exc::ChildProcessError,
        libc::ECONNABORTED => Exc::ConnectionAbortedError,
        libc::ECONNREFUSED => Exc::ConnectionRefusedError,
        libc::ECONNRESET => Exc::ConnectionResetError,
        libc::EEXIST => Exc::FileExistsError,
        libc::ENOENT => Exc::FileNotFoundError,
        libc::EISDIR => Exc::IsADirectoryError,
        libc::ENOTDIR => Exc::NotADirectoryError,
        libc::EINTR => Exc::InterruptedError,
        libc::EACCES | libc::EPERM => Exc::PermissionError,
        libc::ESRCH => Exc::ProcessLookupError,
        libc::ETIMEDOUT => Exc::TimeoutError,
        _ => Exc::OSError,
    }
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let mut class = class;
    if class.ptr_eq(cx.exc_ty(Exc::OSError))
        && (2..=5).contains(&args.pos.len())
        && let Some(errno) = args.pos[0].as_i64()
    {
        class = cx.exc_ty(class_for(errno));
    }
    let tuple = cx.tuple(args.pos)?;
    let e = cx.alloc_instance(class, |shape| ExceptionObj::new(shape, tuple))?;
    set_words(cx, e);
    Ok(e.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    // `__new__` has set everything, unless a subclass passes other arguments on.
    let e = this(cx, v)?;
    let tuple = cx.tuple(args.pos)?;
    e.args.set(tuple);
    set_words(cx, e);
    Ok(())
}

/// Sets the words from the arguments; with file names `args` is cut to (errno, strerror).
pub(super) fn set_words(cx: &mut Ctx, e: Gc<ExceptionObj>) {
    let args = e.args.get();
    if !(2..=5).contains(&args.len()) {
        return;
    }
    for i in 0..args.len() {
        let v = args.get(i).filter(|v| i < 2 || !v.is_none());
        e.set_extra(i, v);
    }
    if args.len() > 2
        && let Ok(short) = cx.tuple(&args.items()[..2])
    {
        e.args.set(short);
    }
}

fn str(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let e = this(cx, v)?;
    let text = match (e.extra(0), e.extra(1)) {
        (Some(errno), Some(message)) => {
            let (errno, message) = (cx.str_of(errno)?, cx.str_of(message)?);
            match (e.extra(2), e.extra(4)) {
                (Some(a), Some(b)) => {
                    let (a, b) = (cx.repr(a)?, cx.repr(b)?);
                    format!("[Errno {errno}] {message}: {a} -> {b}")
                }
                (Some(a), None) => {
                    let a = cx.repr(a)?;
                    format!("[Errno {errno}] {message}: {a}")
                }
                _ => format!("[Errno {errno}] {message}"),
            }
        }
        _ => {
            let args = e.args.get();
            match args.items() {
                [] => String::new(),
                &[only] => cx.str_of(only)?.to_string(),
                _ => cx.str_of(args.into())?.to_string(),
            }
        }
    };
    Ok(cx.str(&text)?.into())
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (e, class) = (this(cx, v)?, cx.type_of(v));
    let args = e.args.get();
    let args = match (args.items(), e.extra(2)) {
        (&[errno, message], Some(file)) => cx.tuple(&[errno, message, file])?,
        _ => args,
    };
    match cx.instance_dict(v)?.filter(|d| !d.is_empty()) {
        Some(dict) => Ok(cx.tuple(&[class.into(), args.into(), dict.into()])?.into()),
        None => Ok(cx.tuple(&[class.into(), args.into()])?.into()),
    }
}

impl Ctx {
    /// Raises the `OSError` for an I/O error, with the file name if there is one.
    pub fn raise_os(&mut self, error: &std::io::Error, file: Option<Value>) -> crate::ctx::Raised {
        let errno = error.raw_os_error().unwrap_or(libc::EIO);
        let text = errno_text(errno);
        let message = match self.str(&text) {
            Ok(m) => m,
            Err(raised) => return raised,
        };
        let mut args = [Value::small(errno), message.into(), Value::NONE];
        let n = match file {
            Some(f) => {
                args[2] = f;
                3
            }
            None => 2,
        };
        self.raise_args(class_for(errno as i64), &args[..n])
    }
}

/// `os.strerror(errno)`.
pub fn errno_text(errno: i32) -> String {
    let full = std::io::Error::from_raw_os_error(errno).to_string();
    match full.rfind(" (os error") {
        Some(at) => full[..at].to_owned(),
        None => full,
    }
}
