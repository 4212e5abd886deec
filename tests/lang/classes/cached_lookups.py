"""Attributes that the cache of lookups knows, while classes change under it."""

import collections


class Base:
    @classmethod
    def made(cls, x):
        return cls.__name__, x

    @staticmethod
    def plain(x):
        return x

    field = 1


class Derived(Base):
    pass


def of_instance(o):
    for _ in range(5):
        bound = o.made
        found = o.made(1), o.plain(2), o.__class__.__name__, o.__dict__, bound(3), o.field
    return found


def of_class(c):
    for _ in range(5):
        found = c.made(1), c.plain(2), c.__name__, len(c.__mro__), c.field, c.__repr__ is object.__repr__
    return found


for o in Base(), Derived(), Base():
    print(of_instance(o), of_class(type(o)))

# The class changes: what was found before must not be found again.
Base.field = 2
Base.made = classmethod(lambda cls, x: ("new", cls.__name__, x))
Base.plain = staticmethod(lambda x: -x)
for o in Derived(), Base():
    print(of_instance(o), of_class(type(o)))
Derived.__repr__ = lambda self: "derived"
print(of_class(Derived)[-1], of_class(Base)[-1])
del Base.made
for c in Base, Derived:
    try:
        of_class(c)
    except AttributeError as e:
        print(e)


def method_of(o):
    for _ in range(4):
        f = o.append
    return f


items = []
method_of(items)(1)
method_of(collections.deque())(1)
print(items)


class Meta(type):
    @property
    def field(cls):
        return "of the metaclass"


class Made(metaclass=Meta):
    field = "of the class"


class Plain:
    field = "of the class"


def field(c):
    return c.field


print([field(c) for c in (Plain, Made, Plain, Made, Made, Plain)])

Point = collections.namedtuple("Point", "x y")


def x_of(p):
    return p.x


print([x_of(p) for p in (Point(1, 2), Point(3, 4), Point(5, 6))])


class Sub(Point):
    x = property(lambda self: -1)


print([x_of(p) for p in (Sub(1, 2), Point(3, 4), Sub(5, 6))])


class Descriptor:
    def __get__(self, o, cls):
        return "got", o is None


class Holder:
    d = Descriptor()


def d_of(o):
    return o.d


print([d_of(o) for o in (Holder(), Holder, Holder(), Holder)])
