# oracle: python3.11
"""Control of descriptors, locks on files, and limits of resources."""

import fcntl
import os
import resource
import struct
import tempfile

r, w = os.pipe()
print(fcntl.fcntl(r, fcntl.F_GETFD) & fcntl.FD_CLOEXEC, fcntl.fcntl(r, fcntl.F_GETFL) & os.O_NONBLOCK)
fcntl.fcntl(r, fcntl.F_SETFL, fcntl.fcntl(r, fcntl.F_GETFL) | os.O_NONBLOCK)
print(os.get_blocking(r))
print(fcntl.fcntl(w, fcntl.F_SETPIPE_SZ, 4096), fcntl.fcntl(w, fcntl.F_GETPIPE_SZ))
os.write(w, b"hello")
# FIONREAD, with each kind of buffer.
print(struct.unpack("i", fcntl.ioctl(r, 0x541B, struct.pack("i", 0))))
changed = bytearray(4)
print(fcntl.ioctl(r, 0x541B, changed), struct.unpack("i", changed))
print(fcntl.ioctl(r, 0x541B, changed, False) == struct.pack("i", 5))
for call in (
    lambda: fcntl.fcntl(-1, fcntl.F_GETFD),
    lambda: fcntl.fcntl("x", fcntl.F_GETFD),
    lambda: fcntl.fcntl(9999, fcntl.F_GETFD),
    lambda: fcntl.ioctl(r, 0x5413, b"x" * 8),
    lambda: fcntl.lockf(r, 0),
    lambda: fcntl.flock(9999, fcntl.LOCK_SH),
):
    try:
        print(call())
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e)

with tempfile.TemporaryFile() as f, tempfile.TemporaryFile() as g:
    fcntl.flock(f, fcntl.LOCK_EX)
    fcntl.flock(f, fcntl.LOCK_UN)
    fcntl.flock(g.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    fcntl.lockf(f, fcntl.LOCK_EX, 10, 5)
    query = struct.pack("@hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    print(struct.unpack("@hhqqi4x", fcntl.fcntl(f, fcntl.F_GETLK, query))[0] == fcntl.F_UNLCK)
    fcntl.lockf(f, fcntl.LOCK_UN)

usage = resource.getrusage(resource.RUSAGE_SELF)
print(len(usage), usage.ru_utime >= 0, usage.ru_maxrss > 1000, usage[2] == usage.ru_maxrss, type(usage).__name__)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_nsignals)
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.getpagesize(), resource.RLIM_INFINITY)
print(resource.prlimit(0, resource.RLIMIT_CORE) == (0, hard))
for call in (
    lambda: resource.getrlimit(99),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10, 5)),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10,)),
    lambda: resource.getrusage(77),
):
    try:
        print(call())
    except (OSError, ValueError) as e:
        print(type(e).__name__, e)
