class T:
    def __init__(self):
        self._c = 0

    @property
    def c(self):
        "Celsius."
        print("get")
        return self._c

    @c.setter
    def c(self, v):
        print("set", v)
        self._c = v

    @c.deleter
    def c(self):
        print("del")
        self._c = None

    @property
    def ro(self):
        return self.c + 1

    @property
    def fails(self):
        return self.missing


t = T()
t.c = 10
t.c += 5
print(t.c, t.ro, T.c.__doc__, type(T.c).__name__, T.c.fget(t), T.c.fset is not None)
del t.c
print(t.c)
for text in ("t.ro = 1", "del t.ro", "t.fails"):
    try:
        exec(text)
    except AttributeError as error:
        print(error)


class Sub(T):
    @T.c.getter
    def c(self):
        return "sub " + str(self._c)


s = Sub()
s.c = 3
print(s.c)


class Cls:
    x = property(lambda self: 1)
    y = property(None, lambda self, v: print("y", v))
    count = 0

    @classmethod
    def bump(cls):
        cls.count += 1
        return cls.count


o = Cls()
o.y = 5
print(o.x, Cls.bump(), o.bump(), Cls.count)
try:
    o.y
except AttributeError as error:
    print(error)
from functools import cached_property


class K:
    @cached_property
    def heavy(self):
        print("computing")
        return [1]


k = K()
print(k.heavy, k.heavy is k.heavy, vars(k))
del k.heavy
print(k.heavy)
K.heavy = 5
print(k.heavy, K().heavy)
