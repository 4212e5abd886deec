"""A megamorphic call: many unrelated functions are called at one site, and after that one site each.

`taipan explain examples/apply_all.py` says so, and what to do.
"""

import math


def half(x):
    return x / 2


def increment(x):
    return x + 1


def square(x):
    return x * x


def negate(x):
    return -x


def apply_all(funcs, x):
    out = x
    for f in funcs:  # many unrelated call targets at one site
        out = f(out)
    return out


def apply_each(x):
    out = half(x)
    out = increment(out)
    out = square(out)
    out = negate(out)
    out = abs(out)
    return math.sqrt(out)


functions = [half, increment, square, negate, abs, math.sqrt]
total = 0
for i in range(2000):
    total += apply_all(functions, i)
    total -= apply_each(i)
print(total)
