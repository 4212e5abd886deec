"""A name by way of a module, by a global, and by a local that is bound before the loop.

Each is specialized; a local needs no guard at all.
"""

import dis
import math
from math import sqrt


def by_module(xs):
    total = 0.0
    for x in xs:
        total += math.sqrt(x)
    return total


def by_global(xs):
    total = 0.0
    for x in xs:
        total += sqrt(x)
    return total


def by_local(xs):
    root = math.sqrt
    total = 0.0
    for x in xs:
        total += root(x)
    return total


def instructions(f):
    """What loads and calls the root, in the loop."""
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    loop = names[next(i for i, name in enumerate(names) if name.startswith("FOR_ITER")) + 1 :]
    return [n for n in loop if n.startswith(("LOAD_GLOBAL", "LOAD_ATTR", "CALL"))]


numbers = [float(n) for n in range(200)]
for f in by_module, by_global, by_local:
    for _ in range(20):
        total = f(numbers)
    print(f"{f.__name__:10} {total:.6f}", *instructions(f))

# A global that is rebound keeps its keys; one that is added does not, and the site misses once.
sqrt = math.sqrt
print(by_global(numbers) == total)
another = 1
print(by_global(numbers) == total)
