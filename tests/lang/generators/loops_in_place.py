# Loops that take a generator apart where it is made, hot enough to be compiled with its body.
import sys


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def pairs(n):
    for i in range(n):
        yield i
        yield -i


def where(e):
    tb, out = e.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


def total(n):
    s = 0
    for x in count(n):
        s += x
        if s > 4000:
            break
    else:
        s = -s
    return s


print([total(n) for n in range(0, 120, 10)])


def mixed(n):
    out = []
    for x in pairs(n):
        out.append(x)
        if x == 17:
            out.append("seventeen")
    return out


for n in range(30):
    last = mixed(n)
print(last)


def checks(words, limit):
    return (
        any(len(w) > limit for w in words if w),
        all(w for w in words),
        tuple(w.upper() for w in words if w is not None),
    )


words = ["a", "bb", "ccc", "dddd"]
for limit in range(60):
    last = checks(words, limit % 5)
print(last, checks(["x", ""], 0), checks([], 1))


# The kind of the items changes when the loop has long been compiled.
def kinds(items):
    s = 0
    for x in (i for i in items):
        s = s + x
    return s


for _ in range(60):
    kinds([1, 2, 3])
print(kinds([1, 2.5]), kinds([2**62, 2**62]), kinds([True, 1j]))


# Exceptions in the body and in the loop, with both frames in the traceback.
def divide(n):
    for i in range(n):
        yield 100 // (n - 20 - i)


def quotients(n):
    s = 0
    for q in divide(n):
        s += q
    return s


caught = []
for n in range(1, 30):
    try:
        quotients(n)
    except ZeroDivisionError as e:
        frame = e.__traceback__.tb_next.tb_next.tb_frame
        caught.append((n, where(e), frame.f_locals["i"], frame.f_code.co_name))
print(len(caught), caught[0], caught[-1])


def raises(n):
    for x in count(n):
        if x == 12:
            raise KeyError(x)


for n in range(20):
    try:
        raises(n)
    except KeyError as e:
        last = where(e)
print(last)


# A StopIteration that escapes a body becomes a RuntimeError.
def stops(n):
    return tuple(next(iter(())) if i == n else i for i in range(5))


for n in range(40, -1, -1):
    try:
        last = stops(n)
    except RuntimeError as e:
        last = repr(e), repr(e.__cause__)
print(last)


# What a callee sees of the frames below it.
def callers(depth):
    names, frame = [], sys._getframe(1)
    while frame and len(names) < depth:
        names.append((frame.f_code.co_name, sorted(frame.f_locals)))
        frame = frame.f_back
    return names


def seen(n):
    out = None
    for x in (callers(2) for _ in range(n)):
        out = x
    return out


for n in range(1, 40):
    last = seen(n)
print(last)


# Closures, cells, nested expressions, and a loop in a loop.
def nested(n):
    out = 0
    for a in (i * n for i in range(3)):
        for b in (a + j for j in range(n) if j != a):
            out += b
    return out + sum(x for x in (y + n for y in range(n)))


print([nested(n) for n in range(25)])


def cells(n):
    fs = []
    for f in ((lambda k=i: k + n) for i in range(3)):
        fs.append(f)
    n += 1
    return [f() for f in fs]


for n in range(40):
    last = cells(n)
print(last)


# The loop's variables are bound and unbound as without a generator.
def unbound(n):
    for x in count(n):
        pass
    return x


for n in range(40, -1, -1):
    try:
        last = unbound(n)
    except UnboundLocalError as e:
        last = str(e)
print(last)


# Another generator function by the same name.
def late(n):
    return [x for x in maker(n)]


maker = count
for n in range(40):
    late(n)
maker = pairs
print(late(3))
maker.__code__ = count.__code__
print(late(3))
