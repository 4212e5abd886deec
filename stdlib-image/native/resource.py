"""What processes use, and how much they may."""

import _posix

error = OSError
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
RLIM_INFINITY = -1
RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE = range(8)
RLIMIT_MEMLOCK, RLIMIT_AS, RLIMIT_LOCKS, RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO = range(8, 15)
RLIMIT_RTTIME = 15
RLIMIT_OFILE = RLIMIT_NOFILE


class struct_rusage(tuple):
    """struct_rusage: Result from getrusage."""

    __module__ = "resource"
    __slots__ = ()
    n_fields = n_sequence_fields = 16
    n_unnamed_fields = 0
    __match_args__ = (
        "ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt",
        "ru_nswap", "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw",
    )

    def __repr__(self):
        return "resource.struct_rusage(" + ", ".join(f"{n}={v!r}" for n, v in zip(self.__match_args__, self)) + ")"


for _i, _name in enumerate(struct_rusage.__match_args__):
    setattr(struct_rusage, _name, property(lambda self, i=_i: self[i]))
del _i, _name


def getrusage(who, /):
    """What the process, its children or the thread used."""
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    seconds, micros, system, system_micros, *rest = _posix._getrusage(who)
    return struct_rusage((seconds + micros * 1e-6, system + system_micros * 1e-6, *rest))


def _pair(limits):
    limits = tuple(limits)
    if len(limits) != 2:
        raise ValueError("expected a tuple of 2 integers")
    return limits


def _check(resource):
    if not 0 <= resource <= RLIMIT_RTTIME:
        raise ValueError("invalid resource specified")


def getrlimit(resource, /):
    """The soft and the hard limit of a resource."""
    _check(resource)
    return _posix._rlimit(0, resource, None)


def setrlimit(resource, limits, /):
    """Sets the soft and the hard limit of a resource."""
    _check(resource)
    _limit(0, resource, _pair(limits))


def prlimit(pid, resource, limits=None, /):
    """The limits of a resource of a process, which it may set too."""
    _check(resource)
    return _limit(pid, resource, None if limits is None else _pair(limits))


def _limit(pid, resource, limits):
    try:
        return _posix._rlimit(pid, resource, limits)
    except OSError as e:
        if e.errno == 22:
            raise ValueError("current limit exceeds maximum limit") from None
        if e.errno == 1 and limits is not None and pid == 0:
            raise ValueError("not allowed to raise maximum limit") from None
        raise


def getpagesize():
    """Bytes in a page of memory."""
    return _posix._sysconf(30)
