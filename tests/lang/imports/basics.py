import math
import collections.abc
import os.path as osp
from string import ascii_lowercase as low, digits
from collections import OrderedDict, namedtuple as nt
import sys

print(math.pi, collections.abc.Mapping.__name__, osp.join("a", "b"), low[:3], digits, nt.__name__, math.__name__)
print("math" in sys.modules, sys.modules["math"] is math, __name__, type(math).__name__)
P = nt("P", "x y")
print(P(1, 2), P(y=1, x=2).x, P(1, 2)._replace(x=5), P(1, 2)._asdict(), P._fields, P(3, 4) == (3, 4), P(1, 2)[1])


def local_import():
    from math import sqrt, floor as fl
    import json

    return sqrt(16), fl(2.7), json.dumps([1])


print(local_import())
ns = {}
exec("from math import *", ns)
print(ns["cos"](0), "pi" in ns)
import importlib

print(importlib.import_module("math") is math, __import__("os.path").__name__)
import _sibling
from _sibling import value, Thing
import _package.inner as inner
from _package import inner as again, NAME
from _package.sub.leaf import up

print(_sibling.value, value, Thing().hi(), inner.x, again is inner, NAME, up(), _sibling.__name__)
_sibling.value = 99
import _sibling as s2

print(s2.value, value)
try:
    from _sibling import missing
except ImportError as e:
    print(str(e).split(" (")[0])
try:
    import _package.nope
except ModuleNotFoundError as e:
    print(e)
try:
    import _broken
except ZeroDivisionError as e:
    print("broken module", e, "_broken" in sys.modules)
print(_sibling.__getattr__("dyn"), _sibling.dynamic)
import _cycle_a
print(_cycle_a.b_saw, _cycle_a.done)
