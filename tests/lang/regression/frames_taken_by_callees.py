"""Frames that a callee took of its caller, which hot code runs in place: they stood at the line of that call."""
import inspect
import sys

kept = []


def take(n):
    if n % 20 == 0:
        kept.append(sys._getframe(1))


def look(n):
    if n % 20 == 0:
        frame = kept[-1]
        line = frame.f_lineno - frame.f_code.co_firstlineno
        print(n, frame.f_code.co_name, line, frame.f_lasti > 0, sorted(frame.f_locals))


def middle(n):
    take(n)
    a = n + 1
    look(n)
    b = a + 1
    look(n)
    return a + b


def hot():
    total = 0
    for i in range(100):
        total += middle(i)
        look(i)
    return total


print(hot())
print(hot())


# Two in place, one in the other: the outer one is taken through `f_back`.
def take_both(n):
    if n % 25 == 0:
        frame = sys._getframe(1)
        kept.append(frame.f_back)
        kept.append(frame)


def both(n):
    if n % 25 == 0:
        for frame in kept[-2:]:
            print(n, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, end=" ")
        print(kept[-1].f_back is kept[-2], kept[-2].f_back.f_code.co_name)


def inner(n):
    take_both(n)
    k = n * 2
    both(n)
    return k


def outer(n):
    a = inner(n)
    both(n)
    b = a - 1
    both(n)
    return b


def hot_both():
    total = 0
    for i in range(100):
        total += outer(i)
    return total


print(hot_both())


# The same frame is the same object as long as it runs.
def same(n, frames):
    frames.append(sys._getframe(1))
    return n


def asks_twice(n):
    frames = []
    same(n, frames)
    same(n, frames)
    n += same(n, frames)
    return n, frames[0] is frames[1] is frames[2], frames[0].f_lineno - frames[2].f_lineno


print({asks_twice(i)[1:] for i in range(200)})


# A traceback that is kept holds the frame of the caller.
def fails(n):
    try:
        if n % 30 == 7:
            raise ValueError(n)
    except ValueError as e:
        kept.append(e.__traceback__.tb_frame)
    return n


def calls_failing(n):
    fails(n)
    before = kept[-1].f_back
    m = n + 1
    if n % 30 == 7:
        print(n, before.f_code.co_name, before.f_lineno - before.f_code.co_firstlineno)
        look_at(before)
    return m


def look_at(frame):
    print(frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("m"))


print(sum(calls_failing(i) for i in range(100)))
print(sum([calls_failing(i) for i in range(100)]))


# An exception that leaves the callee that took the frame.
def take_and_raise(n):
    kept.append(sys._getframe(1))
    raise KeyError(n)


def handles(n):
    try:
        if n % 10 == 3:
            take_and_raise(n)
    except KeyError:
        frame = kept[-1]
        line = frame.f_lineno
        look_at(frame)
        return frame.f_lineno - line
    return 0


def passes(n):
    if n % 10 == 3:
        take_and_raise(n)
    return 0


def hot_raising():
    total = 0
    for i in range(200):
        total += handles(i)
        try:
            passes(i)
        except KeyError:
            total += kept[-1].f_lineno - kept[-1].f_code.co_firstlineno
    return total


print(hot_raising())


# The body of a generator, taken apart in place.
def numbers(n):
    for i in range(n):
        take(i)
        double = i * 2
        look(i)
        yield double


def consume():
    total = 0
    for v in numbers(60):
        total += v
        look(v)
    return total


print(consume(), consume())
print([frame.f_generator is None for frame in kept[-4:]])


# A constructor, a property, an operator.
class Point:
    def __init__(self, x):
        take(x)
        self.x = x
        look(x)

    @property
    def double(self):
        take(self.x)
        d = self.x * 2
        look(self.x)
        return d

    def __add__(self, other):
        take(other)
        s = self.x + other
        look(other)
        return s

    def __getitem__(self, i):
        take(i)
        look(i)
        return self.x


def points():
    total = 0
    for i in range(100):
        p = Point(i)
        total += p.double
        total += p + i
        total += p[i]
    return total


print(points())


# inspect.stack() and currentframe().
def stack(n):
    if n % 40 == 0:
        kept.append(inspect.stack()[1].frame)
        print(inspect.stack()[1].function, inspect.currentframe().f_back is kept[-1])


def stacked(n):
    stack(n)
    c = n
    look(n)
    return c


print(sum([stacked(i) for i in range(100)]))
kept.clear()
