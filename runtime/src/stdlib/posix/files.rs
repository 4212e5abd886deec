//! Files and directories.

#![forbid(unsafe_code)]

use super::calls::{self, Of};
use super::path::{self, Path};
use super::scandir;
use super::waiting::{self, before_reading};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::value::Value;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("open", NativeCode::FastKw(open)),
    MethodDef::new(
        "close",
        NativeCode::FastKw(|cx, _, args| {
            let fd = fd_arg(cx, "close", args)?;
            let done = calls::close(fd);
            cx.os_result(done)?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new("read", NativeCode::Fast(read)),
    MethodDef::new("readinto", NativeCode::Fast(read_into)),
    MethodDef::new("write", NativeCode::Fast(write)),
    MethodDef::new(
        "lseek",
        NativeCode::Fast(|cx, _, args| {
            cx.check_arity("lseek", args.len(), 3, 3)?;
            let (fd, at, whence) =
                (cx.index_i64(args[0])?, cx.index_i64(args[1])?, cx.index_i64(args[2])?);
            let to = calls::lseek(fd as i32, at, whence as i32);
            let to = cx.os_result(to)?;
            cx.int(to)
        }),
    ),
    MethodDef::new("stat", NativeCode::FastKw(|cx, _, args| stat(cx, "stat", args, true))),
    MethodDef::new("lstat", NativeCode::FastKw(|cx, _, args| stat(cx, "lstat", args, false))),
    MethodDef::new("fstat", NativeCode::FastKw(|cx, _, args| stat(cx, "fstat", args, true))),
    MethodDef::new("listdir", NativeCode::FastKw(listdir)),
    scandir::SCANDIR,
    path::FSPATH,
    MethodDef::new(
        "mkdir",
        NativeCode::FastKw(|cx, _, args| {
            mode_call(
                cx,
                &Signature {
                    name: "mkdir",
                    params: &["path", "mode", "dir_fd"],
                    pos_only: 0,
                    pos_max: 2,
                    required: 1,
                },
                args,
                0o777,
                calls::mkdir,
            )
        }),
    ),
    MethodDef::new(
        "mkfifo",
        NativeCode::FastKw(|cx, _, args| {
            mode_call(
                cx,
                &Signature {
                    name: "mkfifo",
                    params: &["path", "mode", "dir_fd"],
                    pos_only: 0,
                    pos_max: 2,
                    required: 1,
                },
                args,
                0o666,
                calls::mkfifo,
            )
        }),
    ),
    MethodDef::new("chmod", NativeCode::FastKw(chmod)),
    MethodDef::new(
        "rmdir",
        NativeCode::FastKw(|cx, _, args| one_path(cx, "rmdir", args, calls::rmdir)),
    ),
    MethodDef::new(
        "unlink",
        NativeCode::FastKw(|cx, _, args| one_path(cx, "unlink", args, calls::unlink)),
    ),
    MethodDef::new(
        "remove",
        NativeCode::FastKw(|cx, _, args| one_path(cx, "remove", args, calls::unlink)),
    ),
    MethodDef::new(
        "chdir",
        NativeCode::FastKw(|cx, _, args| one_path(cx, "chdir", args, calls::chdir)),
    ),
    MethodDef::new(
        "rename",
        NativeCode::FastKw(|cx, _, args| two_paths(cx, "rename", args, calls::rename)),
    ),
    MethodDef::new(
        "replace",
        NativeCode::FastKw(|cx, _, args| two_paths(cx, "replace", args, calls::rename)),
    ),
    MethodDef::new(
        "link",
        NativeCode::FastKw(|cx, _, args| two_paths(cx, "link", args, calls::link)),
    ),
    MethodDef::new(
        "symlink",
        NativeCode::FastKw(|cx, _, args| two_paths(cx, "symlink", args, calls::symlink)),
    ),
    MethodDef::new("readlink", NativeCode::FastKw(readlink)),
    MethodDef::new("access", NativeCode::FastKw(access)),
    MethodDef::new("chown", NativeCode::FastKw(chown)),
    MethodDef::new("truncate", NativeCode::FastKw(truncate)),
    MethodDef::new("utime", NativeCode::FastKw(utime)),
    MethodDef::new("getcwd", NativeCode::NoArgs(|cx, _| cwd(cx, false))),
    MethodDef::new("getcwdb", NativeCode::NoArgs(|cx, _| cwd(cx, true))),
    MethodDef::new("statvfs", NativeCode::FastKw(statvfs)),
];

fn fd_arg(cx: &mut Ctx, name: &'static str, args: Args<'_>) -> PyResult<i32> {
    let [fd] = args.bind(cx, &Signature::plain(name, &["fd"], 1))?;
    let fd = fd.expect("a required argument is bound");
    if fd.as_float().is_some() || !cx.has_index(fd) {
        let got = cx.type_name(fd);
        raise!(cx, TypeError, "'{got}' object cannot be interpreted as an integer");
    }
    Ok(cx.index_i64(fd)? as i32)
}

fn open(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "open",
        params: &["path", "flags", "mode", "dir_fd"],
        pos_only: 0,
        pos_max: 3,
        required: 2,
    };
    let [path, flags, mode, dir] = args.bind(cx, &ARGS)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg("open", path.expect("a required argument is bound"), false)?;
    let flags = cx.index_i64(flags.expect("a required argument is bound"))?;
    let mode = match mode {
        Some(mode) => cx.index_i64(mode)?,
        None => 0o777,
    };
    let fd = calls::open(&path.c, flags as i32, mode as u32);
    Ok(Value::small(cx.os_path_result(fd, &path)?))
}

/// Directories by descriptor are not supported, as `os.supports_dir_fd` says.
fn refuse_dir(cx: &mut Ctx, dir: Option<Value>) -> PyResult<()> {
    match dir.filter(|d| !d.is_none()) {
        Some(_) => raise!(cx, NotImplementedError, "dir_fd unavailable on this platform"),
        None => Ok(()),
    }
}

fn read(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("read", args.len(), 2, 2)?;
    let (fd, n) = (cx.index_i64(args[0])? as i32, cx.index_i64(args[1])?);
    if n < 0 {
        return Err(cx.raise_os(&std::io::Error::from_raw_os_error(libc::EINVAL), None));
    }
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(n as usize).is_err() {
        return Err(cx.raise_memory());
    }
    buffer.resize(n as usize, 0);
    before_reading(cx, fd)?;
    let n = retry(cx, || calls::read(fd, &mut buffer))?;
    Ok(cx.bytes(&buffer[..n])?.into())
}

fn read_into(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("readinto", args.len(), 2, 2)?;
    let fd = cx.index_i64(args[0])? as i32;
    let mut buffer = vec![0; cx.buffer_len(args[1])?];
    before_reading(cx, fd)?;
    let n = retry(cx, || calls::read(fd, &mut buffer))?;
    cx.buffer_write(args[1], &buffer[..n])?;
    Ok(Value::len(n))
}

fn write(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("write", args.len(), 2, 2)?;
    let fd = cx.index_i64(args[0])? as i32;
    let data = cx.expect_buffer(args[1])?;
    if waiting::has_others(cx, fd) {
        return waiting::write_in_parts(cx, fd, &data).map(Value::len);
    }
    let n = retry(cx, || calls::write(fd, &data))?;
    Ok(Value::len(n))
}

/// A call that a signal may interrupt: handlers run, then it is tried again (PEP 475).
/// `read(2)` for other modules.
pub(crate) fn read_some(cx: &mut Ctx, fd: i32, into: &mut [u8]) -> PyResult<usize> {
    retry(cx, || calls::read(fd, into))
}

pub(super) fn retry(
    cx: &mut Ctx,
    mut call: impl FnMut() -> std::io::Result<usize>,
) -> PyResult<usize> {
    loop {
        match call() {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => cx.poll()?,
            done => return cx.os_result(done),
        }
    }
}

fn stat(cx: &mut Ctx, name: &'static str, args: Args<'_>, follow: bool) -> PyResult<Value> {
    let (path, mut follow_links) = match name {
        "stat" => {
            const ARGS: Signature = Signature {
                name: "stat",
                params: &["path", "dir_fd", "follow_symlinks"],
                pos_only: 0,
                pos_max: 1,
                required: 1,
            };
            let [path, dir, follow] = args.bind(cx, &ARGS)?;
            refuse_dir(cx, dir)?;
            let follow = match follow {
                Some(f) => cx.truth(f)?,
                None => true,
            };
            (path, follow)
        }
        "lstat" => {
            const ARGS: Signature = Signature {
                name: "lstat",
                params: &["path", "dir_fd"],
                pos_only: 0,
                pos_max: 1,
                required: 1,
            };
            let [path, dir] = args.bind(cx, &ARGS)?;
            refuse_dir(cx, dir)?;
            (path, follow)
        }
        _ => {
            let fd = fd_arg(cx, "fstat", args)?;
            let found = calls::stat(&Of::Descriptor(fd));
            let found = cx.os_result(found)?;
            return stat_result(cx, &found);
        }
    };
    follow_links &= follow;
    let path = cx.path_arg(name, path.expect("a required argument is bound"), follow)?;
    let found = calls::stat(&match path.fd {
        Some(fd) => Of::Descriptor(fd),
        None if follow_links => Of::Path(&path.c),
        None => Of::Link(&path.c),
    });
    let found = cx.os_path_result(found, &path)?;
    stat_result(cx, &found)
}

/// What the system says of a path, or of the link that it is.
pub(super) fn stat_path(path: &std::ffi::CStr, follow: bool) -> std::io::Result<libc::stat> {
    calls::stat(&if follow { Of::Path(path) } else { Of::Link(path) })
}

pub(super) fn stat_result(cx: &mut Ctx, s: &libc::stat) -> PyResult<Value> {
    let class = class(cx, "posix.stat_result", &super::STAT_RESULT)?;
    let mut items = cx.gc_vec();
    items.reserve(cx, 16)?;
    let ints = [
        i64::from(s.st_mode),
        s.st_ino as i64,
        s.st_dev as i64,
        s.st_nlink as i64,
        s.st_uid.into(),
        s.st_gid.into(),
        s.st_size,
        s.st_atime,
        s.st_mtime,
        s.st_ctime,
    ];
    for n in ints {
        let n = cx.int(n)?;
        items.push(cx, n)?;
    }
    let times = [
        (s.st_atime, s.st_atime_nsec),
        (s.st_mtime, s.st_mtime_nsec),
        (s.st_ctime, s.st_ctime_nsec),
    ];
    for (sec, nsec) in times {
        let t = cx.float(sec as f64 + nsec as f64 * 1e-9)?;
        items.push(cx, t)?;
    }
    for (sec, nsec) in times {
        let t = cx.int_i128(i128::from(sec) * 1_000_000_000 + i128::from(nsec))?;
        items.push(cx, t)?;
    }
    for n in [i128::from(s.st_blksize), i128::from(s.st_blocks), i128::from(s.st_rdev)] {
        let n = cx.int_i128(n)?;
        items.push(cx, n)?;
    }
    cx.struct_seq(class, items.as_slice())
}

/// The type of a kind of result, made once.
pub(super) fn class(
    cx: &mut Ctx,
    key: &'static str,
    spec: &'static crate::stdlib::structseq::StructSeq,
) -> PyResult<Gc<TypeObj>> {
    if let Some(class) = cx.kept(key).and_then(|v| v.cast::<TypeObj>()) {
        return Ok(class);
    }
    let class = cx.struct_seq_type(spec)?;
    cx.keep(key, class.into());
    Ok(class)
}

/// Where a path, or an open descriptor, is.
pub(super) fn place(path: &Path) -> std::path::PathBuf {
    match path.fd {
        Some(fd) => std::path::PathBuf::from(format!("/proc/self/fd/{fd}")),
        None => std::path::PathBuf::from(std::ffi::OsStr::from_bytes(path.c.to_bytes())),
    }
}

fn listdir(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [path] = args.bind(cx, &Signature::plain("listdir", &["path"], 0))?;
    let path = match path.filter(|p| !p.is_none()) {
        Some(path) => cx.path_arg("listdir", path, true)?,
        None => {
            let here = cx.str(".")?;
            cx.path_arg("listdir", here.into(), false)?
        }
    };
    let read = std::fs::read_dir(place(&path));
    let read = cx.os_path_result(read, &path)?;
    let out = cx.list(&[])?;
    for entry in read {
        let entry = cx.os_path_result(entry, &path)?;
        let name = cx.fs_name(&entry.file_name().into_vec(), path.bytes)?;
        cx.list_append(out, name)?;
    }
    Ok(out.into())
}

fn mode_call(
    cx: &mut Ctx,
    sig: &Signature,
    args: Args<'_>,
    default: u32,
    call: fn(&std::ffi::CStr, libc::mode_t) -> std::io::Result<()>,
) -> PyResult<Value> {
    let [path, mode, dir] = args.bind(cx, sig)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg(sig.name, path.expect("a required argument is bound"), false)?;
    let mode = match mode {
        Some(mode) => cx.index_i64(mode)? as u32,
        None => default,
    };
    cx.os_path_result(call(&path.c, mode), &path)?;
    Ok(Value::NONE)
}

fn chmod(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "chmod",
        params: &["path", "mode", "dir_fd", "follow_symlinks"],
        pos_only: 0,
        pos_max: 2,
        required: 2,
    };
    let [path, mode, dir, _] = args.bind(cx, &ARGS)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg("chmod", path.expect("a required argument is bound"), true)?;
    let mode = cx.index_i64(mode.expect("a required argument is bound"))? as u32;
    let done = match path.fd {
        Some(fd) => calls::fchmod(fd, mode).map(|_| ()),
        None => calls::chmod(&path.c, mode),
    };
    cx.os_path_result(done, &path)?;
    Ok(Value::NONE)
}

fn path_and_dir(cx: &mut Ctx, name: &'static str, args: Args<'_>) -> PyResult<Path> {
    let [path, dir] = args.bind(
        cx,
        &Signature { name, params: &["path", "dir_fd"], pos_only: 0, pos_max: 1, required: 1 },
    )?;
    refuse_dir(cx, dir)?;
    cx.path_arg(name, path.expect("a required argument is bound"), false)
}

fn one_path(
    cx: &mut Ctx,
    name: &'static str,
    args: Args<'_>,
    call: fn(&std::ffi::CStr) -> std::io::Result<()>,
) -> PyResult<Value> {
    let path = path_and_dir(cx, name, args)?;
    cx.os_path_result(call(&path.c), &path)?;
    Ok(Value::NONE)
}

fn two_paths(
    cx: &mut Ctx,
    name: &'static str,
    args: Args<'_>,
    call: fn(&std::ffi::CStr, &std::ffi::CStr) -> std::io::Result<()>,
) -> PyResult<Value> {
    // `symlink` has a flag for directories of Windows in third place.
    let sig = Signature {
        name,
        params: &[
            "src",
            "dst",
            "target_is_directory",
            "src_dir_fd",
            "dst_dir_fd",
            "follow_symlinks",
            "dir_fd",
        ],
        pos_only: 0,
        pos_max: if name == "symlink" { 3 } else { 2 },
        required: 2,
    };
    let [from, to, _, a, b, _, c] = args.bind(cx, &sig)?;
    for dir in [a, b, c] {
        refuse_dir(cx, dir)?;
    }
    let from = cx.path_arg(name, from.expect("a required argument is bound"), false)?;
    let to = cx.path_arg(name, to.expect("a required argument is bound"), false)?;
    match call(&from.c, &to.c) {
        Ok(()) => Ok(Value::NONE),
        Err(e) => Err(cx.raise_os_pair(&e, &from, &to)),
    }
}

fn readlink(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let path = path_and_dir(cx, "readlink", args)?;
    let target = std::fs::read_link(std::ffi::OsStr::from_bytes(path.c.to_bytes()));
    let target = cx.os_path_result(target, &path)?;
    cx.fs_name(target.as_os_str().as_bytes(), path.bytes)
}

fn access(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "access",
        params: &["path", "mode", "dir_fd", "effective_ids", "follow_symlinks"],
        pos_only: 0,
        pos_max: 2,
        required: 2,
    };
    let [path, mode, dir, ..] = args.bind::<5>(cx, &ARGS)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg("access", path.expect("a required argument is bound"), false)?;
    let mode = cx.index_i64(mode.expect("a required argument is bound"))?;
    Ok(Value::bool(calls::access(&path.c, mode as i32).is_ok()))
}

fn chown(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "chown",
        params: &["path", "uid", "gid", "dir_fd", "follow_symlinks"],
        pos_only: 0,
        pos_max: 3,
        required: 3,
    };
    let [path, uid, gid, dir, follow] = args.bind(cx, &ARGS)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg("chown", path.expect("a required argument is bound"), false)?;
    let uid = cx.index_i64(uid.expect("a required argument is bound"))? as u32;
    let gid = cx.index_i64(gid.expect("a required argument is bound"))? as u32;
    let follow = match follow {
        Some(f) => cx.truth(f)?,
        None => true,
    };
    let done =
        if follow { calls::chown(&path.c, uid, gid) } else { calls::lchown(&path.c, uid, gid) };
    cx.os_path_result(done, &path)?;
    Ok(Value::NONE)
}

fn truncate(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [path, len] = args.bind(cx, &Signature::plain("truncate", &["path", "length"], 2))?;
    let path = cx.path_arg("truncate", path.expect("a required argument is bound"), true)?;
    let len = cx.index_i64(len.expect("a required argument is bound"))?;
    let done = match path.fd {
        Some(fd) => calls::ftruncate(fd, len).map(|_| ()),
        None => calls::truncate(&path.c, len),
    };
    cx.os_path_result(done, &path)?;
    Ok(Value::NONE)
}

fn utime(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "utime",
        params: &["path", "times", "ns", "dir_fd", "follow_symlinks"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [path, times, ns, dir, follow] = args.bind(cx, &ARGS)?;
    refuse_dir(cx, dir)?;
    let path = cx.path_arg("utime", path.expect("a required argument is bound"), true)?;
    let mut at = None;
    if let Some(ns) = ns {
        let pair = cx.to_tuple(ns)?;
        let mut both = [(0, 0); 2];
        for (to, &n) in both.iter_mut().zip(pair.items()) {
            let n = cx.index_i64(n)?;
            *to = (n.div_euclid(1_000_000_000), n.rem_euclid(1_000_000_000));
        }
        at = Some(both);
    } else if let Some(times) = times.filter(|t| !t.is_none()) {
        let pair = cx.to_tuple(times)?;
        if pair.len() != 2 {
            raise!(cx, TypeError, "utime: 'times' must be either a tuple of two ints or None");
        }
        let mut both = [(0, 0); 2];
        for (to, &t) in both.iter_mut().zip(pair.items()) {
            let t = cx.to_f64(t)?;
            *to = (t.floor() as i64, ((t - t.floor()) * 1e9) as i64);
        }
        at = Some(both);
    }
    let follow = match follow {
        Some(f) => cx.truth(f)?,
        None => true,
    };
    let done = calls::utimens(
        &match path.fd {
            Some(fd) => Of::Descriptor(fd),
            None if follow => Of::Path(&path.c),
            None => Of::Link(&path.c),
        },
        at,
    );
    cx.os_path_result(done, &path)?;
    Ok(Value::NONE)
}

fn cwd(cx: &mut Ctx, as_bytes: bool) -> PyResult<Value> {
    let here = std::env::current_dir();
    let here = cx.os_result(here)?;
    cx.fs_name(here.as_os_str().as_bytes(), as_bytes)
}

fn statvfs(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [path] = args.bind(cx, &Signature::plain("statvfs", &["path"], 1))?;
    let path = cx.path_arg("statvfs", path.expect("a required argument is bound"), false)?;
    let s = calls::statvfs(&path.c);
    let s = cx.os_path_result(s, &path)?;
    let class = class(cx, "posix.statvfs_result", &super::STATVFS_RESULT)?;
    let mut items = cx.gc_vec();
    let fields = [
        s.f_bsize,
        s.f_frsize,
        s.f_blocks,
        s.f_bfree,
        s.f_bavail,
        s.f_files,
        s.f_ffree,
        s.f_favail,
        s.f_flag,
        s.f_namemax,
        s.f_fsid,
    ];
    for n in fields {
        let n = cx.int_u64(n)?;
        items.push(cx, n)?;
    }
    cx.struct_seq(class, items.as_slice())
}
