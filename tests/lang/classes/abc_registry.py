"""Abstract base classes: registration, hooks, caches, abstract methods, match patterns."""
import abc
import collections.abc as c


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @property
    @abc.abstractmethod
    def name(self): ...

    @classmethod
    @abc.abstractmethod
    def make(cls): ...


class Half(Shape):
    def area(self):
        return 1

    name = "half"


class Full(Half):
    @classmethod
    def make(cls):
        return cls()


print(sorted(Shape.__abstractmethods__), sorted(Half.__abstractmethods__), Full.__abstractmethods__)
print(attempt(Shape), attempt(Half), Full.make().area())
print(isinstance(Full(), Shape), issubclass(Half, Shape), isinstance(1, Shape), issubclass(int, Shape))


class Virtual(metaclass=abc.ABCMeta):
    pass


token = abc.get_cache_token()
print(isinstance(3, Virtual), issubclass(bool, Virtual))
print(Virtual.register(int), isinstance(3, Virtual), issubclass(bool, Virtual), abc.get_cache_token() != token)
print(Virtual.register(int), Virtual.register(Virtual), attempt(Virtual.register, 5))


class Sub(Virtual):
    pass


print(issubclass(int, Sub), isinstance(3, Sub), Sub.register(str), isinstance("", Virtual), isinstance("", Sub))
print(attempt(Sub.register, Virtual), attempt(issubclass, 5, Virtual), attempt(isinstance, 5, Virtual))


@Virtual.register
class Decorated:
    pass


print(Decorated.__name__, isinstance(Decorated(), Virtual), Virtual in Decorated.__mro__)


class Hooked(abc.ABC):
    answer = NotImplemented
    asked = 0

    @classmethod
    def __subclasshook__(cls, other):
        Hooked.asked += 1
        return cls.answer


class A:
    pass


class B:
    pass


print(isinstance(A(), Hooked), isinstance(A(), Hooked), Hooked.asked)
Hooked.answer = True
print(isinstance(A(), Hooked), isinstance(B(), Hooked), isinstance(B(), Hooked), Hooked.asked)
Hooked.answer = False
print(isinstance(B(), Hooked), issubclass(Hooked, Hooked), Hooked.asked)
Virtual.register(float)
print(isinstance(A(), Hooked), Hooked.asked)
Hooked.answer = "?"
print(attempt(issubclass, list, Hooked))


class Proxy:
    def __init__(self, cls):
        self.cls = cls

    @property
    def __class__(self):
        return self.cls


print(isinstance(Proxy(int), Virtual), isinstance(Proxy(list), Virtual), isinstance(Proxy(Decorated), Virtual), attempt(isinstance, Proxy(3), Virtual))


# What a class is does not change by attributes once it was asked.
class Late:
    pass


print(isinstance(Late(), c.Iterable))
Late.__iter__ = lambda self: iter([])
print(isinstance(Late(), c.Iterable), isinstance(Late(), c.Sized))
Virtual.register(complex)
print(isinstance(Late(), c.Iterable))

# Sequences and mappings for match.
class Row(c.Sequence):
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class Table(c.Mapping):
    def __init__(self, **items):
        self.items_ = items

    def __len__(self):
        return len(self.items_)

    def __iter__(self):
        return iter(self.items_)

    def __getitem__(self, key):
        return self.items_[key]


@c.Sequence.register
class Registered:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return "xy"[i]


class Child(Registered):
    pass


def shown(value):
    match value:
        case [a, b]:
            return "pair", a, b
        case {"k": v, **rest}:
            return "map", v, rest
        case _:
            return "other"


print(shown(Row(1, 2)), shown(Row(1)), shown(Table(k=1, z=2)), shown(Table(q=1)), shown(Registered()), shown(Child()), shown("ab"), shown({"k": 0}))
print("__abc_tpflags__" in vars(c.Sequence), Row(3, 4).index(4), list(reversed(Row(1, 2))), Table(k=1) == {"k": 1}, "k" in Table(k=1))
print(issubclass(dict, c.MutableMapping), isinstance([], c.Sequence), isinstance((), c.Hashable), isinstance({}, c.Hashable), isinstance(range(3), c.Sequence), isinstance(iter([]), c.Iterator), isinstance(len, c.Callable), issubclass(str, c.Set))


class Changing(abc.ABC):
    @abc.abstractmethod
    def f(self): ...


class Concrete(Changing):
    pass


Concrete.f = lambda self: "later"
print(attempt(Concrete), abc.update_abstractmethods(Concrete) is Concrete, Concrete().f())
