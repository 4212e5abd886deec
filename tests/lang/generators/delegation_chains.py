"""Chains of `yield from`, hot: whoever looks at a member between two items sees a generator suspended in its
own delegation, and whatever is sent, thrown or closed goes where it must."""
import sys
import inspect


def leaf(n, log):
    try:
        for i in range(n):
            got = yield i
            if got is not None:
                log.append(("got", got))
    except ValueError as e:
        log.append(("caught", str(e)))
        yield "after"
    finally:
        log.append("finally")
    return n


def link(depth, n, log):
    if depth == 0:
        return (yield from leaf(n, log))
    r = yield from link(depth - 1, n, log)
    return r + 1


def drain(g):
    items = []
    while True:
        try:
            items.append(next(g))
        except StopIteration as e:
            return items, e.value


for round in range(25):
    log = []
    assert drain(link(5, 4, log)) == ([0, 1, 2, 3], 9), log
    assert log == ["finally"], log
print("return values", drain(link(5, 4, [])))


# Sent values reach the leaf.
for round in range(25):
    log = []
    g = link(4, 5, log)
    out = [next(g), g.send("a"), g.send("b"), next(g)]
    assert out == [0, 1, 2, 3], out
    assert log == [("got", "a"), ("got", "b")], log
    g.close()
    assert log[-1] == "finally"
print("sent", out, log)

# Thrown exceptions too, at any depth, between items.
for round in range(25):
    log = []
    g = link(4, 5, log)
    out = [next(g), next(g), g.throw(ValueError("x"))]
    assert out == [0, 1, "after"]
    try:
        next(g)
    except StopIteration as e:
        out.append(e.value)
    assert out[-1] == 9, out
print("thrown", out, log)


# Members that somebody else holds: looked at, continued, thrown into, closed.
def outer(inner):
    try:
        r = yield from inner
        yield ("inner returned", r)
    except RuntimeError as e:
        yield ("outer caught", str(e))


def counter(n):
    for i in range(n):
        yield i
    return "done"


def states(*gs):
    return [(inspect.getgeneratorstate(g), g.gi_running, g.gi_suspended) for g in gs]


for round in range(25):
    a = counter(10)
    b = outer(a)
    c = outer(b)
    seen = [next(c), next(c)]
    assert c.gi_yieldfrom is b and b.gi_yieldfrom is a and a.gi_yieldfrom is None
    assert c.gi_frame.f_lineno == b.gi_frame.f_lineno
    assert b.gi_frame.f_back is None
    assert states(a, b, c) == [("GEN_SUSPENDED", False, True)] * 3
    seen.append(next(c))
    seen.append(next(a))        # the leaf by hand
    seen.append(next(c))
    seen.append(next(b))        # the middle by hand
    seen.append(next(c))
    assert seen == [0, 1, 2, 3, 4, 5, 6], seen
    if round % 3 == 0:
        b.close()
        seen.append(states(a, b)[0][0])
        seen.append(next(c))
    elif round % 3 == 1:
        seen.append(b.throw(RuntimeError("m")))
        seen.append(next(c, "end"))
    else:
        a.close()
        seen.append(next(c))
        seen.append(next(c, "end"))
    if round > 21:
        print("held", seen)


# While the leaf runs, every member runs.
def spy(box):
    yield 1
    yield [g.gi_running for g in box]
    for g in box:
        try:
            next(g)
        except ValueError as e:
            yield str(e)
    yield [f.f_code.co_name for f in frames(4)]


def frames(n):
    f = sys._getframe(1)
    while f and n:
        yield f
        f, n = f.f_back, n - 1


for round in range(25):
    box = []
    s = spy(box)
    o1 = outer(s)
    o2 = outer(o1)
    box += [s, o1, o2]
    got = [next(o2) for _ in range(5)]
    assert got == [1, [True] * 3] + ["generator already executing"] * 3, got
print("running", got, next(o2))


# An exception raised at each suspension goes through all that delegate.
def fails(at):
    for i in range(5):
        if i == at:
            raise KeyError(i)
        yield i


def through(depth, at, log):
    try:
        if depth:
            yield from through(depth - 1, at, log)
        else:
            yield from fails(at)
    except KeyError as e:
        log.append((depth, e.args[0], len(inspect.getinnerframes(e.__traceback__))))
        raise


for round in range(20):
    for at in range(5):
        log = []
        g, items = through(3, at, log), []
        try:
            for x in g:
                items.append(x)
        except KeyError as e:
            log.append(e.args)
        assert items == list(range(at))
        assert log == [(0, at, 2), (1, at, 3), (2, at, 4), (3, at, 5), (at,)], log
print("failed", log)


# Exceptions that are being handled are each generator's own.
def handling(inner):
    try:
        raise KeyError("outer")
    except KeyError:
        yield from inner
        yield repr(sys.exception())


def handles():
    yield repr(sys.exception())
    try:
        raise ValueError("inner")
    except ValueError:
        yield repr(sys.exception())
        yield repr(sys.exception())
    yield repr(sys.exception())


for round in range(25):
    seen = []
    for x in handling(handling(handles())):
        seen.append(x)
        assert sys.exception() is None
    try:
        raise TypeError("consumer")
    except TypeError:
        seen2 = [(x, repr(sys.exception())) for x in handling(handles())]
print(seen)
print(seen2)


# The depth of a chain follows whoever continues it.
def depth():
    n, f = 0, sys._getframe(1)
    while f:
        n, f = n + 1, f.f_back
    return n


def deep():
    while True:
        yield depth()


def below(n, g):
    return next(g) if n == 0 else below(n - 1, g)


base = depth()
for round in range(20):
    g = outer(outer(deep()))
    got = [below(0, g) - base, below(7, g) - base, below(2, g) - base, next(g) - base]
print("depths", got)


def nest(n):
    if n == 0:
        while True:
            yield depth()
    yield from nest(n - 1)


def recurse(n, g):
    return next(g) if n == 0 else recurse(n - 1, g)


limit = sys.getrecursionlimit()
g = nest(100)
first = next(g)
try:
    recurse(limit - base - 60, g)
except RecursionError as e:
    print("too deep:", type(e).__name__)
print(next(g, "finished"))


# Iterators that are no generators, and generators that change what they delegate to.
class Items:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration("items")
        self.n -= 1
        return self.n


def mixed(n):
    got = []
    got.append((yield from range(n)))
    got.append((yield from Items(n)))
    got.append((yield from counter(n)))
    got.append((yield from [7, 8]))
    got.append((yield from "ab"))
    yield got


for round in range(25):
    out = list(outer(mixed(3)))
print(out)


class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(items):
    if not items:
        return None
    i = len(items) // 2
    return Tree(tree(items[:i]), items[i], tree(items[i + 1:]))


t = tree(range(120))
for round in range(4):
    assert list(t) == list(range(120))
    half = iter(t)
    assert sum(next(half) for _ in range(60)) == sum(range(60))
    assert sum(half) == sum(range(60, 120))
print("tree", sum(t))


# Two consumers in turns, and a chain below a chain.
def joined(a, b):
    yield from a
    yield from b


for round in range(30):
    x = joined(counter(3), counter(3))
    next(x)
    y = joined(x, counter(2))
    z = joined(y, [9])
    got = [next(z), next(y), next(z), next(x)] + list(z)
print(got)


# An uncaught exception's traceback names each member.
def bad(n):
    yield n
    if n == 0:
        yield 1 / n
    yield from bad(n - 1)


for x in bad(4):
    pass
