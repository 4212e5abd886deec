from abc import ABC, abstractmethod, ABCMeta
from collections.abc import Iterable, Mapping, MutableSequence, Callable, Hashable, Sized, Iterator, Generator
import contextlib


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @property
    @abstractmethod
    def name(self): ...

    def describe(self):
        return f"{self.name} {self.area()}"


class Sq(Shape):
    name = "square"

    def __init__(self, s):
        self.s = s

    def area(self):
        return self.s**2


print(Sq(3).describe(), Shape.__abstractmethods__ == {"area", "name"}, Sq.__abstractmethods__)
try:
    Shape()
except TypeError as e:
    print(e)


class Part(Shape):
    def area(self):
        return 0


try:
    Part()
except TypeError as e:
    print(e)
Shape.register(int)
print(isinstance(5, Shape), issubclass(bool, Shape), isinstance("x", Shape))


class Duck:
    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    __hash__ = None


print([isinstance(Duck(), k) for k in (Iterable, Sized, Hashable, Callable, Mapping)], [isinstance(v, Iterable) for v in ([], "", 5, {}, iter([]))], isinstance((x for x in ()), Generator), isinstance({}, Mapping), isinstance([], MutableSequence), isinstance(iter([]), Iterator), callable(Duck))


class Seq(MutableSequence):
    def __init__(self, *a):
        self.a = list(a)

    def __getitem__(self, i):
        return self.a[i]

    def __setitem__(self, i, v):
        self.a[i] = v

    def __delitem__(self, i):
        del self.a[i]

    def __len__(self):
        return len(self.a)

    def insert(self, i, v):
        self.a.insert(i, v)


s = Seq(1, 2)
s.append(3)
s.extend([4, 5])
s.reverse()
s += [9]
print(list(s), s.pop(), s.index(3), 4 in s, s.count(1), s.remove(5), list(reversed(s)))


class M(Mapping):
    def __getitem__(self, k):
        if k == "a":
            return 1
        raise KeyError(k)

    def __iter__(self):
        return iter("a")

    def __len__(self):
        return 1


print(dict(M()), M().get("z", 0), "a" in M(), list(M().items()), M() == {"a": 1}, list(M().keys()))


@contextlib.contextmanager
def tag(n):
    print(f"<{n}>", end="")
    yield
    print(f"</{n}>")


@tag("deco")
def f():
    print("body", end="")


f()
with tag("a"), tag("b"):
    print("text", end="")


class C:
    def close(self):
        print("closed")


with contextlib.closing(C()):
    pass
with contextlib.ExitStack() as st:
    st.push(lambda *exc: print("saw", exc[0].__name__) or True)
    st.callback(lambda: print("cb"))
    raise KeyError
try:
    with contextlib.contextmanager(lambda: iter([]))():
        pass
except (RuntimeError, TypeError, AttributeError) as e:
    print(type(e).__name__, e)
@contextlib.contextmanager
def twice():
    yield 1
    yield 2
try:
    with twice():
        pass
except RuntimeError as e:
    print(e)
