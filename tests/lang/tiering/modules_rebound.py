# Functions that are called through a module: names of it are set, deleted and shadowed while loops are hot, functions
# get other code and defaults, and another module takes its place.
import sys
import types


def module(name, source):
    m = types.ModuleType(name)
    exec(source, m.__dict__)
    sys.modules[name] = m
    return m


tools = module(
    "tools",
    """
scale = 3
def double(x): return x + x
def scaled(x, by=2): return x * by + scale
def fails(x): raise ValueError("fails")
class Box:
    def __init__(self, x): self.x = x
    def get(self): return self.x
""",
)
other = module("other", "scale = 5\ndef double(x): return ('other', x)\ndef scaled(x): return -x")


def run(n, at, act):
    seen = []
    last = None
    for i in range(n):
        if i == at:
            act()
        try:
            now = (type(tools.double(i)).__name__, tools.scaled(1), tools.scale)
        except Exception as e:
            now = (type(e).__name__, str(e), e.__traceback__.tb_next is not None)
        if now != last:
            seen.append((i, now))
            last = now
    return seen


def rebind(name, value):
    return lambda: setattr(tools, name, value)


plain = tools.double
print(run(300, 200, rebind("double", lambda x: str(x))))
print(run(300, 200, rebind("double", plain)))
print(run(300, 200, rebind("double", len)))
print(run(300, 200, rebind("double", abs)))
print(run(300, 200, rebind("double", tools.Box)))
print(run(300, 200, lambda: delattr(tools, "double")))
print(run(300, 200, rebind("double", plain)))
print(run(300, 200, rebind("scale", 10)))
print(run(300, 200, rebind("scale", 1 << 70)))
print(run(300, 200, lambda: setattr(tools.scaled, "__defaults__", (7,))))
print(run(300, 200, lambda: setattr(tools.scaled, "__code__", (lambda x, by: (x, by)).__code__)))
print(run(300, 200, rebind("double", tools.fails)))
tools.double = plain


def becomes_other():
    global tools
    tools = other


def and_back(m):
    def act():
        global tools
        tools = m

    return act


first = tools
print(run(300, 150, becomes_other))
print(run(300, 150, and_back(first)))


class Proxy:
    scale = 0

    def double(self, x):
        return [x]

    @staticmethod
    def scaled(x):
        return None


print(run(300, 150, and_back(Proxy())))
print(run(300, 150, and_back(first)))


# A module that computes names that it lacks, and one with another class.
def missing(name):
    if name == "triple":
        return lambda x: x * 3
    raise AttributeError(f"no {name} here")


tools.__getattr__ = missing


def triples(n, at, act):
    total = []
    for i in range(n):
        if i == at:
            act()
        v = tools.triple(i)
        if i in (0, at - 1, at, n - 1):
            total.append(v)
    return total


print(triples(300, 200, rebind("triple", lambda x: -x)))
print(triples(300, 200, lambda: delattr(tools, "triple")))


class Counting(types.ModuleType):
    reads = 0

    def __getattribute__(self, name):
        if not name.startswith("__"):
            Counting.reads += 1
        return super().__getattribute__(name)


def becomes_counting():
    tools.__class__ = Counting


print(run(300, 200, becomes_counting), Counting.reads)

# Native functions, by themselves and in the place of each other.
import math


def roots(n, at, act):
    total = 0.0
    for i in range(n):
        if i == at:
            act()
        total += math.sqrt(i) + math.fabs(-i) + math.gcd(i, 12)
    return round(total, 6)


sqrt = math.sqrt
print(roots(300, 1000, None))
print(roots(300, 200, lambda: setattr(math, "sqrt", math.cbrt)))
print(roots(300, 200, lambda: setattr(math, "sqrt", lambda x: x / 2)))
print(roots(300, 200, lambda: setattr(math, "sqrt", int)))
math.sqrt = sqrt
print(roots(300, 200, lambda: setattr(math, "sqrt", sqrt)))
del math.sqrt
try:
    roots(10, 20, None)
except AttributeError as e:
    print(e)
math.sqrt = sqrt
