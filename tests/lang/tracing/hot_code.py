# Tracing is turned on and off where code is hot: in loops, callees, generators, recursion.
import sys

lines = {}


def tracer(frame, event, arg):
    key = (event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
    lines[key] = lines.get(key, 0) + 1
    return tracer


def report(name):
    print("---", name)
    for key in sorted(lines):
        print(*key, lines[key])
    lines.clear()


def on(frame):
    while frame is not None and frame.f_code.co_name != "<module>":
        frame.f_trace = tracer
        frame = frame.f_back
    sys.settrace(tracer)


def add(a, b):
    return a + b


def leaf(i, at):
    if i == at:
        on(sys._getframe())
    if i == at + 3:
        sys.settrace(None)
    return i


def middle(i, at):
    x = leaf(i, at)
    return add(x, 1)


def loop(n, at):
    total = 0
    for i in range(n):
        total += middle(i, at)
    return total


print(loop(6000, -10))
print(loop(6000, 5000))
report("in a loop")
total = loop(3000, 2999)
sys.settrace(None)
print(total)
report("at its end")


def numbers(n, at):
    for i in range(n):
        if i == at:
            on(sys._getframe())
        yield i
        if i == at + 2:
            sys.settrace(None)


def delegates(n, at):
    yield from numbers(n, at)


def consumes(n, at):
    total = 0
    for x in delegates(n, at):
        total += x
    return total, sum(numbers(n, -10)), sum(x for x in delegates(n, -10))


print(consumes(4000, -10))
print(consumes(4000, 3000))
report("in a generator")


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


fib(18)
sys.settrace(tracer)
fib(6)
sys.settrace(None)
report("recursion")


def raises(i):
    if i % 2:
        raise ValueError(i)
    return i


def catches(n, at):
    caught = 0
    for i in range(n):
        if i == at:
            on(sys._getframe())
        try:
            raises(i)
        except ValueError:
            caught += 1
        if i == at + 2:
            sys.settrace(None)
    return caught


print(catches(4000, -10))
print(catches(4000, 3000))
report("exceptions")


class Point:
    def __init__(self, x):
        self.x = x

    @property
    def double(self):
        return self.x * 2

    def __getitem__(self, i):
        return self.x + i


def objects(n, at):
    total = 0
    for i in range(n):
        p = Point(i)
        if i == at:
            on(sys._getframe())
        total += p.double + p[1]
        if i == at + 1:
            sys.settrace(None)
    return total


print(objects(4000, -10))
print(objects(4000, 3500))
report("objects")
calls = []
sys.setprofile(lambda f, e, a: calls.append(e))
objects(5, -1)
sys.setprofile(None)
print(len(calls), sorted(set(calls)))
print(loop(6000, -10), consumes(4000, -10), objects(4000, -10))
