"""Operators, comparisons, `in` and subscripts that are specialized beyond CPython: hits, misses, reentrancy."""
from collections import Counter, OrderedDict, defaultdict, deque

BIG = 2**62


def each(function, *rows):
    """Runs a function of two so often that its site is specialized for the first row, then with all rows."""
    out = []
    for row in [rows[0]] * 4 + list(rows) + [rows[0]]:
        try:
            out.append(function(*row))
        except Exception as error:
            out.append(f"{type(error).__name__}: {error}")
    return out[4:]


NUMBERS = [(7, 2), (-7, 2), (7, -2), (7, 0), (BIG, 3), (7, 2.5), (True, 2), (2.5, 7), (3, "x"), (BIG, 1.5)]
for f in (
    lambda a, b: a // b,
    lambda a, b: a % b,
    lambda a, b: a << b,
    lambda a, b: a >> b,
    lambda a, b: a & b,
    lambda a, b: a < b,
    lambda a, b: a == b,
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a / b,
):
    print(each(f, *NUMBERS))
    print(each(f, (7, 2.5), *NUMBERS))
    print(each(f, (True, False), *NUMBERS))

NAN, INF = float("nan"), float("inf")
for f in (lambda a, b: a < b, lambda a, b: a >= b, lambda a, b: a == b, lambda a, b: a != b):
    print(each(f, (1, 1.5), (1, NAN), (NAN, 1), (1, INF), (2**53 + 1, 2.0**53), (BIG, float(BIG)), (0, -0.0)))
    print(each(f, (True, False), (True, 1), (0, False), (True, 1.0), (True, BIG), (True, None)))
    print(each(f, ("a", "b"), ("b", "a"), ("a", "a"), ("\u4e2d", "z"), ("", "a"), ("a", 1)))

for f in (lambda a: -a, lambda a: not a):
    print(each(f, (1,), (0,), (-0.0,), (1.5,), (True,), (-BIG,), (BIG * 4,), (NAN,), ("s",), (None,)))
    print(each(f, (1.5,), (2,), (INF,), ([],)))


class Noisy:
    """Compares with whatever is asked, and changes the container meanwhile."""

    def __init__(self, container):
        self.container = container

    def __eq__(self, other):
        if isinstance(self.container, list):
            self.container.clear()
        return other == 3

    def __hash__(self):
        return 3


shrinking = [1, 2, 3]
contains = lambda a, b: a in b
lacks = lambda a, b: a not in b
for f in (contains, lacks):
    print(each(f, (3, [1, 2, 3]), (4, [1, 2]), (1.0, [2, 1]), (NAN, [NAN]), (True, [1]), ("x", ["y", "x"]), (BIG, [BIG + 0])))
    print(each(f, (3, (1, 2, 3)), (4, ()), (1.0, (2, 1)), (None, (None,)), ([], ([],)), (BIG, (1, BIG + 0))))
    print(each(f, ("b", "abc"), ("", "abc"), ("abcd", "abc"), ("\u4e2d", "a\u4e2d"), ("é", "aé"), (1, "abc"), ("bc", "abc" * 50)))
    print(each(f, (3, range(5)), (5, range(5)), (2, range(1, 9, 3)), (4, range(1, 9, 3)), (-3, range(0, -9, -3)), (2.0, range(5)), (BIG, range(5)), (3, range(BIG, BIG * 2))))
print(each(contains, (3, shrinking), (Noisy(shrinking), shrinking)), shrinking)

get = lambda a, b: a[b]
print(each(get, ([1, 2], -1), ([1, 2], -2), ([1, 2], -3), ((1, 2), -1), ("ab", -1), (b"ab", -1), ([1], 2**70)))
print(each(get, (b"abc", 1), (b"abc", -1), (b"abc", 3), (b"abc", True), (bytearray(b"abc"), 1), (b"abc", "x")))
print(each(get, (deque([1, 2]), 0), (deque([1, 2]), -1), (deque(), 0), (deque([1]), True), (deque([1]), "x")))


class Missing(dict):
    def __missing__(self, key):
        return ("missing", key)


class Own(dict):
    def __getitem__(self, key):
        return ("own", key)


filled = defaultdict(list)
print(each(get, (filled, 1), (filled, 2), (Counter("aab"), "a"), (Counter(), "z"), (OrderedDict(a=1), "a"), (Missing(), 1), (Own(), 1), ({}, 1), (filled, [])))
print(dict(filled))
print(each(get, (Missing(), 1), (Own(), 1), (Missing({1: 2}), 1)))
Missing.__getitem__ = lambda self, key: "later"
print(each(get, (Missing(), 1)))
del Missing.__getitem__
print(each(get, (Missing(), 1)))


class Sub(list):
    def __contains__(self, item):
        return "yes"


print(each(contains, (1, [1]), (1, Sub()), (1, [2])))
