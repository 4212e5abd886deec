"""A stable shape: the attributes of a dataclass with slots are read at a fixed place."""

import dis
from dataclasses import dataclass


@dataclass(slots=True)
class Point:
    x: int
    y: int


def norm1(p: Point) -> int:
    return p.x * p.x + p.y * p.y


def instructions(f):
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    return [name for name in names if name.startswith(("LOAD_ATTR", "BINARY_OP"))]


print("before:", *instructions(norm1))
total = 0
for i in range(2000):
    total += norm1(Point(i, i + 1))
print("after: ", *instructions(norm1))
print(total)
