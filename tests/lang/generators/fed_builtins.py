# `set`, `list` and `sum` of a generator that is made in the call, hot enough to be compiled with its body.
import sys


def where(e):
    tb, out = e.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def all_three(items, k):
    return (
        sorted(set(x % k for x in items)),
        list(x * k for x in items if x & 1),
        sum(x + k for x in items),
        sum(x > k for x in items),
        list(count(k)),
        len(set(count(k))),
        sum(count(k)),
    )


items = list(range(12))
for k in range(1, 50):
    last = all_three(items, k)
print(last)
print(all_three([], 1), all_three([True, False, 5], 2))


def add(items):
    return sum(x for x in items)


for _ in range(60):
    add([1, 2, 3])
print(add([1, 0.1, 0.2, 0.3]), add([0.1] * 10), add([2**61] * 4), add([1, 2**70, 1.5]))
print(add([True, True]), add([1, 2j]), add([]), add([-(2**62), -(2**62)]))
for bad in ([1, "a"], ["a"], [1, None]):
    try:
        add(bad)
    except TypeError as e:
        print(e, where(e))


def distinct(items):
    return set(x for x in items)


for _ in range(60):
    distinct([1, 2, 2])
try:
    distinct([1, [], 2])
except TypeError as e:
    print(e, where(e))


def check(x):
    if x == 7:
        raise ValueError(x)
    return "s" if x == 8 else x


def checked(items):
    return list(check(x) for x in items), set(check(x) for x in items), sum(check(x) for x in items)


for _ in range(60):
    checked([1, 2, 3])
for bad in ([1, 7], [1, 8, 2]):
    try:
        checked(bad)
    except Exception as e:
        print(repr(e), where(e))


# An element that looks at who asks it for its hash, and generators that look at who runs them.
class Key:
    def __init__(self, x):
        self.x = x

    def __hash__(self):
        seen.append(sys._getframe(1).f_code.co_name)
        return self.x

    def __eq__(self, other):
        seen.append(sys._getframe(1).f_code.co_name)
        return self.x == other.x


seen = []
print(len(distinct([Key(1), Key(2), Key(1)])), seen)


def frames(n):
    return list((sys._getframe(0).f_code.co_name, sys._getframe(1).f_code.co_name) for _ in range(n))


for _ in range(60):
    last = frames(2)
print(last)


# The builtin's name means something else now.
def shadowed(items):
    return set(x for x in items)


for _ in range(60):
    shadowed([1, 2])
set = lambda g: ("mine", tuple(g))
print(shadowed([1, 2]))
del set
print(shadowed([1, 2]))


# In a generator whose body is compiled too.
def rows(n):
    for i in range(n):
        yield sum(j * i for j in range(i))
        yield tuple(j for j in range(i) if j % 2)


for _ in range(20):
    last = list(rows(6))
print(last)


# A name in the body that is not there.
def missing(items):
    return sum(x + nowhere for x in items)


nowhere = 1
for _ in range(60):
    missing([1, 2])
del nowhere
try:
    missing([1, 2])
except NameError as e:
    print(e, where(e))
print(missing([]))
