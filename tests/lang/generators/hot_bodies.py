# Bodies of generators that are compiled, continued in every way there is.
import sys


def echo():
    got = []
    while True:
        try:
            x = yield len(got)
        except ValueError as e:
            got.append(str(e))
            continue
        finally:
            steps.append(len(got))
        if x is None:
            return got
        got.append(x)


steps = []
g = echo()
next(g)
for i in range(200):
    g.send(i)
print(g.throw(ValueError("thrown")), g.send("after"), len(steps))
try:
    g.send(None)
except StopIteration as e:
    print(len(e.value), e.value[-2:])


def guarded(n):
    try:
        for i in range(n):
            yield i
    finally:
        closed.append(n)


closed = []
for n in range(60):
    for x in guarded(n):
        if x == 20:
            break
g = guarded(500)
print(sum(next(g) for _ in range(100)), g.close(), g.close(), closed[-1])
print(next(g, "done"))


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield 2


g = stubborn()
for _ in range(200):
    next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


# A generator looks at itself while it runs, and others at it while it waits.
def watched(n):
    total = 0
    for i in range(n):
        total += i
        yield (me.gi_running, me.gi_suspended, sys._getframe(0) is me.gi_frame, me.gi_frame.f_locals["total"])


for _ in range(3):
    me = watched(80)
    for last in me:
        inside = me.gi_running, me.gi_suspended, me.gi_frame.f_locals["i"], me.gi_frame.f_back
print(last, inside, me.gi_frame)


def reentrant():
    for i in range(150):
        if i == 140:
            try:
                next(again)
            except ValueError as e:
                yield str(e)
        yield i


again = reentrant()
print([x for x in again][138:143])


def lines(n):
    for i in range(n):
        a = i
        yield a
        b = a + i
        yield b


g = lines(100)
seen = set()
for x in g:
    seen.add(g.gi_frame.f_lineno - lines.__code__.co_firstlineno)
print(sorted(seen))


def local_names(n):
    for i in range(n):
        yield sorted(locals())
        j = i


for x in local_names(60):
    last = x
print(last)


# Exceptions that pass through compiled bodies.
def inner(n):
    for i in range(n):
        yield 10 // (90 - i)


def outer(n):
    for x in inner(n):
        yield x


def where(e):
    tb, out = e.__traceback__, []
    while tb:
        out.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return out


for _ in range(3):
    try:
        for x in outer(200):
            pass
    except ZeroDivisionError as e:
        print(where(e), e.__context__)


def handling(n):
    for i in range(n):
        try:
            if i % 3 == 0:
                raise KeyError(i)
        except KeyError as e:
            yield ("in", sys.exception() is e)
        yield ("out", sys.exception())


last = [x for x in handling(60)]
print(last[-4:])


# Delegation, deep and with values.
class Node:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(lo, hi):
    if lo == hi:
        return None
    mid = (lo + hi) // 2
    return Node(tree(lo, mid), mid, tree(mid + 1, hi))


print(sum(tree(0, 300)), list(tree(0, 40)) == list(range(40)))


def accumulate():
    total = 0
    while (x := (yield total)) is not None:
        total += x
    return total


def gather(results):
    while True:
        results.append((yield from accumulate()))


results = []
g = gather(results)
next(g)
for i in range(300):
    g.send(i if i % 50 else None)
print(results, g.gi_yieldfrom.gi_frame.f_locals["total"])
try:
    g.throw(KeyError("deep"))
except KeyError as e:
    print(where(e))


def chain(depth):
    if depth:
        yield from chain(depth - 1)
    else:
        for i in range(100):
            yield i
            if i == 60:
                raise LookupError(i)


try:
    for x in chain(8):
        pass
except LookupError as e:
    print(x, where(e))

try:
    for x in chain(100000):
        pass
except RecursionError as e:
    print("RecursionError")

# Truth of several kinds.
class Sized:
    def __len__(self):
        return 0


def truths(items):
    return tuple(1 if x else 0 for x in items)


node = Node(None, 1, None)
for _ in range(80):
    truths([None, node, None, node])
print(truths([None, node, True, False, 0, 1, 0.0, 2.5, "", "a", [], [0], Sized()]))
Node.__bool__ = lambda self: False
print(truths([None, node]))
