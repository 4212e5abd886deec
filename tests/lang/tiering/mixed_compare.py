"""Comparisons of ints with floats in hot code, at the edges of what is exact; `len` and `range` of several kinds."""


def smaller(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


def count(xs, limit):
    n = 0
    for x in xs:
        if x < limit:
            n += 1
    return n


xs = [1, 2.5, 3, 4.5, 0, -1.5] * 50
for i in range(1000):
    smaller(i, i + 0.5)
    smaller(i * 0.5, i)
    smaller(i, 7)
    smaller(1.5, i * 0.25)
print(count(xs, 2), count(xs, 2.75))
edges = [2**53, 2**53 + 1, float(2**53), -(2**53) - 1, 2**62 - 1, 2**62, float(2**62), 2**70, float("inf"), float("nan"), 0, -0.0, True, False]
for a in edges:
    print([smaller(a, b) for b in edges])
for bad in ("x", None, 1j):
    try:
        print(smaller(1, bad))
    except TypeError as e:
        print(e)


def lengths(x):
    return len(x)


class Sized:
    def __len__(self):
        return 12


class Wrong:
    def __len__(self):
        return -1


class Longer(list):
    def __len__(self):
        return 99


for i in range(3000):
    lengths([1, 2, 3])
print([lengths(x) for x in ([], [1], (1, 2), "abc", {1: 2}, {1, 2}, range(5), Sized(), Longer([1]), b"xy")])
for bad in (Wrong(), 3):
    try:
        lengths(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)


def triangle(n, start=0):
    s = 0
    for i in range(n):
        for j in range(start, i):
            s += j
    return s


for i in range(200):
    triangle(20)
print(triangle(50), triangle(10, -3), triangle(-1), triangle(5, 10), triangle(True), triangle(7, False))
for bad in (2.0, "3", None):
    try:
        triangle(bad)
    except TypeError as e:
        print(e)
for start, stop in ((2**62 - 3, 2**62), (-(2**62) - 2, -(2**62) + 1), (2**80, 2**80 + 2)):
    print([i for i in range(start, stop)])


def hidden(n):
    for i in range(n):
        pass
    return i


for i in range(2000):
    hidden(3)
old, range_ = range, range


def range(n):
    return [n, n + 1]


print(hidden(5))
range = range_
print(hidden(5))
it = None


def kept(n):
    global it
    it = iter(range(n))
    return next(it)


for i in range(2000):
    kept(2)
print(next(it), next(it, "end"), it.__length_hint__())
