"""A site that is specialized, perturbed, and specialized anew.

Ten calls with floats miss and change nothing: a site is specialized anew at its 53rd miss.
"""

import dis


def agg(a, b):
    return a + b


def installed(f):
    """The instruction that stands for the addition now."""
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    return next(name for name in names if name.startswith("BINARY_OP"))


for _ in range(2000):
    agg(1, 2)
print("2000 calls with ints:      ", installed(agg))

for _ in range(10):
    agg(1.0, 2.0)
print("then 10 with floats:       ", installed(agg))

for _ in range(2000):
    agg(1, 2)
print("then 2000 with ints:       ", installed(agg))

for _ in range(53):
    agg(1.0, 2.0)
print("then 53 with floats:       ", installed(agg))

for _ in range(2000):
    agg(1, 2)
print("then 2000 with ints again: ", installed(agg))

dis.dis(agg, adaptive=True)
