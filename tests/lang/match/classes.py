from dataclasses import dataclass
from enum import Enum


@dataclass
class Point:
    x: int
    y: int


class Plain:
    __match_args__ = ("a", "b")

    def __init__(self, a, b, c=0):
        self.a, self.b, self.c = a, b, c


class Op(Enum):
    ADD = 1
    SUB = 2


def f(v):
    match v:
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return f"on y axis at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case Plain(1, b=2):
            return "plain 1 2"
        case Plain(a, Point(px, _) as p, c=c):
            return f"plain {a} {px} {p} {c}"
        case Plain(a, b):
            return f"plain {a} {b}"
        case Op.ADD | Op.SUB as op:
            return op.name
        case [Point(x=a), Point(x=b)]:
            return f"pair {a} {b}"
        case int(n) | str(n):
            return f"{type(n).__name__} {n}"
        case float(real=r):
            return f"float {r}"
        case _:
            return "?"


for v in (Point(0, 0), Point(0, 5), Point(3, 3), Point(1, 2), Plain(1, 2), Plain(9, Point(7, 8), 5), Plain(3, 4), Op.SUB, [Point(1, 2), Point(3, 4)], 5, "s", 2.5, None):
    print(f(v))
for source in ("case Point(1, 2, 3): pass", "case Plain(1, a=1): pass", "case NoArgs(1): pass", "case x5(): pass"):
    ns = {"Point": Point, "Plain": Plain, "NoArgs": type("NoArgs", (), {}), "x5": 5}
    try:
        subject = "Point(1, 2)" if "Point" in source else "Plain(1, 2)" if "Plain" in source else "NoArgs()" if "NoArgs" in source else "1"
        exec(f"match {subject}:\n    {source}", ns)
        print("no error")
    except TypeError as e:
        print(e)


def evaluate(e):
    match e:
        case ("num", n):
            return n
        case ("+" | "*" as op, l, r):
            a, b = evaluate(l), evaluate(r)
            return a + b if op == "+" else a * b
        case ("neg", x):
            return -evaluate(x)


print(evaluate(("+", ("num", 2), ("*", ("num", 3), ("neg", ("num", 4))))))
