"""The profiler of `cProfile`: who calls whom how often, and how long that takes.

It is the profile function of the thread (`sys.setprofile`), where CPython's is a tool of `sys.monitoring`.
"""

import sys as _sys
from time import perf_counter as _perf_counter


def _record(name, names):
    class Record(tuple):
        __slots__ = ()
        n_fields = n_sequence_fields = len(names)
        n_unnamed_fields = 0
        __match_args__ = names

        def __repr__(self):
            return f"_lsprof.{name}(" + ", ".join(f"{n}={v!r}" for n, v in zip(names, self)) + ")"

    Record.__name__ = Record.__qualname__ = name
    Record.__module__ = "_lsprof"
    for i, field in enumerate(names):
        setattr(Record, field, property(lambda self, i=i: self[i]))
    return Record


_NUMBERS = ("code", "callcount", "reccallcount", "totaltime", "inlinetime")
profiler_entry = _record("profiler_entry", _NUMBERS + ("calls",))
profiler_subentry = _record("profiler_subentry", _NUMBERS)


class _Numbers:
    """Calls of one function, or of one function by another."""

    __slots__ = ("calls", "recursive", "total", "inline", "depth", "by_callee")

    def __init__(self):
        self.calls = self.recursive = self.depth = 0
        self.total = self.inline = 0.0
        self.by_callee = {}

    def begins(self):
        self.depth += 1

    def ends(self, total, inline):
        self.depth -= 1
        if self.depth:
            self.recursive += 1
        else:
            self.total += total
        self.inline += inline
        self.calls += 1

    def row(self, code, factor):
        return (code, self.calls, self.recursive, self.total * factor, self.inline * factor)


def _name(function):
    """How a builtin function is shown."""
    owner = getattr(function, "__self__", None)
    name = function.__name__
    if owner is not None:
        method = getattr(type(owner), name, None)
        if method is not None:
            return repr(method)
    module = getattr(function, "__module__", None) or "builtins"
    owner, _, method = getattr(function, "__qualname__", name).rpartition(".")
    if owner and not hasattr(function, "__self__"):
        return f"<method '{method}' of '{module}.{owner}' objects>"
    return f"<built-in method {module}.{name}>"


class Profiler:
    """Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)"""

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer = timer or _perf_counter
        # Numbers of a timer of the caller's are units, unless it says how long one is.
        self._factor = timeunit if timer and timeunit else 1.0
        self._subcalls, self._builtins = subcalls, builtins
        self._entries = {}
        self._stack = []

    def enable(self, subcalls=True, builtins=True):
        if _sys.getprofile() is not None and _sys.getprofile() != self._event:
            raise ValueError("Another profiling tool is already active")
        self._subcalls, self._builtins = subcalls, builtins
        _sys.setprofile(self._event)

    def disable(self):
        _sys.setprofile(None)
        while self._stack:
            self._leave(self._timer())

    def clear(self):
        self._entries.clear()
        self._stack.clear()

    def _event(self, frame, event, argument):
        now = self._timer()
        if event == "call":
            self._enter(frame.f_code, now)
        elif event == "return":
            self._leave(now, frame.f_code)
        elif not self._builtins:
            return
        elif event == "c_call":
            self._enter(_name(argument), now)
        else:
            self._leave(now, _name(argument))

    def _enter(self, code, now):
        numbers = self._entries.get(code)
        if numbers is None:
            numbers = self._entries[code] = _Numbers()
        numbers.begins()
        sub = None
        if self._stack and self._subcalls:
            by_callee = self._entries[self._stack[-1][0]].by_callee
            sub = by_callee.get(code)
            if sub is None:
                sub = by_callee[code] = _Numbers()
            sub.begins()
        # What began, its numbers, when, and what callees took.
        self._stack.append([code, numbers, sub, now, 0.0])

    def _leave(self, now, code=None):
        # Frames that began before the profiler was enabled return without a call.
        if not self._stack or code is not None and self._stack[-1][0] != code:
            return
        _, numbers, sub, began, callees = self._stack.pop()
        total = now - began
        if self._stack:
            self._stack[-1][4] += total
        numbers.ends(total, total - callees)
        if sub is not None:
            sub.ends(total, total - callees)

    def getstats(self):
        rows = []
        for code, numbers in self._entries.items():
            if not numbers.calls:
                continue
            calls = [
                profiler_subentry(sub.row(callee, self._factor))
                for callee, sub in numbers.by_callee.items()
                if sub.calls
            ]
            rows.append(profiler_entry(numbers.row(code, self._factor) + (calls or None,)))
        return rows
