"""This module supports asynchronous I/O on multiple file descriptors."""

import errno as _errno
import _posix

error = OSError
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 8192
PIPE_BUF = 4096


def _fileno(f):
    if isinstance(f, int):
        fd = f
    else:
        try:
            method = f.fileno
        except AttributeError:
            raise TypeError("argument must be an int, or have a fileno() method.") from None
        fd = method()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd


def select(rlist, wlist, xlist, timeout=None, /):
    """Wait until one or more file descriptors are ready for some kind of I/O."""
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    lists = [list(l) for l in (rlist, wlist, xlist)]
    numbers = [[_fileno(f) for f in l] for l in lists]
    ready = [set(l) for l in _posix._select(*numbers, timeout)]
    return tuple([f for f, n in zip(l, ns) if n in r] for l, ns, r in zip(lists, numbers, ready))


class poll:
    """Returns a polling object, which supports registering and unregistering file descriptors."""

    def __init__(self):
        self._events = {}

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        self._events[_fileno(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        fd = _fileno(fd)
        if fd not in self._events:
            raise FileNotFoundError(_errno.ENOENT, "No such file or directory")
        self._events[fd] = eventmask

    def unregister(self, fd, /):
        del self._events[_fileno(fd)]

    def poll(self, timeout=None, /):
        if timeout is not None and timeout < 0:
            timeout = None
        lists = [
            [fd for fd, events in self._events.items() if events & bit] for bit in (POLLIN, POLLOUT, POLLPRI)
        ]
        ready = _posix._select(*lists, None if timeout is None else timeout / 1000)
        found = {}
        for fds, bit in zip(ready, (POLLIN, POLLOUT, POLLPRI)):
            for fd in fds:
                found[fd] = found.get(fd, 0) | bit
        return list(found.items())
