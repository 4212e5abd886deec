# Classes, dicts and __class__ change inside of __del__, while specialized instructions run.
import gc


class Ring:
    """Dies in a collection, not before; the first of its kind to die acts."""

    act = None

    def __init__(self):
        self.me = self

    def __del__(self):
        act, Ring.act = Ring.act, None
        if act is not None:
            act()


def dies(act):
    gc.collect()
    Ring.act = act
    # A collector that takes words on the stack for pointers may keep one of them, but not all.
    while Ring.act is not None:
        for _ in range(5):
            Ring()
        gc.collect()


class A:
    rate = 1

    def f(self, x):
        return ("A.f", x)


class B:
    rate = 2

    def f(self, x):
        return ("B.f", x)


def call(o, act):
    # The method is loaded before the argument is computed.
    return o.f(dies(act) or o.rate), o.rate


o = A()


def becomes_b():
    o.__class__ = B


def nothing():
    pass


for i in range(70):
    r = call(o, becomes_b if i == 60 else nothing)
    if i in (59, 60, 61):
        print(i, r)


def new_method():
    B.f = lambda self, x: ("new", x)
    B.rate = 3


for i in range(70):
    r = call(o, new_method if i == 60 else nothing)
    if i in (59, 60, 61):
        print(i, r)


# A loop over a list that a finalizer changes, and over a dict.
def loop(xs, at, act):
    n = 0
    for x in xs:
        n += 1
        if x == at:
            dies(act)
    return n


xs = list(range(80))
print(loop(xs, 60, lambda: xs.clear()), len(xs))
xs = list(range(80))
print(loop(xs, 60, lambda: xs.extend(range(100, 110))), len(xs))
d = dict.fromkeys(range(80))
try:
    print(loop(d, 60, lambda: d.update({"a": 1})))
except RuntimeError as e:
    print(e)
s = set(range(80))
try:
    print(loop(s, 70, lambda: s.clear()))
except RuntimeError as e:
    print(e)


# Between the operands of an addition, and between comparison and jump.
class Num:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return self.n + other


def add(a, act):
    return a + (dies(act) or 1)


n = Num(5)
for i in range(70):
    r = add(n if i >= 60 else i, (lambda: setattr(Num, "__add__", lambda s, o: "other")) if i == 65 else nothing)
    if i in (59, 60, 64, 65, 66):
        print(i, r)


# A global that is deleted by a finalizer between two loads of it.
g = 1


def twice():
    return g, dies(drop), g


def drop():
    global g
    g += 1
    if g == 62:
        del g


for i in range(70):
    try:
        r = twice()
    except NameError as e:
        print(i, e)
        g = 1000
        continue
    if i in (0, 59, 61, 69):
        print(i, r)


# __init__ of a class that is being made an instance of.
class Made:
    def __init__(self, x):
        self.x = x


def make(act):
    return vars(Made(dies(act)))


def other_init():
    def init(self, x):
        self.y = x

    Made.__init__ = init


for i in range(70):
    r = make(other_init if i == 65 else nothing)
    if i in (64, 65, 66):
        print(i, r)
