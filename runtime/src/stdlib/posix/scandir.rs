//! `os.scandir` and the entries that it gives.

#![deny(unsafe_code)]

use super::super::types as ty;
use super::files;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::types::list::ListObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// What the system said an entry is, as far as it did.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Kind {
    Directory,
    File,
    Link,
    /// Something else, or not said.
    Other,
}

heap_object! {
    /// An entry of a directory.
    pub struct DirEntryObj: DIR_ENTRY {
        traced name: Value,
        /// The directory's path and the name.
        traced path: Value,
        /// What `stat()` gave.
        traced stat: Option<Value>,
        /// What `stat(follow_symlinks=False)` gave.
        traced lstat: Option<Value>,
        plain inode: u64,
        /// The descriptor of the directory, when that is what was passed.
        plain fd: Option<i32>,
        plain kind: Kind,
    }
}

heap_object! {
    /// The iterator: the directory was read when it was made.
    pub struct ScandirObj: SCANDIR {
        traced entries: Gc<ListObj>,
        plain next: usize,
    }
}

/// `os.scandir`.
pub(super) const SCANDIR: MethodDef = MethodDef::new("scandir", NativeCode::FastKw(scandir))
    .sig("($module, /, path=None)")
    .doc("Return an iterator of DirEntry objects for given path.");

/// `DirEntry`.
pub static ENTRY_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, _, _| raise!(cx, TypeError, "cannot create 'posix.DirEntry' instances")),
        repr: Some(|cx, v| {
            let name = cx.repr(this!(v, DirEntryObj).name.get())?;
            Ok(cx.str(&format!("<DirEntry {name}>"))?.into())
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "inode",
            NativeCode::NoArgs(|cx, v| cx.int_u64(this!(v, DirEntryObj).inode.get())),
        )
        .sig("($self, /)")
        .doc("Return inode of the entry; cached per entry."),
        MethodDef::new(
            "stat",
            NativeCode::FastKw(|cx, v, args| {
                let follow = follows(cx, "stat", args)?;
                stat(cx, this!(v, DirEntryObj), follow)
            }),
        )
        .sig("($self, /, *, follow_symlinks=True)")
        .doc("Return stat_result object for the entry; cached per entry."),
        MethodDef::new(
            "is_dir",
            NativeCode::FastKw(|cx, v, args| {
                let follow = follows(cx, "is_dir", args)?;
                is(cx, this!(v, DirEntryObj), Kind::Directory, follow)
            }),
        )
        .sig("($self, /, *, follow_symlinks=True)")
        .doc("Return True if the entry is a directory; cached per entry."),
        MethodDef::new(
            "is_file",
            NativeCode::FastKw(|cx, v, args| {
                let follow = follows(cx, "is_file", args)?;
                is(cx, this!(v, DirEntryObj), Kind::File, follow)
            }),
        )
        .sig("($self, /, *, follow_symlinks=True)")
        .doc("Return True if the entry is a file; cached per entry."),
        MethodDef::new(
            "is_symlink",
            NativeCode::NoArgs(|cx, v| is(cx, this!(v, DirEntryObj), Kind::Link, false)),
        )
        .sig("($self, /)")
        .doc("Return True if the entry is a symbolic link; cached per entry."),
        MethodDef::new("is_junction", NativeCode::NoArgs(|_, _| Ok(Value::FALSE)))
            .sig("($self, /)")
            .doc("Return True if the entry is a junction; cached per entry."),
        MethodDef::new(
            "__fspath__",
            NativeCode::NoArgs(|_, v| Ok(this!(v, DirEntryObj).path.get())),
        )
        .sig("($self, /)")
        .doc("Return the path for the entry."),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
    getset: &[
        GetSetDef::readonly("name", |_, v| Ok(this!(v, DirEntryObj).name.get())),
        GetSetDef::readonly("path", |_, v| Ok(this!(v, DirEntryObj).path.get())),
    ],
    ..TypeSpec::EMPTY
};

/// The iterator.
pub static ITER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        iter: Some(|_, v| Ok(v)),
        next: Some(|_, v| {
            let it = this!(v, ScandirObj);
            let entry = it.entries.get().get(it.next.get());
            it.next.set(it.next.get().saturating_add(1));
            Ok(entry)
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__enter__", NativeCode::NoArgs(|_, v| Ok(v))),
        MethodDef::new("__exit__", NativeCode::Fast(|cx, v, _| close(cx, v))),
        MethodDef::new("close", NativeCode::NoArgs(close)),
    ],
    ..TypeSpec::EMPTY
};

fn close(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, ScandirObj).next.set(usize::MAX);
    Ok(Value::NONE)
}

fn scandir(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [path] = args.bind(cx, &Signature::plain("scandir", &["path"], 0))?;
    let path = match path.filter(|p| !p.is_none()) {
        Some(path) => cx.path_arg("scandir", path, true)?,
        None => {
            let here = cx.str(".")?;
            cx.path_arg("scandir", here.into(), false)?
        }
    };
    // Entries of an open descriptor have no path but their names.
    let mut full = Vec::new();
    if path.fd.is_none() {
        full.extend_from_slice(path.c.to_bytes());
        if full.last() != Some(&b'/') {
            full.push(b'/');
        }
    }
    let prefix = full.len();
    let read = std::fs::read_dir(files::place(&path));
    let entries = cx.list(&[])?;
    for entry in cx.os_path_result(read, &path)? {
        let entry = cx.os_path_result(entry, &path)?;
        let kind = match entry.file_type() {
            Ok(t) if t.is_dir() => Kind::Directory,
            Ok(t) if t.is_symlink() => Kind::Link,
            Ok(t) if t.is_file() => Kind::File,
            _ => Kind::Other,
        };
        let inode = std::os::unix::fs::DirEntryExt::ino(&entry);
        full.truncate(prefix);
        full.extend_from_slice(&entry.file_name().into_vec());
        let name = cx.fs_name(&full[prefix..], path.bytes)?;
        let whole = cx.fs_name(&full, path.bytes)?;
        let shape = ty::DIR_ENTRY.shape();
        let made =
            cx.alloc(DirEntryObj::new(shape, name, whole, None, None, inode, path.fd, kind))?;
        cx.list_append(entries, made.into())?;
    }
    Ok(cx.alloc(ScandirObj::new(ty::SCANDIR.shape(), entries, 0))?.into())
}

/// `follow_symlinks`.
fn follows(cx: &mut Ctx, name: &'static str, args: Args<'_>) -> PyResult<bool> {
    let signature =
        Signature { name, params: &["follow_symlinks"], pos_only: 0, pos_max: 0, required: 0 };
    let [follow] = args.bind(cx, &signature)?;
    match follow {
        Some(follow) => cx.truth(follow),
        None => Ok(true),
    }
}

fn stat(cx: &mut Ctx, entry: Gc<DirEntryObj>, follow: bool) -> PyResult<Value> {
    let follow = follow && !matches!(entry.kind.get(), Kind::Directory | Kind::File);
    let cache = if follow { &entry.stat } else { &entry.lstat };
    if let Some(known) = cache.get() {
        return Ok(known);
    }
    let path = cx.path_arg("stat", entry.path.get(), false)?;
    let found = match entry.fd.get() {
        None => files::stat_path(&path.c, follow),
        Some(fd) => {
            let name = std::ffi::OsStr::from_bytes(path.c.to_bytes());
            let place = std::path::Path::new("/proc/self/fd").join(fd.to_string()).join(name);
            match std::ffi::CString::new(place.into_os_string().into_vec()) {
                Ok(place) => files::stat_path(&place, follow),
                Err(_) => raise!(cx, ValueError, "embedded null byte"),
            }
        }
    };
    let found = cx.os_path_result(found, &path)?;
    let result = files::stat_result(cx, &found)?;
    cache.set(Some(result));
    Ok(result)
}

/// Whether an entry is of this kind.
fn is(cx: &mut Ctx, entry: Gc<DirEntryObj>, kind: Kind, follow: bool) -> PyResult<Value> {
    let known = entry.kind.get();
    if known == kind {
        return Ok(Value::TRUE);
    }
    let is_said = matches!(known, Kind::Directory | Kind::File) || known == Kind::Link && !follow;
    if is_said || kind == Kind::Link {
        return Ok(Value::FALSE);
    }
    let found = stat(cx, entry, follow);
    let Some(found) = cx.catch(Exc::FileNotFoundError, found)? else { return Ok(Value::FALSE) };
    let Some(mode) = found.cast::<TupleObj>().and_then(|t| t.get(0)) else {
        return Ok(Value::FALSE);
    };
    let wanted = if kind == Kind::Directory { libc::S_IFDIR } else { libc::S_IFREG };
    Ok(Value::bool(cx.index_i64(mode)? as u32 & libc::S_IFMT == wanted))
}
