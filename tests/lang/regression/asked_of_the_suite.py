# What CPython's own tests asked of us: small things from all over the library.
import collections
import copy
import dataclasses
import enum
import functools
import hashlib
import math
import operator
import types
from collections import OrderedDict


class S(str):
    def __str__(self):
        return "own"


s = S("text")
print(f"{s}", "{}".format(s), format(s), f"{s:>6}", "%s" % s, str.__format__(s, ""))


class E(enum.StrEnum):
    A = "a"

    def __str__(self):
        return self.name * 2


print(f"{E.A}", format(E.A))


class Slotted:
    __slots__ = ("x",)
    x: int


print(isinstance(Slotted.x, types.MemberDescriptorType))
try:
    dataclasses.dataclass(Slotted)()
except TypeError as e:
    print(e)


class Sub(property):
    """A subclass."""


class Base:
    @Sub
    def spam(self):
        """getter"""

    @spam.setter
    def spam(self, v):
        pass


class Derived(Base):
    @Base.spam.getter
    def spam(self):
        """derived getter"""


print(Base.spam.__doc__, Derived.spam.__doc__)


class NoPlace(property):
    __slots__ = ()


print(NoPlace(None, doc="x").__doc__)
try:
    NoPlace(Base.spam.fget)
except AttributeError as e:
    print(type(e).__name__)

od = OrderedDict(a=1, b=2)
od.x = [1]
print(od.pop("z", default=5), od.setdefault("q", default=6), od.copy().__dict__, copy.copy(od).__dict__)
try:
    od.pop("nowhere")
except KeyError as e:
    print(repr(e))


class Counting(int):
    hashed = 0

    def __hash__(self):
        Counting.hashed += 1
        return int(self)


d = dict.fromkeys(map(Counting, range(5)))
count = Counting.hashed
new = set(d), frozenset(d), dict.fromkeys(set(d)), dict.fromkeys(d, 1), set(frozenset(d)), dict(d)
print(Counting.hashed - count, [len(x) for x in new])

for base in tuple, frozenset, filter, reversed, float, list, set:
    class Plain(base):
        pass

    class Taking(base):
        def __init__(self, *args, **kwargs):
            pass

    for cls in Plain, Taking:
        try:
            cls(nonsense=1)
            print(cls.__name__, "made")
        except TypeError as e:
            print(cls.__name__, e)

numbers = []
print(numbers.__add__ == numbers.__add__, numbers.__add__ == [].__add__, numbers.__add__ != numbers.__mul__)
print(hash(numbers.__len__) == hash(numbers.__len__))


class Plain:
    pass


p = Plain()
p.x = 1
old = p.__dict__
del p.__dict__
print(p.__dict__, old)
try:
    del print.__dict__
except (AttributeError, TypeError) as e:
    print(type(e).__name__)
for cls in type, Plain, int:
    try:
        cls.__abstractmethods__
    except AttributeError as e:
        print(e)


class Watched:
    def __reversed__(self):
        return "backwards"

    def __getattribute__(self, name):
        print("asked for", name)
        return object.__getattribute__(self, name)


print(reversed(Watched()))
for status in (42,), (1, 2), None, "x", 3, ():
    try:
        raise SystemExit(status) if status == "x" else __import__("sys").exit(status)
    except SystemExit as e:
        print(e.code, e.args)

print(math.asinh(1.3927819858239114e308), math.atanh(-0.9999999999999999), math.acosh(1.0000000001))
print(repr(ExceptionGroup("a", (TypeError(1),))), repr(ExceptionGroup("a", [TypeError(1)])))
try:
    try:
        raise TypeError(1)
    except* TypeError:
        raise
except BaseException as e:
    print(repr(e))
(starred,) = (*tuple[int],),
print(copy.deepcopy(starred), starred)
m = types.ModuleType("foo")
print(m.__annotations__, "__annotations__" in m.__dict__, m.__annotate__)
m.__annotations__ = {"x": int}
print(m.__annotations__)
del m.__annotations__
try:
    del m.__annotations__
except AttributeError:
    print("nothing to delete")


class Bytes(bytearray):
    __slots__ = ("x", "__dict__")


b = Bytes(b"abc")
b.x, b.y = 10, 11
print(copy.copy(b).x, copy.copy(b).y, copy.deepcopy(b))
view = memoryview(b"abc")
known = hash(view)
view.release()
print(hash(view) == known)


class Encoded(str):
    def __bytes__(self):
        return b"encoded"


class BytesSub(bytes):
    pass


print(bytes(Encoded("a")), BytesSub(Encoded("b")))
for source in (
    "{-1: a, -1: b}",
    "{1: a, 1: b}",
    "{'a': a, 'a': b}",
    "{1: a, True: b}",
    "{0: a, -0: b}",
    "{0: a, 0.0: b}",
    "{0: a, 0j: b}",
    "{1+0j: a, 1: b}",
    "{None: a, None: b}",
    "{b'a': a, b'a': b}",
    "[{9007199254740993: a, 9007199254740992: b}, {'q': c}]",
    "{A.b: a, A.b: b}",
):
    try:
        compile(f"match 1:\n case {source}: pass", "x", "exec")
        print("fine")
    except SyntaxError as e:
        print(e, e.lineno, e.offset, e.end_offset)
print(hashlib.new("sha256", b"x").hexdigest()[:8])

import re

for a, b in ("\ufb05", "\ufb06"), ("\u017f", "s"), ("[\ufb04-\ufb05]", "\ufb06"), ("\u1e9e", "\u00df"), ("\u0390", "\u1fd3"):
    print(ascii(a), ascii(b), bool(re.match(a, b, re.I)), bool(re.match(b, a, re.I)))
