"""Hashes of tuples, and dicts of instances, that are kept for a while: nobody may see it."""

import collections
import gc


class Counted:
    asked = 0

    def __hash__(self):
        Counted.asked += 1
        return 5


inner = (1, "a", (2.5, b"c", None), 1 << 80)
print(hash(inner) == hash((1, "a", (2.5, b"c", None), 1 << 80)), hash(inner) == hash(inner))
Pair = collections.namedtuple("Pair", "a b")
print(hash(Pair(1, (2, 3))) == hash((1, (2, 3))), hash((Pair(1, 2),)) == hash(((1, 2),)))


class Own(tuple):
    def __hash__(self):
        return tuple.__hash__(self) + 1


own = Own((1, 2))
print(hash(own) == hash((1, 2)) + 1, hash((own,)) == hash(((1, 2),)), hash((own,)) == hash((own,)))
for bad in ((1, []), ((1, {}), 2)):
    try:
        hash(bad)
    except TypeError as e:
        print(e)

# Addresses are used again after a collection.
seen = {}
for round in range(5):
    for i in range(2000):
        key = (i, (i + round, str(i)))
        seen[key] = seen.get(key, 0) + 1
        assert hash(key) == hash((i, (i + round, str(i))))
    gc.collect()
print(len(seen), max(seen.values()))

print((b"a", b"b") == (b"a", b"b"), (b"a", 1) == (b"a", 2), (1, 2) != (1, 2, 3), (float("nan"),) == (float("nan"),))
nan = float("nan")
print((nan,) == (nan,), ((1, nan),) == ((1, nan),), (1, 2) == (1.0, True + 1), b"a" == "a", (b"a",) == ("a",))


class Many:
    def __init__(self, n):
        for i in range(n):
            setattr(self, f"a{i}", i)


for n in (0, 1, 8, 9, 22, 40):
    for k in range(4):
        o = Many(n)
        d = vars(o)
        assert d == {f"a{i}": i for i in range(n)} and list(d) == [f"a{i}" for i in range(n)]
        d["z"] = 1
        o.y = 2
        assert o.z == 1 and d["y"] == 2 and len(d) == n + 2
        p = Many(n)
        if n:
            del o.a0, p.a0
            o.a0 = "again"
            assert list(d)[-1] == "a0" and "a0" not in vars(p) and len(vars(p)) == n - 1
for n in [*range(20), 100, 1000]:
    d = {i: str(i) for i in range(n)}
    c = d.copy()
    c[-1] = 0
    assert -1 not in d and len(c) == n + 1 and all(c[i] == str(i) for i in range(n))
    for i in range(n // 2):
        del c[i]
    e = c.copy()
    for i in range(2 * n):
        e["k", i] = i
    assert (n == 0 or e != c) and all(e["k", i] == i for i in range(2 * n))
print("ok")
