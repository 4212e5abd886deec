def count(n):
    print("started")
    i = 0
    while i < n:
        yield i
        i += 1
    print("exhausted")
    return "result"


g = count(2)
print(type(g).__name__, next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)
print(next(g, "default"), list(g), list(count(3)), sum(count(4)))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


for x in fib():
    if x > 50:
        break
    print(x, end=" ")
print()
f = fib()
print([next(f) for _ in range(100)][-1])


def empty():
    return
    yield


print(list(empty()), [x for g in (count(1), empty()) for x in g])
print(max(x * x for x in range(5)), list(zip(fib(), "abc")), dict(zip("ab", fib())), tuple(i for i in range(3)))


def tree(t):
    if t:
        left, value, right = t
        yield from tree(left)
        yield value
        yield from tree(right)


print(list(tree((((), 1, ()), 2, ((), 3, ((), 4, ()))))))


def locals_kept():
    x = [1]
    y = yield x
    while y:
        x.append(y)
        y = yield list(x)
    z = yield "end"
    print("z", z)


g = locals_kept()
print(next(g), g.send(5), g.send(6), g.send(None), g.gi_frame is not None, g.gi_running)
try:
    g.send("last")
except StopIteration:
    print("done", g.gi_frame)
try:
    count(1).send(5)
except TypeError as e:
    print(e)


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as e:
    print(e)
g = (x for x in [1, 2])
print(g.__name__, count.__name__, count(1).__qualname__, iter(g) is g)


def args(a, *b, c=3, **d):
    yield a, b, c, d


print(next(args(1, 2, c=4, e=5)))
