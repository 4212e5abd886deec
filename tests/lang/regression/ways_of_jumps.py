"""Conditional jumps that go a way for the first time in hot code: the interpreter does the jump, once, with what it saw."""
import sys


class Flag:
    """A truth value that tells when it is asked."""

    def __init__(self, name, value):
        self.name = name
        self.value = value

    def __bool__(self):
        if seen is not None:
            seen.append(self.name)
        return self.value


seen = None


def by_bool(flag, n):
    if flag:
        return n + 1
    return n - 1


def by_none(a, b):
    if a is None:
        return "no a"
    if b is not None:
        return "b", b
    return "a", a


def by_comparison(a, b):
    return "less" if a < b else "more"


def by_both(a, b, c):
    return a and b or c


def in_callee(n, limit):
    return by_comparison(n, limit) + ("!" if n == limit else "")


def rises(n, at):
    if n > at:
        raise ValueError(n)
    return n


def caught(n, at):
    try:
        return rises(n, at)
    except ValueError as e:
        return -e.args[0]


def numbers(n, odd):
    for i in range(n):
        if odd is not None:
            i = yield i * 2 + odd
            if i:
                odd = i
        else:
            yield i * 2


def hot(rounds):
    total = 0
    for i in range(rounds):
        total += by_bool(True, i) + len(by_none(i, None)) + len(in_callee(i, rounds + 5))
        total += by_both(i, 2, 3) + caught(i, rounds)
    return total


print(hot(3000))
print(by_bool(False, 10), by_bool(0, 10), by_bool("", 10))
print(by_none(None, 1), by_none(1, 2), by_none(0, None))
print(in_callee(2, 1), in_callee(2, 2), in_callee(1, 2), in_callee(2.5, float("nan")))
print(by_both(0, 2, 3), by_both(1, 0, 3), by_both(1, [], ()), by_both("", 1, None))
print(caught(5, 4), caught(4, 5))

# Asked once each, in order.
seen = []
yes, no = Flag("yes", True), Flag("no", False)
for _ in range(2500):
    by_bool(yes, 1)
print(len(seen), set(seen))
seen.clear()
print(by_bool(no, 5), by_both(yes, no, 7), by_both(no, yes, 7), seen)
seen = None

# In generators: what comes is sent.
many = numbers(3000, None)
print(sum(many))
few = numbers(6, 1)
print(next(few), few.send(None), few.send(7), few.send(0), list(few))


# A way that is taken late in a loop, and often from then on.
def late(n):
    before = after = 0
    for i in range(n):
        if i < n // 2:
            before += 1
        elif i % 3:
            after += i
        else:
            after -= 1
    return before, after


print(late(5000), late(9))


# The line that is told is the jump's, or what it leads to.
def told(n, at):
    if n != at:
        return 0
    return sys._getframe().f_lineno - told.__code__.co_firstlineno


print([told(n, 2600) for n in range(2602) if told(n, 2600)])


# A loop that is short at each entry, then long, in a function that is entered often.
def count(n, odd):
    total = 0
    while n > 0:
        n -= 1
        if n & 1 and odd:
            total += n
        elif n == 4999:
            total += 1000000
    return total


print(sum(count(20, True) for _ in range(300)), count(5000, True), count(5000, False), count(6, None))


# Ints and floats on both sides, and two ints only late.
def mixed(a, b):
    return a + b, a * b, a < b


pairs = [(1, 2.5), (2.5, 1), (0.5, 0.25)] * 900
print(sum(mixed(a, b)[0] for a, b in pairs), mixed(3, 4), mixed(2**59, 2**59), mixed(1, 1.0), mixed(2**62, 0.5))
