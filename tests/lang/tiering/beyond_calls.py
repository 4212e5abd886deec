"""Calls, attributes and globals that are specialized beyond CPython: hits, misses, changes in the middle."""
import builtins

BIG = 2**62


def each(function, *rows):
    out = []
    for row in [rows[0]] * 4 + list(rows) + [rows[0]]:
        try:
            out.append(function(*row))
        except Exception as error:
            out.append(f"{type(error).__name__}: {error}")
    return out[4:]


class Number:
    def __abs__(self):
        return "abs"

    def __int__(self):
        return 77

    def __float__(self):
        return 7.5

    def __bool__(self):
        return False

    def __lt__(self, other):
        return True

    __gt__ = __lt__


N = Number()
print(each(lambda x: abs(x), (-1,), (1,), (-2.5,), (-BIG,), (True,), (3j,), (N,), ("s",)))
print(each(lambda x: int(x), (2.5,), (-2.5,), (3,), (True,), ("12",), (1e300,), (float("nan"),), (N,), (None,)))
print(each(lambda x: float(x), (2,), (2.5,), (BIG * 4 + 1,), (True,), ("1.5",), (N,), (None,)))
print(each(lambda x: bool(x), (2,), (0,), (None,), ("",), ("x",), ([],), (0.0,), (N,), (object,)))
print(each(lambda x: ord(x), ("a",), ("\u4e2d",), ("",), ("ab",), (b"a",), (1,)))
print(each(lambda x: chr(x), (97,), (0x4E2D,), (200,), (-1,), (0x110000,), ("a",), (True,)))
for f in (lambda a, b: min(a, b), lambda a, b: max(a, b)):
    print([type(x).__name__ + str(x) if x is not N else "N" for x in each(f, (1, 2), (2, 1), (1, 1.0), (1.0, 1), (0.0, -0.0), (1, True), (BIG, 1), (N, 1), (1, N), ("a", "b"), (1, "b"), (float("nan"), 1), (1, float("nan")))])
print(each(lambda a: min(a), ([3, 1],), ((),)), each(lambda a: max(a, key=abs), ([-3, 1],)))


class Holder:
    shared = "shared"

    def __init__(self, value):
        self.value = value

    def method(self):
        return self.value

    @property
    def computed(self):
        return self.value * 2


class Fallback:
    def __getattr__(self, name):
        return "fallback " + name


look = lambda o: getattr(o, "value")
print(each(look, (Holder(1),), (Holder("b"),), (Fallback(),), (3,)))
print(each(lambda o: getattr(o, "value", "none"), (Holder(1),), (3,), (Fallback(),)))
print(each(lambda o: getattr(o, "shared"), (Holder(1),)), each(lambda o: getattr(o, "computed"), (Holder(4),)))
print(each(lambda o: getattr(o, "method")(), (Holder(5),)), each(lambda o, n: getattr(o, n), (Holder(6), "value"), (Holder(6), "shared"), (Holder(6), 3)))
Holder.value = property(lambda self: "property")
print(each(look, (Fallback(),)), each(look, (object.__new__(Holder),)))
del Holder.value

bind = lambda o: o.method
bound = each(bind, (Holder(7),), (Holder(8),))
print([b() for b in bound], bound[0] == bound[0], bound[0].__self__.value)
h = Holder(9)
m = bind(h)
h.method = lambda: "shadow"
print(m(), bind(h)(), bind(Holder(10))())
Holder.method = lambda self: "new"
print(bind(Holder(1))(), bind(h)(), m())


class Plain:
    pass


class Derived(Plain):
    kind = "derived"


make = lambda cls: cls()
print([type(x).__name__ for x in each(make, (Plain,), (Derived,), (Plain,), (dict,))], each(lambda c, n: c(n), (Plain, 1)))
Plain.__init__ = lambda self: setattr(self, "made", 1)
print([vars(x) for x in each(make, (Plain,), (Derived,))])
del Plain.__init__
print([vars(x) for x in each(make, (Plain,), (Derived,))])
Plain.__new__ = lambda cls: "instead"
print(each(make, (Plain,), (Derived,)))


def two(a, b):
    return a, b


spread = lambda f, args: f(*args)
print(each(spread, (two, (1, 2)), (two, [1, 2]), (two, (1,)), (two, (1, 2, 3)), (max, (1, 2)), (two, 5), (Holder(3).method, ()), (lambda *a: a, (1, 2)), (lambda a, b=3: (a, b), (1,))))
print(each(lambda f, a, k: f(*a, **k), (two, (1,), {"b": 2}), (two, (1, 2), {})))


def deep(n, args):
    return n if n == 0 else deep(*args) if n % 2 else deep(n - 1, (n - 2, ()))


try:
    (lambda f: f(f))(lambda f: f(*(f,)))
except RecursionError as error:
    print(str(error)[:32])

counter = 0


def count():
    global counter
    counter += 1
    return counter


print([count() for _ in range(4)])
del counter
try:
    count()
except NameError as error:
    print(error)
globals().update({f"name{i}": i for i in range(40)})
counter = 10
print([count() for _ in range(4)], counter)


def set_it(v):
    global fresh
    fresh = v


set_it(1)
set_it(2)
print(fresh)
del fresh
set_it(3)
print(fresh)

calls = lambda x: len(x)
print(each(calls, ("abc",), ([],)))
builtins.abs, original = (lambda x: "patched"), builtins.abs
print((lambda: abs(-3))(), [(lambda x: abs(x))(i) for i in range(3)])
builtins.abs = original
print([(lambda x: abs(x))(-i) for i in range(3)])


def truth(things):
    return ["yes" if x else "no" for x in things]


class Empty:
    def __len__(self):
        return 0


print(truth([Plain, None, Holder(1), None, Holder(2), Holder(3), None] * 20)[-7:], truth([Empty(), None, Empty()] * 3))
print(truth([Holder(1), None] * 60 + [Empty(), 0, 1, "", "x"])[-8:])
Holder.__bool__ = lambda self: False
print(truth([Holder(1), None, Holder(1)] * 60)[-3:])
