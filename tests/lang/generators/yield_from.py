def inner(name):
    total = 0
    try:
        while True:
            x = yield f"{name}{total}"
            if x is None:
                return total
            total += x
    except ValueError as e:
        print(name, "caught", e)
        return "from except"
    finally:
        print(name, "cleanup")


def outer():
    a = yield from inner("a")
    print("a returned", a)
    b = yield from inner("b")
    print("b returned", b)
    return a, b


g = outer()
print(next(g), g.send(5), g.send(6))
print(g.send(None))
try:
    g.throw(ValueError("thrown in"))
except StopIteration as e:
    print(e.value)


def over_iterables():
    yield from [1, 2]
    yield from "ab"
    yield from range(2)
    r = yield from iter(())
    print("r", r)
    yield from (x * x for x in range(3))


print(list(over_iterables()))


def deep(n):
    if n:
        yield n
        yield from deep(n - 1)
    else:
        yield "bottom"


print(list(deep(10)), sum(x for x in deep(50) if x != "bottom"))
g = outer()
next(g)
g.close()
print(list(g))


class It:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration("it value")
        return self.n

    def send(self, v):
        return f"sent {v}"

    def throw(self, e):
        return f"threw {e!r}"

    def close(self):
        print("closed It")


def wrap():
    r = yield from It()
    print("It returned", r)


g = wrap()
print(next(g), g.send("x"), g.throw(ValueError(1)))
g.close()
print(list(wrap()))
try:
    def bad():
        yield from 5
    list(bad())
except TypeError as e:
    print(e)


def stop():
    raise StopIteration("early")
    yield


def use():
    yield from stop()


try:
    list(use())
except RuntimeError as e:
    print(e)
d = deep(3)
next(d)
print(d.gi_yieldfrom, next(d), d.gi_yieldfrom is not None)
