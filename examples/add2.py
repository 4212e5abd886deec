"""The article's first session: a function before and after its warm-up.

`dis` shows specialized instructions with adaptive=True (CPython 3.12 and later).
"""

import dis


def add2(a, b):
    return a + b


print("before:")
dis.dis(add2, adaptive=True, show_caches=True)

for _ in range(2000):
    add2(1, 2)

print("\nafter:")
dis.dis(add2, adaptive=True, show_caches=True)
