"""Control of descriptors: `fcntl`, `ioctl`, and locks on files.

A call that waits for a lock holds all threads up. A number given to `ioctl` is no address: larger ones are refused.
"""

import _posix
import struct

FD_CLOEXEC = 1
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL = range(5)
F_GETLK, F_SETLK, F_SETLKW, F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG = range(5, 12)
F_GETLK64, F_SETLK64, F_SETLKW64 = F_GETLK, F_SETLK, F_SETLKW
F_RDLCK, F_WRLCK, F_UNLCK = range(3)
F_EXLCK, F_SHLCK = 4, 8
F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW = 36, 37, 38
F_SETLEASE, F_GETLEASE, F_NOTIFY = 1024, 1025, 1026
F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS = range(1030, 1035)
F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE = 1, 2, 4, 8
LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN, LOCK_MAND, LOCK_READ, LOCK_WRITE, LOCK_RW = 1, 2, 4, 8, 32, 64, 128, 192
DN_ACCESS, DN_MODIFY, DN_CREATE, DN_DELETE, DN_RENAME, DN_ATTRIB = 1, 2, 4, 8, 16, 32
DN_MULTISHOT = 0x80000000
FASYNC = 0x2000


def _descriptor(fd):
    if not isinstance(fd, int):
        try:
            fileno = fd.fileno
        except AttributeError:
            raise TypeError("argument must be an int, or have a fileno() method.") from None
        fd = fileno()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd


def _again(call, *args):
    while True:
        try:
            return call(*args)
        except InterruptedError:
            pass


def fcntl(fd, cmd, arg=0, /):
    """Perform the operation `cmd` on file descriptor fd."""
    fd = _descriptor(fd)
    if isinstance(arg, int):
        return _again(_posix._fcntl, fd, cmd, arg)
    data = arg.encode() if isinstance(arg, str) else bytes(arg)
    if len(data) > 1024:
        raise ValueError("fcntl argument 3 is too long")
    return _again(_posix._control, fd, 0, cmd, data)[1]


def ioctl(fd, request, arg=0, mutate_flag=True, /):
    """Perform the operation request on file descriptor fd."""
    fd = _descriptor(fd)
    request &= 0xFFFFFFFF
    if isinstance(arg, int):
        return _again(_posix._ioctl, fd, request, arg)
    if isinstance(arg, (str, bytes)) or not mutate_flag or memoryview(arg).readonly:
        data = arg.encode() if isinstance(arg, str) else bytes(arg)
        if len(data) > 1024:
            raise ValueError("ioctl argument 3 is too long")
        return _again(_posix._control, fd, 1, request, data)[1]
    view = memoryview(arg).cast("B")
    result, changed = _again(_posix._control, fd, 1, request, bytes(view))
    view[:] = changed
    return result


def flock(fd, operation, /):
    """Perform the lock operation on file descriptor fd."""
    _again(_posix._flock, _descriptor(fd), operation)


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    """A wrapper around the fcntl() locking calls."""
    fd = _descriptor(fd)
    if cmd == LOCK_UN:
        kind = F_UNLCK
    elif cmd & LOCK_SH:
        kind = F_RDLCK
    elif cmd & LOCK_EX:
        kind = F_WRLCK
    else:
        raise ValueError("unrecognized lockf argument")
    lock = struct.pack("@hhqqi4x", kind, whence, start, len, 0)
    _again(_posix._control, fd, 0, F_SETLK if cmd & LOCK_NB else F_SETLKW, lock)
