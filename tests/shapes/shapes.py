"""Runs each operand shape of a table 60 times and prints what the site installed: family, shape,
instruction. The table is the first argument."""

import sys
import functools
import math
from collections import defaultdict, deque
from fractions import Fraction

import taipan

BIG = 10**30

OPERANDS = {
    "int": (7, 3),
    "bigint": (BIG, BIG + 1),
    "float": (7.5, 2.5),
    "bool": (True, True),
    "str": ("ab", "cd"),
    "bytes": (b"ab", b"cd"),
    "list": ([1, 2], [3]),
    "tuple": ((1, 2), (3,)),
    "set": ({1, 2}, {2}),
    "frozenset": (frozenset((1, 2)), frozenset((2,))),
    "dict": ({1: 2}, {3: 4}),
    "Fraction": (Fraction(1, 2), Fraction(1, 3)),
    "complex": (1 + 2j, 2 - 1j),
}


class Plain:
    def __init__(self):
        self.x = 1

    def m(self):
        return 1

    @property
    def p(self):
        return 1

    @staticmethod
    def s():
        return 1

    @classmethod
    def c(cls):
        return 1

    attribute = 5

    def k(self, a, b=2):
        return a


class Slots:
    __slots__ = ("x",)
    attribute = 5

    def __init__(self):
        self.x = 1

    def m(self):
        return 1


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    attribute = 5


class MetaGet(type):
    def __getattribute__(cls, name):
        return type.__getattribute__(cls, name)


class WithMetaGet(metaclass=MetaGet):
    attribute = 5


class Fallback:
    def __getattr__(self, name):
        return 1


class Override:
    def __getattribute__(self, name):
        return 1


class SetAttr:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


class Item:
    def __getitem__(self, i):
        return i

    def __setitem__(self, i, v):
        pass

    def __call__(self):
        return 1


class Truth:
    def __bool__(self):
        return True


class Length:
    def __len__(self):
        return 1


class Empty:
    pass


class New:
    def __new__(cls):
        return object.__new__(cls)


class Keyword:
    def __init__(self, a=1):
        self.a = a


class Base:
    def m(self):
        return 1


class Derived(Base):
    def m(self):
        return super().m()


def exact(a):
    return a


def default(a, b=1):
    return a


def star(*args):
    return args


def keyword_only(*, a):
    return a


def generator():
    yield 1


def delegate_generator():
    yield from generator()


def delegate_list():
    yield from [1]


def double(**kw):
    return kw


def materialised():
    p = Plain()
    p.__dict__["other"] = 1
    return p


def huge():
    p = Plain()
    for i in range(200):
        setattr(p, f"a{i}", i)
    return p


lambda_ = lambda a: a
some_global = 1


def binary(shape):
    left, sign, right = shape.split(" ")
    f = namespace(f"def f(a, b): return a {sign} b")
    return f, (OPERANDS[left][0], OPERANDS[right][1])


def compare(shape):
    for sign in ("==", "<"):
        if sign in shape:
            left, right = shape.split(sign)
            left, right = ({"None": (None, None)} | OPERANDS)[left][0], \
                ({"None": (None, None)} | OPERANDS)[right][1]
            return namespace(f"def f(a, b): return a {sign} b"), (left, right)


def namespace(source):
    names = dict(globals())
    exec(source, names)
    return names["f"]


def f1(expression, *args):
    """A function of as many arguments whose body is an expression (or a statement)."""
    names = ", ".join("abc"[: len(args)])
    return namespace(f"def f({names}): {expression}"), args


def loop(value):
    return namespace("def f(a):\n  for x in a(): pass"), (value,)


SUBSCRIPTS = {
    "list[int]": f1("return a[b]", [1, 2], 1),
    "list[-1]": f1("return a[-1]", [1, 2]),
    "list[slice]": f1("return a[b]", [1, 2], slice(0, 1)),
    "tuple[int]": f1("return a[b]", (1, 2), 1),
    "tuple[-1]": f1("return a[-1]", (1, 2)),
    "str[int] ascii": f1("return a[b]", "abc", 1),
    "str[int] latin1": f1("return a[b]", "a\xe9\xe8", 1),
    "str[int] BMP": f1("return a[b]", "aa\u20ac", 1),
    "str[-1]": f1("return a[-1]", "abc"),
    "dict[str]": f1("return a[b]", {"k": 1}, "k"),
    "dict[int]": f1("return a[b]", {1: 1}, 1),
    "user __getitem__": f1("return a[b]", Item(), 1),
    "bytes[int]": f1("return a[b]", b"abc", 1),
    "defaultdict": f1("return a[b]", defaultdict(int, k=1), "k"),
    "range[int]": f1("return a[b]", range(5), 1),
    "deque[int]": f1("return a[b]", deque([1, 2]), 1),
}

OTHERS = {
    ("CONTAINS_OP", "x in dict"): f1("return a in b", 1, {1: 2}),
    ("CONTAINS_OP", "x in set"): f1("return a in b", 1, {1}),
    ("CONTAINS_OP", "x in frozenset"): f1("return a in b", 1, frozenset((1,))),
    ("CONTAINS_OP", "x in list"): f1("return a in b", 1, [1]),
    ("CONTAINS_OP", "x in tuple"): f1("return a in b", 1, (1,)),
    ("CONTAINS_OP", "x in str"): f1("return a in b", "a", "abc"),
    ("CONTAINS_OP", "x in range"): f1("return a in b", 1, range(5)),
    ("CONTAINS_OP", "x in dict keys"): f1("return a in b", 1, {1: 2}.keys()),
    ("TO_BOOL", "bool"): f1("return not (a or b)", True, 1),
    ("TO_BOOL", "int"): f1("return not a", 1),
    ("TO_BOOL", "None"): f1("return not a", None),
    ("TO_BOOL", "list"): f1("return not a", [1]),
    ("TO_BOOL", "str"): f1("return not a", "a"),
    ("TO_BOOL", "float"): f1("return not a", 1.5),
    ("TO_BOOL", "dict"): f1("return not a", {1: 2}),
    ("TO_BOOL", "tuple"): f1("return not a", (1,)),
    ("TO_BOOL", "set"): f1("return not a", {1}),
    ("TO_BOOL", "plain object"): f1("return not a", Plain()),
    ("TO_BOOL", "__bool__"): f1("return not a", Truth()),
    ("TO_BOOL", "__len__"): f1("return not a", Length()),
    ("TO_BOOL", "bytes"): f1("return not a", b"a"),
    ("FOR_ITER", "list"): loop(lambda: [1, 2]),
    ("FOR_ITER", "tuple"): loop(lambda: (1, 2)),
    ("FOR_ITER", "range"): loop(lambda: range(3)),
    ("FOR_ITER", "generator"): loop(generator),
    ("FOR_ITER", "dict"): loop(lambda: {1: 2}),
    ("FOR_ITER", "str"): loop(lambda: "ab"),
    ("FOR_ITER", "set"): loop(lambda: {1}),
    ("FOR_ITER", "enumerate"): loop(lambda: enumerate([1])),
    ("FOR_ITER", "zip"): loop(lambda: zip([1], [2])),
    ("FOR_ITER", "dict.items"): loop(lambda: {1: 2}.items()),
    ("FOR_ITER", "map"): loop(lambda: map(abs, [1])),
    ("FOR_ITER", "iter(list) object"): loop(lambda: iter([1])),
    ("UNPACK_SEQUENCE", "2-tuple"): f1("x, y = a", (1, 2)),
    ("UNPACK_SEQUENCE", "2-list"): f1("x, y = a", [1, 2]),
    ("UNPACK_SEQUENCE", "str"): f1("x, y = a", "ab"),
    ("UNPACK_SEQUENCE", "3-tuple"): f1("x, y, z = a", (1, 2, 3)),
    ("LOAD_ATTR", "instance value"): f1("return a.x", Plain()),
    ("LOAD_ATTR", "instance w/ materialised dict"): f1("return a.x", materialised()),
    ("LOAD_ATTR", "instance, huge dict"): f1("return a.x", huge()),
    ("LOAD_ATTR", "slot"): f1("return a.x", Slots()),
    ("LOAD_ATTR", "module attr"): f1("return a.pi", math),
    ("LOAD_ATTR", "class attr via type"): f1("return a.attribute", Plain),
    ("LOAD_ATTR", "class attr, metaclass"): f1("return a.attribute", WithMeta),
    ("LOAD_ATTR", "class attr, metaclass __getattribute__"): f1("return a.attribute", WithMetaGet),
    ("LOAD_ATTR", "property"): f1("return a.p", Plain()),
    ("LOAD_ATTR", "non-descr class attr on inst (dict type)"): f1("return a.attribute", Plain()),
    ("LOAD_ATTR", "non-descr class attr on slots inst"): f1("return a.attribute", Slots()),
    ("LOAD_ATTR", "method as value"): f1("return a.m", Plain()),
    ("LOAD_ATTR", "__getattr__ fallback"): f1("return a.missing", Fallback()),
    ("LOAD_ATTR", "__getattribute__ override"): f1("return a.x", Override()),
    ("LOAD_ATTR", "builtin method"): f1("return a.append", []),
    ("LOAD_ATTR", "builtin int attr"): f1("return a.real", 5),
    ("STORE_ATTR", "instance"): f1("a.x = 2", Plain()),
    ("STORE_ATTR", "slots"): f1("a.x = 2", Slots()),
    ("STORE_ATTR", "materialised dict"): f1("a.x = 2", materialised()),
    ("STORE_ATTR", "__setattr__ override"): f1("a.x = 2", SetAttr()),
    ("STORE_SUBSCR", "list[int]="): f1("a[0] = 2", [1]),
    ("STORE_SUBSCR", "dict[k]="): f1("a['k'] = 2", {}),
    ("STORE_SUBSCR", "bytearray"): f1("a[0] = 2", bytearray(2)),
    ("STORE_SUBSCR", "user __setitem__"): f1("a[0] = 2", Item()),
    ("CALL", "py exact"): f1("return exact(1)"),
    ("CALL", "py default"): f1("return default(1)"),
    ("CALL", "py *args"): f1("return star(1)"),
    ("CALL", "py lambda"): f1("return lambda_(1)"),
    ("CALL", "type(x)"): f1("return type(1)"),
    ("CALL", "str(x)"): f1("return str(1)"),
    ("CALL", "tuple(x)"): f1("return tuple(a)", [1]),
    ("CALL", "int(x)"): f1("return int(a)", "1"),
    ("CALL", "list(x)"): f1("return list(a)", (1,)),
    ("CALL", "len(x)"): f1("return len(a)", [1]),
    ("CALL", "isinstance"): f1("return isinstance(a, int)", 1),
    ("CALL", "ord (O)"): f1("return ord(a)", "a"),
    ("CALL", "max (fast+kw)"): f1("return max(a, 1)", 2),
    ("CALL", "getattr (fast)"): f1("return getattr(a, 'real')", 2),
    ("CALL", "print-like fast kw"): f1("return sorted(a)", [1]),
    ("CALL", "class w/ __init__"): f1("return Plain()"),
    ("CALL", "class no init"): f1("return Empty()"),
    ("CALL", "class w/ __new__"): f1("return New()"),
    ("CALL", "functools.partial"): f1("return a()", functools.partial(exact, 1)),
    ("CALL", "bound method obj"): f1("return a()", Plain().m),
    ("CALL", "callable instance"): f1("return a()", Item()),
    ("CALL", "generator fn"): f1("return generator()"),
    ("CALL", "min vararg"): f1("return min(a, 1, 2)", 3),
    ("CALL_KW", "py kw"): f1("return default(a=1)"),
    ("CALL_KW", "py kwonly"): f1("return keyword_only(a=1)"),
    ("CALL_KW", "bound kw"): f1("return a(1, b=2)", Plain().k),
    ("CALL_KW", "builtin kw"): f1("return sorted(a, reverse=True)", [1]),
    ("CALL_KW", "class kw"): f1("return Keyword(a=1)"),
    ("CALL_FUNCTION_EX", "py *args call"): f1("return exact(*a)", (1,)),
    ("CALL_FUNCTION_EX", "builtin *args call"): f1("return len(*a)", ([1],)),
    ("CALL_FUNCTION_EX", "py **kw call"): f1("return double(**a)", {"x": 1}),
    ("LOAD_GLOBAL", "module global"): f1("return some_global"),
    ("LOAD_GLOBAL", "builtin"): f1("return len"),
    ("LOAD_SUPER_ATTR", "super().m()"): (Derived.m, (Derived(),)),
    ("SEND", "yield from gen"): (delegate_generator, ()),
    ("SEND", "yield from list"): (delegate_list, ()),
}

CALLS = {
    "method call, dict inst": f1("return a.m()", Plain()),
    "method call, slots inst": f1("return a.m()", Slots()),
    "method call, materialised dict": f1("return a.m()", materialised()),
    "list.append call": f1("return a.append(1)", []),
    "str.upper": f1("return a.upper()", "a"),
    "staticmethod": f1("return a.s()", Plain()),
    "classmethod": f1("return a.c()", Plain()),
    "module func": f1("return a.sin(1.0)", math),
}


def example(family, shape):
    if shape in CALLS:
        return CALLS[shape]
    if family == "COMPARE_OP":
        return compare(shape)
    if family == "BINARY_OP":
        return SUBSCRIPTS.get(shape) or binary(shape)
    return OTHERS[family, shape]


def installed(family, f):
    """What stands at the last site of the family; a family without sites stays itself."""
    found = [site["installed"] for site in taipan.sites(f) if site["family"] == family]
    return found[-1] if found else family


for row in open(sys.argv[1]).read().splitlines():
    family, shape, _ = row.split("\t")
    f, args = example(family, shape)
    for _ in range(60):
        result = f(*args)
        if family == "SEND":
            list(result)
    print(family, shape, installed(family, f), sep="\t")
