"""A slice that is assigned asks each of its parts once, and what it means when the items change the list."""


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("asked for", self.n)
        return self.n


def shrinking(xs):
    xs.clear()
    yield 1
    yield 2


def growing(xs):
    xs.extend("abc")
    yield 9


xs = [1, 2, 3]
xs[:Index(2)] = [7, 8]
xs[Index(0):Index(2):Index(1)] = [5]
xs[Index(1)::Index(-1)] = iter([6, 6])
del xs[Index(0):Index(1)]
print(xs)
xs = [1, 2, 3]
xs[1:2] = shrinking(xs)
print(xs)
xs = [1, 2, 3]
xs[-1:] = growing(xs)
print(xs)
xs = [1, 2, 3]
xs[2:1] = growing(xs)
print(xs)
xs = [1, 2, 3, 4]
try:
    xs[::2] = shrinking(xs)
except ValueError as e:
    print(e)
print(xs)
xs = [1, 2, 3, 4]
try:
    xs[::-2] = growing(xs)
except ValueError as e:
    print(e)
print(xs)
for bad in (slice(0, 1, 0), slice("a", 1), slice(1.0)):
    try:
        xs[bad] = shrinking(xs)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
    print(len(xs))
