"""This module provides access to operating system functionality that is
standardized by the C Standard and the POSIX standard (a thinly
disguised Unix interface).  Refer to the library manual and
corresponding Unix manual entries for more information on calls.
"""

import _posix
from _posix import *
from _posix import _exit

error = OSError
environ = _posix._environ()
_have_functions = [
    "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FDOPENDIR", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_LSTAT",
    "HAVE_LCHOWN", "HAVE_UTIMENSAT",
]


_fork_hooks = [], [], []


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    """Register callables to be called when forking a new process."""
    for hooks, function in zip(_fork_hooks, (before, after_in_parent, after_in_child)):
        if function is not None:
            if not callable(function):
                raise TypeError("'before' must be callable, not " + type(function).__name__)
            hooks.append(function)


def fork():
    """Fork a child process."""
    before, in_parent, in_child = _fork_hooks
    for function in reversed(before):
        function()
    pid = _posix.fork()
    for function in in_parent if pid else in_child:
        function()
    return pid


def dup2(fd, fd2, inheritable=True):
    """Duplicate file descriptor."""
    _posix._dup2(fd, fd2)
    if not inheritable:
        set_inheritable(fd2, False)
    return fd2


def get_inheritable(fd):
    """Get the close-on-exe flag of the specified file descriptor."""
    return not _posix._fcntl(fd, 1, 0) & 1


def set_inheritable(fd, inheritable):
    """Set the inheritable flag of the specified file descriptor."""
    flags = _posix._fcntl(fd, 1, 0)
    _posix._fcntl(fd, 2, flags & ~1 if inheritable else flags | 1)


def get_blocking(fd):
    """Get the blocking mode of the file descriptor."""
    return not _posix._fcntl(fd, 3, 0) & O_NONBLOCK


def set_blocking(fd, blocking):
    """Set the blocking mode of the specified file descriptor."""
    flags = _posix._fcntl(fd, 3, 0)
    _posix._fcntl(fd, 4, flags & ~O_NONBLOCK if blocking else flags | O_NONBLOCK)


def get_terminal_size(fd=1, /):
    """Return the size of the terminal window as (columns, lines)."""
    return terminal_size(_posix._terminal_size(fd))


def cpu_count():
    """Return the number of logical CPUs in the system."""
    return _posix._cpu_count()


def sched_getaffinity(pid, /):
    """Return the affinity of the process identified by pid (or the current process if zero)."""
    return set(range(_posix._cpu_count() or 1))


def closerange(fd_low, fd_high, /):
    """Closes all file descriptors in [fd_low, fd_high), ignoring errors."""
    for fd in range(fd_low, fd_high):
        try:
            close(fd)
        except OSError:
            pass


def wait():
    """Wait for completion of a child process."""
    return waitpid(-1, 0)


def WIFSIGNALED(status):
    return status & 0x7F != 0 and status & 0x7F != 0x7F


def WIFEXITED(status):
    return status & 0x7F == 0


def WIFSTOPPED(status):
    return status & 0xFF == 0x7F


def WIFCONTINUED(status):
    return status == 0xFFFF


def WCOREDUMP(status):
    return bool(status & 0x80)


def WEXITSTATUS(status):
    return status >> 8 & 0xFF


def WTERMSIG(status):
    return status & 0x7F


def WSTOPSIG(status):
    return status >> 8 & 0xFF


def waitstatus_to_exitcode(status):
    """Convert a wait status to an exit code."""
    if WIFEXITED(status):
        return WEXITSTATUS(status)
    if WIFSIGNALED(status):
        return -WTERMSIG(status)
    if WIFSTOPPED(status):
        raise ValueError("process stopped by delivery of signal %i" % WSTOPSIG(status))
    raise ValueError("invalid wait status: %i" % status)


def system(command):
    """Execute the command in a subshell."""
    pid = fork()
    if pid == 0:
        try:
            execv("/bin/sh", ["sh", "-c", command])
        finally:
            _exit(127)
    return waitpid(pid, 0)[1]


def getlogin():
    """Return the actual login name."""
    try:
        return environ[b"LOGNAME"].decode()
    except KeyError:
        raise OSError(6, strerror(6)) from None


def getgroups():
    """Return list of supplemental group IDs for the process."""
    return [getgid()]


def getloadavg():
    """Return average recent system load information."""
    try:
        fd = _posix.open("/proc/loadavg", O_RDONLY)
    except OSError:
        raise OSError("Load averages are unobtainable") from None
    try:
        return tuple(float(part) for part in _posix.read(fd, 200).split()[:3])
    finally:
        _posix.close(fd)


sysconf_names = {
    "SC_ARG_MAX": 0, "SC_CHILD_MAX": 1, "SC_CLK_TCK": 2, "SC_OPEN_MAX": 4, "SC_PAGESIZE": 30, "SC_PAGE_SIZE": 30,
    "SC_NPROCESSORS_CONF": 83, "SC_NPROCESSORS_ONLN": 84, "SC_PHYS_PAGES": 85, "SC_AVPHYS_PAGES": 86,
}
confstr_names = {}
pathconf_names = {}


def sysconf(name, /):
    """Return an integer-valued system configuration variable."""
    if isinstance(name, str):
        try:
            name = sysconf_names[name]
        except KeyError:
            raise ValueError("unrecognized configuration name") from None
    return _posix._sysconf(name)


def device_encoding(fd):
    """Return a string describing the encoding of a terminal's file descriptor."""
    return "UTF-8" if isatty(fd) else None


def major(device, /):
    return device >> 8 & 0xFFF | device >> 32 & ~0xFFF


def minor(device, /):
    return device & 0xFF | device >> 12 & ~0xFF


def makedev(major, minor, /):
    return (major & 0xFFF) << 8 | minor & 0xFF | (major & ~0xFFF) << 32 | (minor & ~0xFF) << 12
