//! System calls on raw descriptors and paths, each behind a safe function.
//!
//! What the standard library of Rust offers is used from there; this file has the rest, and it is
//! the only one of the module with `unsafe`.

use std::ffi::{CStr, CString, OsStr};
use std::io::{Error, Result};
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU32, Ordering};

fn checked(n: i32) -> Result<i32> {
    if n < 0 { Err(Error::last_os_error()) } else { Ok(n) }
}

fn checked_size(n: isize) -> Result<usize> {
    usize::try_from(n).map_err(|_| Error::last_os_error())
}

/// `open(2)`; the descriptor is not inherited.
pub fn open(path: &CStr, flags: i32, mode: u32) -> Result<i32> {
    // SAFETY: `path` ends in NUL.
    checked(unsafe { libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, mode) })
}

/// `close(2)`.
pub fn close(fd: i32) -> Result<()> {
    // SAFETY: a descriptor is a number; the VM keeps none that Rust believes to own.
    checked(unsafe { libc::close(fd) }).map(|_| ())
}

/// `read(2)`.
pub fn read(fd: i32, into: &mut [u8]) -> Result<usize> {
    // SAFETY: the pointer and the length are those of a slice.
    checked_size(unsafe { libc::read(fd, into.as_mut_ptr().cast(), into.len()) })
}

/// `write(2)`.
pub fn write(fd: i32, data: &[u8]) -> Result<usize> {
    // SAFETY: the pointer and the length are those of a slice.
    checked_size(unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) })
}

/// `lseek(2)`.
pub fn lseek(fd: i32, at: i64, whence: i32) -> Result<i64> {
    // SAFETY: takes numbers only.
    let to = unsafe { libc::lseek(fd, at, whence) };
    if to < 0 { Err(Error::last_os_error()) } else { Ok(to) }
}

/// What a file is.
pub enum Of<'a> {
    /// Of a path; links are followed.
    Path(&'a CStr),
    /// Of a path; a link is looked at itself.
    Link(&'a CStr),
    /// Of an open descriptor.
    Descriptor(i32),
}

/// `stat(2)` and kin.
pub fn stat(of: &Of<'_>) -> Result<libc::stat> {
    let mut out = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the call fills the struct when it succeeds; paths end in NUL.
    unsafe {
        checked(match of {
            Of::Path(p) => libc::stat(p.as_ptr(), out.as_mut_ptr()),
            Of::Link(p) => libc::lstat(p.as_ptr(), out.as_mut_ptr()),
            Of::Descriptor(fd) => libc::fstat(*fd, out.as_mut_ptr()),
        })?;
        Ok(out.assume_init())
    }
}

/// `statvfs(3)`.
pub fn statvfs(path: &CStr) -> Result<libc::statvfs> {
    let mut out = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: as above.
    unsafe {
        checked(libc::statvfs(path.as_ptr(), out.as_mut_ptr()))?;
        Ok(out.assume_init())
    }
}

macro_rules! path_calls {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*);)*) => {
        $(
            $(#[$doc])*
            pub fn $name(path: &CStr $(, $arg: $ty)*) -> Result<()> {
                // SAFETY: `path` ends in NUL, the rest are numbers.
                checked(unsafe { libc::$name(path.as_ptr() $(, $arg)*) }).map(|_| ())
            }
        )*
    };
}

path_calls! {
    /// `mkdir(2)`.
    mkdir(mode: libc::mode_t);
    /// `rmdir(2)`.
    rmdir();
    /// `unlink(2)`.
    unlink();
    /// `chmod(2)`.
    chmod(mode: libc::mode_t);
    /// `chown(2)`.
    chown(uid: libc::uid_t, gid: libc::gid_t);
    /// `lchown(2)`.
    lchown(uid: libc::uid_t, gid: libc::gid_t);
    /// `access(2)`.
    access(mode: i32);
    /// `truncate(2)`.
    truncate(len: i64);
    /// `chdir(2)`.
    chdir();
    /// `mkfifo(3)`.
    mkfifo(mode: libc::mode_t);
}

macro_rules! path_pairs {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(from: &CStr, to: &CStr) -> Result<()> {
                // SAFETY: both paths end in NUL.
                checked(unsafe { libc::$name(from.as_ptr(), to.as_ptr()) }).map(|_| ())
            }
        )*
    };
}

path_pairs! {
    /// `rename(2)`.
    rename;
    /// `link(2)`.
    link;
    /// `symlink(2)`.
    symlink;
}

macro_rules! number_calls {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*);)*) => {
        $(
            $(#[$doc])*
            pub fn $name($($arg: $ty),*) -> Result<i64> {
                // SAFETY: takes and gives numbers only.
                let n = i64::from(unsafe { libc::$name($($arg),*) });
                if n == -1 { Err(Error::last_os_error()) } else { Ok(n) }
            }
        )*
    };
}

number_calls! {
    /// `ftruncate(2)`.
    ftruncate(fd: i32, len: i64);
    /// `fsync(2)`.
    fsync(fd: i32);
    /// `fdatasync(2)`.
    fdatasync(fd: i32);
    /// `fchmod(2)`.
    fchmod(fd: i32, mode: libc::mode_t);
    /// `fchdir(2)`.
    fchdir(fd: i32);
    /// `dup2(2)`.
    dup2(from: i32, to: i32);
    /// `isatty(3)`.
    isatty(fd: i32);
    /// `getpid(2)`.
    getpid();
    /// `getppid(2)`.
    getppid();
    /// `getuid(2)`.
    getuid();
    /// `geteuid(2)`.
    geteuid();
    /// `getgid(2)`.
    getgid();
    /// `getegid(2)`.
    getegid();
    /// `getpgrp(2)`.
    getpgrp();
    /// `getpgid(2)`.
    getpgid(pid: i32);
    /// `setpgid(2)`.
    setpgid(pid: i32, group: i32);
    /// `getsid(2)`.
    getsid(pid: i32);
    /// `setsid(2)`.
    setsid();
    /// `kill(2)`.
    kill(pid: i32, signal: i32);
    /// `killpg(2)`.
    killpg(group: i32, signal: i32);
    /// `umask(2)`.
    umask(mode: libc::mode_t);
}

/// `dup(2)`, not inherited.
pub fn dup(fd: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
}

/// `fcntl(2)` with a number.
pub fn fcntl(fd: i32, command: i32, argument: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, command, argument) })
}

/// `flock(2)`.
pub fn flock(fd: i32, operation: i32) -> Result<i64> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::flock(fd, operation) }).map(i64::from)
}

/// `ioctl(2)` with a number, which is no address: those lie beyond the first page.
pub fn ioctl(fd: i32, request: u64, argument: i64) -> Result<i64> {
    if !(0..4096).contains(&argument) {
        return Err(Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: nothing is mapped in the first page, so that a request that takes the number for an address fails.
    checked(unsafe { libc::ioctl(fd, request as _, argument) }).map(i64::from)
}

/// Bytes that the kernel may write to: as much as the number of a request can say.
const CONTROL: usize = 1 << 14;

/// `ioctl(2)`, or `fcntl(2)`, with a copy of `data` that it may change; its result.
pub fn control(fd: i32, is_ioctl: bool, command: u64, data: &mut [u8]) -> Result<i32> {
    let mut room = [0u64; CONTROL / 8 + 1];
    let address: *mut u8 = room.as_mut_ptr().cast();
    let n = data.len().min(CONTROL);
    // SAFETY: `room` has `CONTROL` bytes, more than any structure of these calls, and `n` are at most as many.
    unsafe {
        std::ptr::copy_nonoverlapping(data.as_ptr(), address, n);
        let done = checked(match is_ioctl {
            true => libc::ioctl(fd, command as _, address),
            false => libc::fcntl(fd, command as i32, address),
        })?;
        std::ptr::copy_nonoverlapping(address, data.as_mut_ptr(), n);
        Ok(done)
    }
}

/// `getrusage(2)`: seconds and microseconds of user and system time, then the other fields in order.
pub fn getrusage(who: i32) -> Result<[i64; 18]> {
    let mut out = std::mem::MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the call fills the struct when it succeeds.
    let r = unsafe {
        checked(libc::getrusage(who as _, out.as_mut_ptr()))?;
        out.assume_init()
    };
    Ok([
        r.ru_utime.tv_sec,
        r.ru_utime.tv_usec as i64,
        r.ru_stime.tv_sec,
        r.ru_stime.tv_usec as i64,
        r.ru_maxrss,
        r.ru_ixrss,
        r.ru_idrss,
        r.ru_isrss,
        r.ru_minflt,
        r.ru_majflt,
        r.ru_nswap,
        r.ru_inblock,
        r.ru_oublock,
        r.ru_msgsnd,
        r.ru_msgrcv,
        r.ru_nsignals,
        r.ru_nvcsw,
        r.ru_nivcsw,
    ])
}

/// `prlimit(2)`: the limits as they were; without a limit they are -1.
#[cfg(target_os = "linux")]
pub fn prlimit(pid: i32, resource: i32, to: Option<(i64, i64)>) -> Result<(i64, i64)> {
    let to = to.map(|(soft, hard)| libc::rlimit { rlim_cur: soft as u64, rlim_max: hard as u64 });
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let to = to.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: both structs live until the call returns; the first may be absent.
    checked(unsafe { libc::prlimit(pid, resource as _, to, &mut old) })?;
    Ok((old.rlim_cur as i64, old.rlim_max as i64))
}

/// `getrlimit(2)` and `setrlimit(2)` of this process.
#[cfg(not(target_os = "linux"))]
pub fn prlimit(_: i32, resource: i32, to: Option<(i64, i64)>) -> Result<(i64, i64)> {
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the structs live until the calls return.
    unsafe {
        checked(libc::getrlimit(resource as _, &mut old))?;
        if let Some((soft, hard)) = to {
            let to = libc::rlimit { rlim_cur: soft as u64, rlim_max: hard as u64 };
            checked(libc::setrlimit(resource as _, &to))?;
        }
    }
    Ok((old.rlim_cur as i64, old.rlim_max as i64))
}

/// `pipe2(2)`.
pub fn pipe(flags: i32) -> Result<(i32, i32)> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for both ends.
    checked(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) })?;
    Ok((ends[0], ends[1]))
}

/// `fork(2)`. Only this thread lives on in the child.
pub fn fork() -> Result<i32> {
    // SAFETY: takes nothing; the child goes on as this program does.
    checked(unsafe { libc::fork() })
}

/// `_exit(2)`.
pub fn exit(status: i32) -> ! {
    // SAFETY: ends the process; destructors are not wanted here.
    unsafe { libc::_exit(status) }
}

/// `execve(2)`; comes back only with an error.
pub fn execve(path: &CStr, args: &[CString], env: Option<&[CString]>) -> Error {
    let pointers = |list: &[CString]| {
        let mut all: Vec<_> = list.iter().map(|s| s.as_ptr()).collect();
        all.push(std::ptr::null());
        all
    };
    let args = pointers(args);
    // SAFETY: both vectors end in null, and their strings live until the call is over.
    unsafe {
        match env {
            Some(env) => libc::execve(path.as_ptr(), args.as_ptr(), pointers(env).as_ptr()),
            None => libc::execv(path.as_ptr(), args.as_ptr()),
        };
    }
    Error::last_os_error()
}

/// Sets or removes a variable of the process, for processes that are started from now on.
pub fn set_env(name: &OsStr, value: Option<&OsStr>) -> Result<()> {
    if name.is_empty() || name.as_bytes().contains(&b'=') {
        return Err(Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: other code of ours reads variables by way of the standard library, whose lock orders both; the C
    // library reads `TZ`, on the thread that asks for the local time.
    unsafe {
        match value {
            Some(value) => std::env::set_var(name, value),
            None => std::env::remove_var(name),
        }
    }
    Ok(())
}

/// `waitpid(2)`: process and status.
pub fn waitpid(pid: i32, options: i32) -> Result<(i32, i32)> {
    let mut status = 0;
    // SAFETY: the status is written to a local.
    let pid = checked(unsafe { libc::waitpid(pid, &raw mut status, options) })?;
    Ok((pid, status))
}

/// `utimensat(2)`: seconds and nanoseconds of access and modification, or none for now.
pub fn utimens(of: &Of<'_>, times: Option<[(i64, i64); 2]>) -> Result<()> {
    let times = times.map(|t| t.map(|(tv_sec, tv_nsec)| libc::timespec { tv_sec, tv_nsec }));
    let at = times.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
    // SAFETY: `at` is null or points to two structs; paths end in NUL.
    checked(unsafe {
        match of {
            Of::Path(p) => libc::utimensat(libc::AT_FDCWD, p.as_ptr(), at, 0),
            Of::Link(p) => {
                libc::utimensat(libc::AT_FDCWD, p.as_ptr(), at, libc::AT_SYMLINK_NOFOLLOW)
            }
            Of::Descriptor(fd) => libc::futimens(*fd, at),
        }
    })
    .map(|_| ())
}

/// `uname(2)`: the five names.
pub fn uname() -> Result<[String; 5]> {
    let mut out = std::mem::MaybeUninit::<libc::utsname>::uninit();
    // SAFETY: the call fills the struct when it succeeds.
    let names = unsafe {
        checked(libc::uname(out.as_mut_ptr()))?;
        out.assume_init()
    };
    let text = |field: &[libc::c_char]| {
        field.iter().take_while(|&&c| c != 0).map(|&c| char::from(c as u8)).collect()
    };
    Ok([
        text(&names.sysname),
        text(&names.nodename),
        text(&names.release),
        text(&names.version),
        text(&names.machine),
    ])
}

/// `getrandom(2)`.
pub fn random(into: &mut [u8], flags: u32) -> Result<usize> {
    // SAFETY: the pointer and the length are those of a slice.
    checked_size(unsafe { libc::getrandom(into.as_mut_ptr().cast(), into.len(), flags) })
}

/// Columns and lines of a terminal.
pub fn terminal_size(fd: i32) -> Result<(u16, u16)> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the request writes one `winsize`.
    checked(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) })?;
    Ok((size.ws_col, size.ws_row))
}

/// `times(2)` in seconds: user, system, of children user, system, elapsed.
pub fn times() -> Result<[f64; 5]> {
    let mut out = std::mem::MaybeUninit::<libc::tms>::uninit();
    // SAFETY: the call fills the struct; `sysconf` takes a number.
    unsafe {
        let now = libc::times(out.as_mut_ptr());
        let t = out.assume_init();
        let tick = libc::sysconf(libc::_SC_CLK_TCK) as f64;
        Ok([t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, now].map(|n| n as f64 / tick))
    }
}

/// `sysconf(3)`.
pub fn sysconf(name: i32) -> i64 {
    // SAFETY: takes a number.
    unsafe { libc::sysconf(name) }
}

/// Seconds and nanoseconds of a clock.
pub fn clock(id: i32) -> Result<(i64, i64)> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one `timespec`.
    checked(unsafe { libc::clock_gettime(id, &raw mut t) })?;
    Ok((t.tv_sec, t.tv_nsec))
}

/// A broken-down time: year, month (1 to 12), day, hour, minute, second, weekday (Monday 0), day of
/// the year (from 1), DST flag, offset from UTC in seconds, zone name.
pub struct Broken {
    /// The first nine, as `time.struct_time` has them.
    pub fields: [i64; 9],
    /// Seconds east of UTC.
    pub offset: i64,
    /// Abbreviation of the zone.
    pub zone: String,
}

/// Local or universal time of a second; none when the year does not fit.
pub fn broken_down(second: i64, local: bool) -> Option<Broken> {
    let mut out = std::mem::MaybeUninit::<libc::tm>::uninit();
    // SAFETY: the reentrant calls fill the struct unless they return null; the zone name is a static
    // string of the C library.
    let (t, zone) = unsafe {
        let done = if local {
            libc::localtime_r(&second, out.as_mut_ptr())
        } else {
            libc::gmtime_r(&second, out.as_mut_ptr())
        };
        if done.is_null() {
            return None;
        }
        let t = out.assume_init();
        let zone = if t.tm_zone.is_null() {
            String::new()
        } else {
            CStr::from_ptr(t.tm_zone).to_string_lossy().into_owned()
        };
        (t, zone)
    };
    let fields = [
        i64::from(t.tm_year) + 1900,
        i64::from(t.tm_mon) + 1,
        t.tm_mday.into(),
        t.tm_hour.into(),
        t.tm_min.into(),
        t.tm_sec.into(),
        (i64::from(t.tm_wday) + 6) % 7,
        i64::from(t.tm_yday) + 1,
        t.tm_isdst.into(),
    ];
    Some(Broken { fields, offset: t.tm_gmtoff, zone })
}

fn to_tm(fields: &[i64; 9]) -> libc::tm {
    // SAFETY: all fields of `tm` are numbers or a pointer that may be null.
    let mut t: libc::tm = unsafe { std::mem::zeroed() };
    t.tm_year = (fields[0] - 1900) as i32;
    t.tm_mon = fields[1] as i32 - 1;
    t.tm_mday = fields[2] as i32;
    t.tm_hour = fields[3] as i32;
    t.tm_min = fields[4] as i32;
    t.tm_sec = fields[5] as i32;
    t.tm_wday = ((fields[6] + 1) % 7) as i32;
    t.tm_yday = fields[7] as i32 - 1;
    t.tm_isdst = fields[8] as i32;
    t
}

/// The second of a local time.
pub fn second_of(fields: &[i64; 9]) -> Option<i64> {
    let mut t = to_tm(fields);
    t.tm_wday = -1;
    // SAFETY: the struct is initialized; the call may normalize it.
    let second = unsafe { libc::mktime(&raw mut t) };
    (second != -1 || t.tm_wday != -1).then_some(second)
}

/// `strftime(3)` in the C locale.
pub fn format_time(format: &CStr, fields: &[i64; 9], offset: i64, zone: &CStr) -> Vec<u8> {
    let mut t = to_tm(fields);
    t.tm_gmtoff = offset;
    t.tm_zone = zone.as_ptr();
    let mut out = vec![0u8; 256];
    loop {
        // SAFETY: the buffer has the length that is told, the format ends in NUL.
        let n = unsafe {
            libc::strftime(out.as_mut_ptr().cast(), out.len(), format.as_ptr(), &raw const t)
        };
        if n > 0 || out.len() > 64 * format.to_bytes().len().max(256) {
            out.truncate(n);
            return out;
        }
        out.resize(out.len() * 4, 0);
    }
}

/// `select(2)` over descriptors below `FD_SETSIZE`: which of each list are ready.
pub fn select(lists: [&[i32]; 3], timeout: Option<f64>) -> Result<[Vec<i32>; 3]> {
    let events = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    let mut all = Vec::new();
    for (list, events) in lists.iter().zip(events) {
        all.extend(list.iter().map(|&fd| libc::pollfd { fd, events, revents: 0 }));
    }
    let timeout = timeout.map_or(-1, |t| (t * 1000.0).ceil().clamp(0.0, i32::MAX as f64) as i32);
    // SAFETY: the pointer and the length are those of a vector.
    checked(unsafe { libc::poll(all.as_mut_ptr(), all.len() as libc::nfds_t, timeout) })?;
    if all.iter().any(|p| p.revents & libc::POLLNVAL != 0) {
        return Err(Error::from_raw_os_error(libc::EBADF));
    }
    let mut at = all.iter();
    Ok(std::array::from_fn(|i| {
        let wanted = match i {
            0 => libc::POLLIN | libc::POLLHUP | libc::POLLERR,
            1 => libc::POLLOUT | libc::POLLERR,
            _ => libc::POLLPRI,
        };
        at.by_ref().take(lists[i].len()).filter(|p| p.revents & wanted != 0).map(|p| p.fd).collect()
    }))
}

/// Of these descriptors, with the events that are waited for, those that are ready or faulty; waits so long for it.
pub fn ready(wanted: &[(i32, i16)], time: std::time::Duration) -> Vec<i32> {
    let mut all: Vec<libc::pollfd> =
        wanted.iter().map(|&(fd, events)| libc::pollfd { fd, events, revents: 0 }).collect();
    let time = libc::timespec {
        tv_sec: time.as_secs() as libc::time_t,
        tv_nsec: time.subsec_nanos() as libc::c_long,
    };
    // SAFETY: the pointer and the length are those of a vector, the time is a local.
    let n = unsafe {
        libc::ppoll(all.as_mut_ptr(), all.len() as libc::nfds_t, &raw const time, std::ptr::null())
    };
    if n <= 0 {
        return Vec::new();
    }
    all.iter().filter(|p| p.revents != 0).map(|p| p.fd).collect()
}

/// What a signal does.
pub enum Disposition {
    /// What the system does by default.
    Default,
    /// Nothing.
    Ignore,
    /// It is noted for the VM.
    Note,
}

/// The highest signal number, plus one.
pub const SIGNALS: usize = 65;

static ARRIVED: [AtomicBool; SIGNALS] = [const { AtomicBool::new(false) }; SIGNALS];
static BREAKER: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// Notes a signal: only atomics and `write`, which a handler may use.
extern "C" fn note(signal: i32) {
    if let Some(arrived) = ARRIVED.get(signal as usize) {
        arrived.store(true, Ordering::Release);
    }
    let breaker = BREAKER.load(Ordering::Acquire);
    if !breaker.is_null() {
        // SAFETY: `watch_signals` stores a pointer whose target is never freed.
        unsafe { (*breaker).fetch_or(crate::ctx::breaker::SIGNAL, Ordering::Relaxed) };
    }
    let wakeup = WAKEUP.load(Ordering::Relaxed);
    if wakeup >= 0 {
        let _ = write(wakeup, &[signal as u8]);
    }
}

/// Has signals that are noted set a bit of the eval breaker.
pub fn watch_signals(breaker: &Arc<AtomicU32>) {
    if BREAKER.load(Ordering::Acquire).is_null() {
        // The handler may run at any time, so this reference is never given back.
        BREAKER.store(Arc::into_raw(breaker.clone()).cast_mut(), Ordering::Release);
    }
}

/// Sets the descriptor that each signal is written to; gives the old one.
pub fn set_wakeup(fd: i32) -> i32 {
    WAKEUP.swap(fd, Ordering::Relaxed)
}

/// Whether the signal arrived since this was last asked.
pub fn take_signal(signal: usize) -> bool {
    ARRIVED.get(signal).is_some_and(|a| a.swap(false, Ordering::AcqRel))
}

/// Whether the signal arrived and nobody took it.
pub fn has_arrived(signal: usize) -> bool {
    ARRIVED.get(signal).is_some_and(|a| a.load(Ordering::Acquire))
}

/// Notes that a signal arrived.
pub fn signal_arrived(signal: usize) {
    if let Some(arrived) = ARRIVED.get(signal) {
        arrived.store(true, Ordering::Release);
    }
}

/// `sigaction(2)`.
pub fn set_signal(signal: i32, disposition: Disposition) -> Result<()> {
    // SAFETY: all fields of `sigaction` are numbers or may be null; the handler is async-signal-safe.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = match disposition {
            Disposition::Default => libc::SIG_DFL,
            Disposition::Ignore => libc::SIG_IGN,
            Disposition::Note => note as extern "C" fn(i32) as usize,
        };
        checked(libc::sigaction(signal, &raw const action, std::ptr::null_mut())).map(|_| ())
    }
}

/// `setitimer(2)`: seconds until the first and between further expiries; gives the old ones.
pub fn set_timer(which: i32, first: f64, interval: f64) -> Result<(f64, f64)> {
    let time = |t: f64| libc::timeval { tv_sec: t as i64, tv_usec: (t.fract() * 1e6) as i64 };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 * 1e-6;
    let new = libc::itimerval { it_interval: time(interval), it_value: time(first) };
    let mut old = libc::itimerval { it_interval: time(0.0), it_value: time(0.0) };
    // SAFETY: both structs are locals.
    checked(unsafe { libc::setitimer(which, &raw const new, &raw mut old) })?;
    Ok((seconds(old.it_value), seconds(old.it_interval)))
}

/// `getitimer(2)`: seconds until the next and between further expiries.
pub fn timer(which: i32) -> Result<(f64, f64)> {
    let zero = libc::timeval { tv_sec: 0, tv_usec: 0 };
    let mut now = libc::itimerval { it_interval: zero, it_value: zero };
    // SAFETY: the struct is a local.
    checked(unsafe { libc::getitimer(which, &raw mut now) })?;
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 * 1e-6;
    Ok((seconds(now.it_value), seconds(now.it_interval)))
}

/// `socketpair(2)`.
pub fn socketpair(family: i32, kind: i32, protocol: i32) -> Result<(i32, i32)> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for both ends.
    checked(unsafe {
        libc::socketpair(family, kind | libc::SOCK_CLOEXEC, protocol, ends.as_mut_ptr())
    })?;
    Ok((ends[0], ends[1]))
}

/// `socket(2)`, not inherited.
pub fn socket(family: i32, kind: i32, protocol: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) })
}

/// `bind(2)` to an address in the form of the system.
pub fn bind(fd: i32, address: &[u8]) -> Result<()> {
    // SAFETY: the pointer and the length are those of a slice, which the call only reads.
    checked(unsafe { libc::bind(fd, address.as_ptr().cast(), address.len() as libc::socklen_t) })
        .map(|_| ())
}

/// `connect(2)`.
pub fn connect(fd: i32, address: &[u8]) -> Result<()> {
    // SAFETY: as for `bind`.
    checked(unsafe { libc::connect(fd, address.as_ptr().cast(), address.len() as libc::socklen_t) })
        .map(|_| ())
}

/// `listen(2)`.
pub fn listen(fd: i32, backlog: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::listen(fd, backlog) }).map(|_| ())
}

/// `shutdown(2)`.
pub fn shutdown(fd: i32, how: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::shutdown(fd, how) }).map(|_| ())
}

/// Has `call` write an address of at most 128 bytes.
fn address(
    call: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> isize,
) -> Result<(usize, Vec<u8>)> {
    let mut buffer = vec![0u8; 128];
    let mut len = buffer.len() as libc::socklen_t;
    let n = checked_size(call(buffer.as_mut_ptr().cast(), &raw mut len))?;
    buffer.truncate((len as usize).min(128));
    Ok((n, buffer))
}

/// `accept4(2)`: the new descriptor, not inherited, and the peer.
pub fn accept(fd: i32) -> Result<(i32, Vec<u8>)> {
    // SAFETY: `address` gives a buffer and its length.
    let (fd, from) =
        address(|at, len| unsafe { libc::accept4(fd, at, len, libc::SOCK_CLOEXEC) } as isize)?;
    Ok((fd as i32, from))
}

/// `getsockname(2)` or `getpeername(2)`.
pub fn socket_name(fd: i32, peer: bool) -> Result<Vec<u8>> {
    // SAFETY: `address` gives a buffer and its length.
    let named = address(|at, len| unsafe {
        (if peer { libc::getpeername(fd, at, len) } else { libc::getsockname(fd, at, len) })
            as isize
    });
    named.map(|(_, name)| name)
}

/// `recvfrom(2)`: how many bytes came, and from where.
pub fn receive(fd: i32, into: &mut [u8], flags: i32) -> Result<(usize, Vec<u8>)> {
    // SAFETY: the data's pointer and length are those of a slice, the address's are `address`'s.
    address(|at, len| unsafe {
        libc::recvfrom(fd, into.as_mut_ptr().cast(), into.len(), flags, at, len)
    })
}

/// `send(2)`, or `sendto(2)` with an address; a closed pipe is an error and no signal.
pub fn send(fd: i32, data: &[u8], flags: i32, to: Option<&[u8]>) -> Result<usize> {
    let (at, len) = to.map_or((std::ptr::null(), 0), |a| (a.as_ptr(), a.len() as libc::socklen_t));
    let flags = flags | libc::MSG_NOSIGNAL;
    // SAFETY: both pointers are null or those of slices, with their lengths.
    checked_size(unsafe {
        libc::sendto(fd, data.as_ptr().cast(), data.len(), flags, at.cast(), len)
    })
}

/// `setsockopt(2)`.
pub fn set_option(fd: i32, level: i32, option: i32, value: &[u8]) -> Result<()> {
    let len = value.len() as libc::socklen_t;
    // SAFETY: the pointer and the length are those of a slice.
    checked(unsafe { libc::setsockopt(fd, level, option, value.as_ptr().cast(), len) }).map(|_| ())
}

/// `getsockopt(2)`.
pub fn get_option(fd: i32, level: i32, option: i32, size: usize) -> Result<Vec<u8>> {
    let mut value = vec![0u8; size];
    let mut len = size as libc::socklen_t;
    // SAFETY: the pointer and the length are those of a vector.
    checked(unsafe {
        libc::getsockopt(fd, level, option, value.as_mut_ptr().cast(), &raw mut len)
    })?;
    value.truncate(len as usize);
    Ok(value)
}
