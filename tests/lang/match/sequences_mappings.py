def seq(x):
    match x:
        case []:
            return "empty"
        case [a]:
            return f"one {a}"
        case [1, 2, *rest]:
            return f"1 2 rest={rest}"
        case [first, *_, last] if first == last:
            return f"bookends {first}"
        case [[a, b], c]:
            return f"nested {a} {b} {c}"
        case (a, b) | (a, b, _):
            return f"two/three {a} {b}"
        case [*all_]:
            return f"all {all_}"
        case _:
            return "not a sequence"


for x in ([], (), [5], (1, 2), [1, 2, 3, 4], [7, 0, 7], [[1, 2], 3], [8, 9], (8, 9, 10), [1, 3, 5, 7], "ab", b"ab", range(2), {1: 2}, {1}, iter([1]), 5):
    print(type(x).__name__, seq(x))


def mapping(x):
    match x:
        case {}if not x:
            return "empty"
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": "rect", "w": w, "h": h, **rest}:
            return f"rect {w}x{h} {rest}"
        case {"pos": [x0, y0], "tag": ("a" | "b") as tag}:
            return f"pos {x0} {y0} {tag}"
        case {1: v, None: n}:
            return f"keys {v} {n}"
        case {"type": t}:
            return f"type {t}"
        case {**everything}:
            return f"any {everything}"
        case _:
            return "not a mapping"


for x in ({}, {"type": "circle", "r": 2}, {"type": "rect", "w": 1, "h": 2, "z": 3}, {"pos": (3, 4), "tag": "b"}, {"pos": (3, 4), "tag": "c"}, {1: "v", None: "n"}, {"type": "tri"}, {"q": 1}, [], "x"):
    print(mapping(x))
from collections import deque, OrderedDict, defaultdict

print(seq(deque([1, 2, 3])), mapping(OrderedDict(type="x")), mapping(defaultdict(int, q=1)))
match {"a": [1, {"b": (2, 3)}]}:
    case {"a": [_, {"b": (x, y)}]}:
        print(x, y)
