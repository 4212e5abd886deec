# ends: done
# What passes a question on to what it wraps, 200,000 deep or to itself: RecursionError, never the end of the stack.
import sys
import types


class C:
    pass


def deep(wrap, v):
    for _ in range(200_000):
        v = wrap(v)
    return v


def own(kind):
    v = kind(len)
    v.__init__(v)
    return v


WRAPPERS = [own(staticmethod), own(classmethod), own(property)]
WRAPPERS += [deep(kind, len) for kind in (staticmethod, classmethod, property)]
WRAPPERS += [deep(lambda v: types.MethodType(v, 1), len), deep(types.MappingProxyType, {})]
QUESTIONS = [
    repr, hash, bool, iter, len, list, dir, lambda v: v.__isabstractmethod__, lambda v: v.__doc__,
    lambda v: v.__name__, lambda v: v.__get__(C), lambda v: v(1), lambda v: v == v, lambda v: v | v, lambda v: v[0],
    lambda v: 0 in v, lambda v: v.nothing, lambda v: v.copy(),
]
for wrapper in WRAPPERS:
    for question in QUESTIONS:
        try:
            question(wrapper)
        except Exception:
            pass
print("done")
