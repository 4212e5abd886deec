"""Threads of a VM that runs one thread: locks, identities, and threads that run when they are started."""

TIMEOUT_MAX = 9223372036.0
error = RuntimeError
_MAIN = 1


class lock:
    """A lock; with one thread, waiting for it can never end."""

    def __init__(self):
        self._locked = False

    def acquire(self, blocking=True, timeout=-1):
        if not self._locked:
            self._locked = True
            return True
        if blocking and timeout < 0:
            raise RuntimeError("deadlock: the only thread waits for a lock that it holds")
        return False

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False

    def locked(self):
        return self._locked

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()

    def _at_fork_reinit(self):
        self._locked = False

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked


LockType = lock


def allocate_lock():
    return lock()


allocate = allocate_lock


class RLock:
    """A lock that its owner may acquire again."""

    def __init__(self):
        self._count = 0
        self._owner = None

    def acquire(self, blocking=True, timeout=-1):
        if self._count and self._owner != _current:
            if blocking and timeout < 0:
                raise RuntimeError("deadlock: a thread waits for a lock of a thread that waits for it")
            return False
        self._owner = _current
        self._count += 1
        return True

    def release(self):
        if not self._count or self._owner != _current:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1

    def locked(self):
        return self._count > 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()

    def _is_owned(self):
        return self._count > 0 and self._owner == _current

    def _recursion_count(self):
        return self._count if self._owner == _current else 0

    def _release_save(self):
        count, self._count = self._count, 0
        return count, self._owner

    def _acquire_restore(self, state):
        self._count, self._owner = state

    def _at_fork_reinit(self):
        self._count = 0


class _local:
    """Attributes of the current thread."""

    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        object.__setattr__(self, "_local__all", {_current: {}})
        object.__setattr__(self, "_local__args", (args, kwargs))
        return self

    def _values(self):
        every = object.__getattribute__(self, "_local__all")
        values = every.get(_current)
        if values is None:
            values = every[_current] = {}
            args, kwargs = object.__getattribute__(self, "_local__args")
            type(self).__init__(self, *args, **kwargs)
        return values

    def __getattribute__(self, name):
        values = _local._values(self)
        if name == "__dict__":
            return values
        if name in values:
            return values[name]
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == "__dict__":
            raise AttributeError(f"'{type(self).__name__}' object attribute '__dict__' is read-only")
        if hasattr(type(getattr(type(self), name, None)), "__set__"):
            object.__setattr__(self, name, value)
        else:
            _local._values(self)[name] = value

    def __delattr__(self, name):
        try:
            del _local._values(self)[name]
        except KeyError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None


class _ThreadHandle:
    """The handle of a thread."""

    def __init__(self, ident=None):
        self.ident = ident
        self._done = False

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def join(self, timeout=None):
        return None


def _make_thread_handle(ident):
    return _ThreadHandle(ident)


_current = _MAIN
_last = _MAIN


def get_ident():
    return _current


def get_native_id():
    return _current


def _get_main_thread_ident():
    return _MAIN


def _run(function, args, kwargs, handle):
    """Runs a thread from its start to its end, while the one that starts it waits.

    That is one of the orders in which threads may run. A thread that waits for another one gets an
    error, as no other one can go on.
    """
    global _current, _last
    _last += 1
    outer, _current = _current, _last
    ident = _current
    if handle is not None:
        handle.ident = ident
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    except BaseException as exc:
        import sys

        print(f"Exception ignored in thread started by {function!r}:", file=sys.stderr)
        sys.excepthook(type(exc), exc, exc.__traceback__)
    finally:
        _current = outer
        if handle is not None:
            handle._set_done()
    return ident


def start_new_thread(function, args, kwargs={}, /):
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    return _run(function, args, kwargs, None)


start_new = start_new_thread


def start_joinable_thread(function, handle=None, daemon=True):
    if handle is None:
        handle = _ThreadHandle()
    _run(function, (), {}, handle)
    return handle


def daemon_threads_allowed():
    return True


def stack_size(size=0, /):
    return 0


def exit():
    raise SystemExit


exit_thread = exit


def interrupt_main(signum=2, /):
    raise KeyboardInterrupt


def _count():
    return 0


def _shutdown():
    pass


def _is_main_interpreter():
    return True


def set_name(name):
    pass


class _ExceptHookArgs(tuple):
    """Type, value, traceback and thread of an exception that ended a thread."""

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def _excepthook(args, /):
    import sys

    sys.excepthook(args.exc_type, args.exc_value, args.exc_traceback)
