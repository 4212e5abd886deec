# Every function, method and attribute of every builtin class, called on instances of its own and of other classes,
# with arguments that fit and that do not: values or exceptions. Prints how many calls there were.
import array
import collections
import decimal
import functools
import io
import itertools
import re
import struct
import sys
import threading
import types
import weakref

for name in "ast asyncio contextvars csv datetime hashlib json marshal operator pickle queue random select socket " \
        "string.templatelib time typing unicodedata zlib".split():
    __import__(name)


class C:
    pass


class D(C):
    __slots__ = ("q",)


def generator(*a):
    yield 1


async def coroutine():
    return 1


def instances():
    return [
        1, -5, 2**70, 1.5, 1j, True, None, ..., NotImplemented, "ab", "\u0101", b"ab", bytearray(b"xy"), [1, 2], (1, 2),
        {1: 2}, {1}, frozenset([1]), range(3), slice(1, 2), C(), D(), C, type, object, sys, len, "a".join, str.join,
        [].append, int.__add__, (1).__add__, lambda *a, **k: a, generator(), coroutine(), memoryview(b"ab"), iter([1]),
        iter({}), iter("a"), iter((1,)), reversed([1]), {}.keys(), {}.items(), enumerate([1]), zip([1]), map(len, [[]]),
        filter(None, [1]), property(len), staticmethod(len), classmethod(len), super(D, D()), int | str, list[int],
        generator.__code__, types.MappingProxyType({}), types.SimpleNamespace(a=1), types.CellType(1), weakref.ref(C),
        array.array("d", [1.5]), re.compile("a"), re.match("a", "a"), collections.deque([1]),
        collections.defaultdict(int), collections.OrderedDict(a=1), itertools.count(), itertools.chain([1]),
        functools.partial(int), functools.lru_cache(len), io.BytesIO(b"a"), io.StringIO("a"), decimal.Decimal(1),
        struct.Struct("i"), ValueError(1), KeyError("a"), OSError(2, "x"), ExceptionGroup("a", [ValueError(1)]),
        C.__dict__, type.__dict__["__mro__"], threading.Lock(), itertools.tee([1])[0], itertools.groupby([1]),
        itertools.product([1], [2]),
    ]


# Of two kinds: they wait, or end or change what this program itself runs on.
LEFT_OUT = {"acquire", "acquire_lock", "wait", "join_thread", "__enter__", "_at_fork_reinit", "breakpoint", "__class__"}
ARGUMENTS = [(), (1,), ("ab",), ([1],), (None, None), (C, 1), (1, 2, 3)]

classes, todo = [], [object]
while todo:
    c = todo.pop()
    if not any(c is known for known in classes):
        classes.append(c)
        todo += type.__subclasses__(c)
classes = [c for c in classes if not c.__flags__ & 1 << 9]

calls = 0


def attempt(f, *args):
    global calls
    calls += 1
    try:
        made = f(*args)
    except BaseException:
        return
    if type(made) in classes and type(made).__module__ != "_io":
        for look in (repr, hash, bool):
            try:
                look(made)
            except BaseException:
                pass


for c in classes:
    for args in ARGUMENTS:
        attempt(c, *args)
    pool = instances()
    for name, f in list(c.__dict__.items()):
        if name in LEFT_OUT or not hasattr(type(f), "__get__"):
            continue
        for x in pool:
            attempt(type(f).__get__, f, x)
            attempt(type(f).__get__, f, x, type(x))
            if hasattr(type(f), "__set__"):
                attempt(type(f).__set__, f, x, 1)
                attempt(type(f).__delete__, f, x)
            if not callable(f):
                continue
            attempt(f, x, x)
            for args in ARGUMENTS:
                attempt(f, x, *args)
print(len(classes), calls)
