"""Native functions called from hot code by other ways than a method call, and replaced while it runs."""
import math


def drive(pop, insert, n):
    for i in range(n):
        insert(2, pop(0))


def rotate(xs, n):
    drive(xs.pop, xs.insert, n)
    return xs


for i in range(300):
    rotate([1, 2, 3, 4], 20)
print(rotate(list("abcdef"), 7))


class Fake:
    def __init__(self):
        self.log = []

    def pop(self, i):
        return i

    def insert(self, i, v):
        self.log.append((i, v))


fake = Fake()
drive(fake.pop, fake.insert, 3)
print(fake.log)
drive([1].pop, [1].append.__self__.insert, 1)
for args in (([].pop, [].insert), ({}.pop, [].insert), ((1).__add__, [].append)):
    try:
        drive(*args, 2)
        print("fine")
    except Exception as e:
        print(type(e).__name__, e)


def apply(f, x):
    return f(x)


for i in range(2000):
    apply(math.sqrt, i)
print(apply(math.sqrt, 16), apply(math.floor, 2.5), apply(abs, -3), apply(str, 4), apply([1, 2].index, 2))
for f, x in ((math.sqrt, -1.0), (math.sqrt, "x"), ([].index, 1), (ord, "ab"), (chr, -1)):
    try:
        apply(f, x)
    except Exception as e:
        print(type(e).__name__, e)


def letters(s):
    return s.upper(), s.split(","), s.replace("a", "b"), s.strip(), s.find("c"), s.startswith("a")


for i in range(2000):
    letters("a,b,c")
print(letters(" abc "))


class Text(str):
    def upper(self):
        return "mine"


print(letters(Text("xyz")))
try:
    letters(b"a,b")
except TypeError as e:
    print(e)


def lookups(d, k):
    return d.get(k), d.get(k, 0), d.setdefault(k, 1), d.pop(k, None), d.keys()


for i in range(2000):
    lookups({"a": 1}, "b")
print(lookups({"a": 1}, "a"), lookups({}, 1))
try:
    lookups({}, [])
except TypeError as e:
    print(e)


def arity(f):
    return f()


for i in range(2000):
    arity([1, 2].copy)
for f in ([3].copy, [3].pop, {}.items, [].pop, [].append, len, dict, list):
    try:
        print(arity(f))
    except Exception as e:
        print(type(e).__name__, e)


def trace():
    def inner(f, x):
        return f(x)

    for i in range(2000):
        inner(math.sqrt, i)
    try:
        inner(math.sqrt, -1.0)
    except ValueError as e:
        tb = e.__traceback__
        lines = []
        while tb:
            lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return lines


print(trace())
