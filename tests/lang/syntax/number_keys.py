# Signed and complex numbers as keys of mapping patterns.
from math import copysign


def which(subject):
    match subject:
        case {-1: x}:
            return "int", x
        case {-1.5: x, 2: y}:
            return "float", x, y
        case {-2j: x}:
            return "imaginary", x
        case {1 + 3j: x}:
            return "sum", x
        case {-1 - 3j: x}:
            return "difference", x
        case {-0 - 0j: x}:
            return "zero", x
        case {-1180591620717411303424: x}:
            return "large", x


for subject in (
    {-1: 1},
    {-1.5: 2, 2: 3},
    {-2j: 4},
    {1 + 3j: 5},
    {-1 - 3j: 6},
    {0: 7},
    {-(1 << 70): 8},
    {-1.0: 9},
    {2: 1},
):
    print(subject, which(subject))


class Keys:
    """Shows the keys that a pattern asks for."""

    def __init__(self):
        self.asked = []

    def __len__(self):
        return 4

    def keys(self):
        return []

    def get(self, key, default=None):
        self.asked.append(key)
        return 1

    def __getitem__(self, key):
        return 1


import collections.abc

collections.abc.Mapping.register(Keys)
k = Keys()
match k:
    case {-1: a, -0.0: b, -1j: d, 5 - 0j: e}:
        parts = [(v.real, copysign(1, v.real), v.imag, copysign(1, v.imag)) for v in k.asked]
        print([type(v).__name__ for v in k.asked], parts)
