"""Calls by keyword and with defaults in hot code, and what changes while it runs."""


def point(x, y=2, z=3):
    return x * 100 + y * 10 + z


def only(a, b, /, c=5, *, d=7):
    return a, b, c, d


class Shape:
    def __init__(self, name, sides=4):
        self.name = name
        self.sides = sides

    def scaled(self, by=2, plus=0):
        return self.sides * by + plus

    @classmethod
    def make(cls, name="square", sides=4):
        return cls(name, sides=sides)

    @staticmethod
    def double(n=1):
        return n * 2


def drive(n, shape):
    total = 0
    for i in range(n):
        total += point(i) + point(i, z=i) + point(y=i, x=1) + point(1, 2)
        total += shape.scaled() + shape.scaled(plus=i) + shape.scaled(3, plus=1) + Shape.double(n=i)
        total += sum(only(i, 1)) + sum(only(1, 2, d=i)) + Shape("t", sides=i).sides
        total += Shape.make(sides=i).sides + Shape.make().sides
    return total


print(drive(3000, Shape("box")))
print(drive(10, Shape("box", sides=9)))


def evaluated(log, x=1, y=2):
    return log, x, y


def order(log):
    def note(v):
        log.append(v)
        return v

    return evaluated(y=note("y"), log=log, x=note("x"))


for i in range(2000):
    order([])
print(order([]))


def call(f, v):
    return f(1, b=v)


def f1(a, b, c=3):
    return a, b, c


def f2(b, a=0):
    return b, a


def f3(a, **kw):
    return a, kw


def f4(*args, b):
    return args, b


for i in range(3000):
    call(f1, i)
print(call(f1, 5))
for f in (f2, f3, f4, dict, print):
    try:
        print(call(f, 9))
    except Exception as e:
        print(type(e).__name__, e)
f1.__defaults__ = (33,)
print(call(f1, 5))
f1.__defaults__ = None
try:
    call(f1, 5)
except TypeError as e:
    print(e)
f1.__code__ = (lambda a, b: ("new", b, a)).__code__
print(call(f1, 5))


def wrong(which):
    if which == 1:
        return point(1, x=2)
    if which == 2:
        return point(q=1)
    if which == 3:
        return point(1, 2, 3, 4)
    if which == 4:
        return only(1, b=2)
    if which == 5:
        return only(1, 2, 3, 4)
    return point()


for i in range(1500):
    for which in range(6):
        try:
            wrong(which)
        except TypeError as e:
            if i == 1499:
                print(e)


def shared(item, into=[]):
    into.append(item)
    return len(into)


def fill(n):
    for i in range(n):
        last = shared(i)
    return last


print(fill(2500), fill(10))


def fails(a, b=0):
    return a // b


def caught(n):
    seen = 0
    for i in range(n):
        try:
            fails(i, b=i % 3)
        except ZeroDivisionError as e:
            tb = e.__traceback__.tb_next
            seen += tb.tb_frame.f_locals["a"] + tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno
    return seen


print(caught(3000))
import sys


def depth(n, step=1):
    return sys._getframe(1).f_code.co_name if n <= 0 else depth(n - step, step=step)


for i in range(1500):
    depth(3)
print(depth(5), depth(4, step=3))
try:
    depth(10**6)
except RecursionError as e:
    print(type(e).__name__)
