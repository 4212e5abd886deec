//! Processes, descriptors, the environment, and facts about the machine.

#![forbid(unsafe_code)]

use super::{calls, waiting};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::types::dict::DictObj;
use crate::value::Value;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// A function of numbers only.
macro_rules! numbers {
    ($($name:literal ($n:literal) $call:expr;)*) => {
        &[$(MethodDef::new($name, NativeCode::Fast(|cx, _, args| {
            cx.check_arity($name, args.len(), $n, $n)?;
            let mut n = [0i64; $n];
            for (to, &v) in n.iter_mut().zip(args) {
                *to = cx.index_i64(v)?;
            }
            let call: fn([i64; $n]) -> std::io::Result<i64> = $call;
            let done = cx.os_result(call(n))?;
            cx.int(done)
        })),)*]
    };
}

/// A function of numbers only whose result is nothing.
macro_rules! actions {
    ($($name:literal ($n:literal) $call:expr;)*) => {
        &[$(MethodDef::new($name, NativeCode::Fast(|cx, _, args| {
            cx.check_arity($name, args.len(), $n, $n)?;
            let mut n = [0i64; $n];
            for (to, &v) in n.iter_mut().zip(args) {
                *to = cx.index_i64(v)?;
            }
            let call: fn([i64; $n]) -> std::io::Result<i64> = $call;
            cx.os_result(call(n))?;
            Ok(Value::NONE)
        })),)*]
    };
}

pub(super) const NUMBERS: &[MethodDef] = numbers! {
    "getpid"(0) |[]| calls::getpid();
    "getppid"(0) |[]| calls::getppid();
    "getuid"(0) |[]| calls::getuid();
    "geteuid"(0) |[]| calls::geteuid();
    "getgid"(0) |[]| calls::getgid();
    "getegid"(0) |[]| calls::getegid();
    "getpgrp"(0) |[]| calls::getpgrp();
    "getpgid"(1) |[pid]| calls::getpgid(pid as i32);
    "getsid"(1) |[pid]| calls::getsid(pid as i32);
    "umask"(1) |[mode]| calls::umask(mode as u32);
    "dup"(1) |[fd]| calls::dup(fd as i32).map(i64::from);
    "_dup2"(2) |[a, b]| calls::dup2(a as i32, b as i32);
    "_fcntl"(3) |[fd, command, arg]| calls::fcntl(fd as i32, command as i32, arg as i32).map(i64::from);
    "_flock"(2) |[fd, operation]| calls::flock(fd as i32, operation as i32);
    "_ioctl"(3) |[fd, request, arg]| calls::ioctl(fd as i32, request as u64, arg);
    "_sysconf"(1) |[name]| Ok(calls::sysconf(name as i32));
};

pub(super) const ACTIONS: &[MethodDef] = actions! {
    "fsync"(1) |[fd]| calls::fsync(fd as i32);
    "fdatasync"(1) |[fd]| calls::fdatasync(fd as i32);
    "ftruncate"(2) |[fd, len]| calls::ftruncate(fd as i32, len);
    "fchmod"(2) |[fd, mode]| calls::fchmod(fd as i32, mode as u32);
    "fchdir"(1) |[fd]| calls::fchdir(fd as i32);
    "setpgid"(2) |[pid, group]| calls::setpgid(pid as i32, group as i32);
    "setsid"(0) |[]| calls::setsid();
    "kill"(2) |[pid, signal]| calls::kill(pid as i32, signal as i32);
    "killpg"(2) |[group, signal]| calls::killpg(group as i32, signal as i32);
};

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new(
        "isatty",
        NativeCode::O(|cx, _, fd| {
            let fd = cx.index_i64(fd)?;
            Ok(Value::bool(calls::isatty(fd as i32).is_ok_and(|n| n == 1)))
        }),
    ),
    MethodDef::new("pipe", NativeCode::NoArgs(|cx, _| pipe(cx, libc::O_CLOEXEC))),
    MethodDef::new(
        "pipe2",
        NativeCode::O(|cx, _, flags| {
            let flags = cx.index_i64(flags)?;
            pipe(cx, flags as i32)
        }),
    ),
    MethodDef::new(
        "_exit",
        NativeCode::FastKw(|cx, _, args| {
            let [status] = args.bind(cx, &Signature::plain("_exit", &["status"], 1))?;
            let status = cx.index_i64(status.expect("a required argument is bound"))?;
            (cx.hooks.ending)(cx);
            calls::exit(status as i32)
        }),
    ),
    MethodDef::new("abort", NativeCode::NoArgs(|_, _| std::process::abort())),
    MethodDef::new("_control", NativeCode::Fast(control)),
    MethodDef::new(
        "_getrusage",
        NativeCode::O(|cx, _, who| {
            let who = cx.index_i64(who)?;
            let used = cx.os_result(calls::getrusage(who as i32))?;
            let mut fields = cx.gc_vec();
            for n in used {
                let n = cx.int(n)?;
                fields.push(cx, n)?;
            }
            Ok(cx.tuple(&fields)?.into())
        }),
    ),
    MethodDef::new("_rlimit", NativeCode::Fast(rlimit)),
    MethodDef::new("waitpid", NativeCode::Fast(waitpid)),
    MethodDef::new("execv", NativeCode::Fast(execv)),
    MethodDef::new("execve", NativeCode::FastKw(execve)),
    MethodDef::new("_environ", NativeCode::NoArgs(environ)),
    MethodDef::new("putenv", NativeCode::Fast(put_env)).sig("($module, name, value, /)"),
    MethodDef::new("unsetenv", NativeCode::O(|cx, _, name| set_env(cx, "unsetenv", name, None)))
        .sig("($module, name, /)"),
    MethodDef::new(
        "urandom",
        NativeCode::O(|cx, _, n| {
            let n = cx.index_i64(n)?;
            if n < 0 {
                raise!(cx, ValueError, "negative argument not allowed");
            }
            random(cx, n as usize, 0)
        }),
    ),
    MethodDef::new(
        "getrandom",
        NativeCode::FastKw(|cx, _, args| {
            let [size, flags] =
                args.bind(cx, &Signature::plain("getrandom", &["size", "flags"], 1))?;
            let size = cx.index_i64(size.expect("a required argument is bound"))?;
            let flags = match flags {
                Some(f) => cx.index_i64(f)? as u32,
                None => 0,
            };
            random(cx, size.max(0) as usize, flags)
        }),
    ),
    MethodDef::new(
        "strerror",
        NativeCode::O(|cx, _, n| {
            let n = cx.index_i64(n)?;
            Ok(cx.str(&crate::exceptions::errno_text(n as i32))?.into())
        }),
    ),
    MethodDef::new("uname", NativeCode::NoArgs(uname)),
    MethodDef::new("times", NativeCode::NoArgs(times)),
    MethodDef::new(
        "_cpu_count",
        NativeCode::NoArgs(|_, _| {
            Ok(match std::thread::available_parallelism() {
                Ok(n) => Value::len(n.get()),
                Err(_) => Value::NONE,
            })
        }),
    ),
    MethodDef::new(
        "_terminal_size",
        NativeCode::O(|cx, _, fd| {
            let fd = cx.index_i64(fd)?;
            let size = calls::terminal_size(fd as i32);
            let (columns, lines) = cx.os_result(size)?;
            Ok(cx
                .tuple(&[Value::small(i32::from(columns)), Value::small(i32::from(lines))])?
                .into())
        }),
    ),
    MethodDef::new("_select", NativeCode::Fast(select)),
    MethodDef::new("fork", NativeCode::NoArgs(waiting::fork)),
];

/// `fcntl` (0) or `ioctl` (1) with bytes: the result, and the bytes as they are now.
fn control(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_control", args.len(), 4, 4)?;
    let (fd, which, command) =
        (cx.index_i64(args[0])?, cx.index_i64(args[1])?, cx.index_i64(args[2])?);
    let mut data = cx.expect_buffer(args[3])?.to_vec();
    let done = calls::control(fd as i32, which == 1, command as u64, &mut data);
    let done = cx.os_result(done)?;
    let (result, data) = (cx.int(done.into())?, cx.bytes_small(&data)?);
    Ok(cx.tuple(&[result, data.into()])?.into())
}

/// The limits of a resource of a process, which are set if a pair is given.
fn rlimit(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_rlimit", args.len(), 3, 3)?;
    let (pid, resource) = (cx.index_i64(args[0])?, cx.index_i64(args[1])?);
    let to = match args[2].is_none() {
        true => None,
        false => {
            let pair = cx.unpack(args[2], 2)?;
            Some((cx.index_i64(pair.items()[0])?, cx.index_i64(pair.items()[1])?))
        }
    };
    let (soft, hard) = cx.os_result(calls::prlimit(pid as i32, resource as i32, to))?;
    let (soft, hard) = (cx.int(soft)?, cx.int(hard)?);
    Ok(cx.tuple(&[soft, hard])?.into())
}

fn pipe(cx: &mut Ctx, flags: i32) -> PyResult<Value> {
    let ends = calls::pipe(flags);
    let (read, write) = cx.os_result(ends)?;
    Ok(cx.tuple(&[Value::small(read), Value::small(write)])?.into())
}

fn random(cx: &mut Ctx, n: usize, flags: u32) -> PyResult<Value> {
    let mut out = Vec::new();
    if out.try_reserve_exact(n).is_err() {
        return Err(cx.raise_memory());
    }
    out.resize(n, 0);
    let mut at = 0;
    while at < n {
        let got = calls::random(&mut out[at..], flags);
        at += cx.os_result(got)?;
    }
    Ok(cx.bytes(&out)?.into())
}

fn waitpid(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("waitpid", args.len(), 2, 2)?;
    let (pid, options) = (cx.index_i64(args[0])? as i32, cx.index_i64(args[1])? as i32);
    let (pid, status) = waiting::waitpid(cx, pid, options)?;
    Ok(cx.tuple(&[Value::small(pid), Value::small(status)])?.into())
}

fn strings(cx: &mut Ctx, name: &'static str, v: Value) -> PyResult<Vec<CString>> {
    let list = cx.to_tuple(v)?;
    let mut out = Vec::new();
    for &item in list.items() {
        out.push(cx.path_arg(name, item, false)?.c);
    }
    Ok(out)
}

fn execv(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("execv", args.len(), 2, 2)?;
    let path = cx.path_arg("execv", args[0], false)?;
    let argv = strings(cx, "execv", args[1])?;
    if argv.is_empty() {
        raise!(cx, ValueError, "execv() arg 2 must not be empty");
    }
    let error = calls::execve(&path.c, &argv, None);
    Err(cx.raise_os(&error, Some(path.shown)))
}

fn execve(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [path, argv, env] =
        args.bind(cx, &Signature::plain("execve", &["path", "argv", "env"], 3))?;
    let path = cx.path_arg("execve", path.expect("a required argument is bound"), false)?;
    let argv = strings(cx, "execve", argv.expect("a required argument is bound"))?;
    if argv.is_empty() {
        raise!(cx, ValueError, "execve() arg 2 must not be empty");
    }
    let env = env.expect("a required argument is bound");
    let (keys, mut all) = (cx.collect(env)?, Vec::new());
    for i in 0..keys.len() {
        let Some(key) = keys.get(i) else { break };
        let value = cx.getitem(env, key)?;
        let mut entry = cx.path_arg("execve", key, false)?.c.into_bytes();
        if entry.contains(&b'=') {
            raise!(cx, ValueError, "illegal environment variable name");
        }
        entry.push(b'=');
        entry.extend(cx.path_arg("execve", value, false)?.c.into_bytes());
        all.push(CString::new(entry).unwrap_or_default());
    }
    let error = calls::execve(&path.c, &argv, Some(&all));
    Err(cx.raise_os(&error, Some(path.shown)))
}

/// The environment that the process was started with, as bytes.
fn environ(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let dict: crate::heap::Gc<DictObj> = cx.dict()?;
    for (key, value) in std::env::vars_os() {
        let (key, value) = (cx.bytes(key.as_bytes())?, cx.bytes(OsStr::as_bytes(&value))?);
        cx.dict_set(dict, key.into(), value.into())?;
    }
    Ok(dict.into())
}

fn put_env(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("putenv", args.len(), 2, 2)?;
    set_env(cx, "putenv", args[0], Some(args[1]))
}

fn set_env(cx: &mut Ctx, function: &str, name: Value, value: Option<Value>) -> PyResult<Value> {
    let name = cx.path_arg(function, name, false)?.c;
    let value = match value {
        Some(value) => Some(cx.path_arg(function, value, false)?.c),
        None => None,
    };
    if value.is_some() && name.as_bytes().contains(&b'=') {
        raise!(cx, ValueError, "illegal environment variable name");
    }
    let value = value.as_ref().map(|value| OsStr::from_bytes(value.as_bytes()));
    let done = cx.environment.set(OsStr::from_bytes(name.as_bytes()), value);
    cx.os_result(done)?;
    Ok(Value::NONE)
}

fn uname(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let names = calls::uname();
    let names = cx.os_result(names)?;
    let class = super::files::class(cx, "posix.uname_result", &super::UNAME_RESULT)?;
    let mut items = cx.gc_vec();
    for name in &names {
        let name = cx.str(name)?;
        items.push(cx, name.into())?;
    }
    cx.struct_seq(class, items.as_slice())
}

fn times(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let t = calls::times();
    let t = cx.os_result(t)?;
    let class = super::files::class(cx, "posix.times_result", &super::TIMES_RESULT)?;
    let mut items = cx.gc_vec();
    for n in t {
        let n = cx.float(n)?;
        items.push(cx, n)?;
    }
    cx.struct_seq(class, items.as_slice())
}

fn select(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("select", args.len(), 4, 4)?;
    let mut lists: [Vec<i32>; 3] = Default::default();
    for (list, &v) in lists.iter_mut().zip(args) {
        let fds = cx.to_tuple(v)?;
        for &fd in fds.items() {
            list.push(cx.index_i64(fd)? as i32);
        }
    }
    let timeout = if args[3].is_none() { None } else { Some(cx.to_f64(args[3])?) };
    let time = timeout.map(|t| std::time::Duration::from_secs_f64(t.clamp(0.0, 1e9)));
    let ready = waiting::select(cx, &lists, time)?;
    let mut out = [Value::NONE; 3];
    for (to, fds) in out.iter_mut().zip(&ready) {
        let list = cx.list(&[])?;
        for &fd in fds {
            cx.list_append(list, Value::small(fd))?;
        }
        *to = list.into();
    }
    Ok(cx.tuple(&out)?.into())
}
