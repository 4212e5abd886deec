"""Slices assigned to slices in hot loops: reversals in place, moves, overlaps, and what is not like them."""


def flip(p, k):
    p[:k + 1] = p[k::-1]
    return p


def flips(perm):
    count = 0
    k = perm[0]
    while k:
        perm[:k + 1] = perm[k::-1]
        count += 1
        k = perm[0]
    return count


def between(p, i, j):
    p[i:j] = p[j - 1:i - 1:-1] if i else p[j - 1::-1]
    return p


def whole(p):
    p[:] = p[::-1]
    return p


def move(p, q, i, j):
    p[i:j] = q[i:j]
    return p


def thirds(p, q):
    p[0:3] = q[::3]
    return p


def grow(p, k):
    p[k:k] = p[k::-1]
    return p


def shrink(p, k):
    p[:k] = p[k:k + 1]
    return p


def aliased(p, k):
    q = p
    q[:k + 1] = p[k::-1]
    return q is p, p


for n in range(3000):
    base = list(range(9))
    flip(base, n % 9)
    perm = [n % 5 + 1, 0, 2, 3, 4, 5, 6]
    if perm.count(0) == 1:
        flips([3, 1, 2, 0, 4])
    between(list(range(8)), n % 4, 4 + n % 4)
    whole(list(range(n % 7)))
    move(list(range(6)), list("abcdef"), n % 3, 3 + n % 3)
    grow(list(range(4)), n % 4)
    shrink(list(range(5)), n % 5)
    thirds(list(range(5)), list(range(9)))
    aliased(list(range(6)), n % 6)

for k in (0, 1, 4, 8, -1, -3, -9, -10, 9, 20):
    print(k, flip(list(range(9)), k))
for i in range(-3, 6):
    for j in (-2, 0, 3, 8, 11):
        print(i, j, between(list(range(8)), i, j), move(list(range(6)), list("abcdef"), i, j))
print(whole([]), whole([1]), whole([1, 2, 3]))
print([grow(list(range(4)), k) for k in range(-5, 6)])
print([shrink(list(range(5)), k) for k in range(-5, 6)])
print(aliased([1, 2, 3], 1), thirds([1, 2, 3, 4], list(range(8))))
print(flips([4, 2, 1, 3, 0]))

# Operands of other kinds, after the code was made for lists and small ints.
print(flip(bytearray(b"abcdef"), 3))
print(flip([1, 2, 3], True))


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("asked for", self.n)
        return self.n

    def __add__(self, other):
        print("added", other)
        return Index(self.n + other)


print(flip(list("abcdef"), Index(2)))
print(flip([1, 2, 3], 2**62 - 1))
print(flip([1, 2, 3], 2**70))
for bad in ("1", 1.0, None):
    try:
        print(flip([1, 2, 3], bad))
    except TypeError as e:
        print(type(e).__name__, e)
try:
    flip((1, 2, 3), 1)
except TypeError as e:
    print(e)
try:
    flip("abc", 1)
except TypeError as e:
    print(e)


class Loud(list):
    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        print("set", key, value)
        super().__setitem__(key, value)


print(flip(Loud([1, 2, 3, 4]), 2))


def deep(p, k):
    # The sum overflows while the slice is on the stack.
    p[:k + (2**62 - 3)] = p[k::-1]
    return p


for n in range(3000):
    deep(list(range(3)), 1)
print(deep(list(range(3)), 1), deep(list(range(5)), 2), deep(list(range(5)), 3))
