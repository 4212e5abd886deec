"""A call by position and by keyword; since CPython 3.14 both are specialized."""

import dis
from functools import partial


def transform(a: int, b: int, scale: int = 1) -> int:
    return (a + b) * scale


def hot_loop(xs):
    t = transform  # bind target
    s = 0
    for x in xs:
        s += t(x, x + 1)
    return s


def hot_loop_exact(xs):
    t = transform
    s = 0
    for x in xs:
        s += t(x, x + 1, 1)
    return s


def hot_loop_kw(xs):
    t = transform
    s = 0
    for x in xs:
        s += t(a=x, b=x + 1)
    return s


def hot_loop_partial(xs):
    t = partial(transform, scale=3)
    s = 0
    for x in xs:
        s += t(x, x + 1)
    return s


def call(f):
    """The instruction in the loop that calls."""
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    return next(name for name in reversed(names) if name.startswith("CALL"))


for f in hot_loop, hot_loop_exact, hot_loop_kw, hot_loop_partial:
    for _ in range(10):
        total = f(range(1000))
    print(f"{f.__name__:16} {total:8} {call(f)}")
