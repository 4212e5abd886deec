import gc
import weakref


class Node:
    live = 0

    def __init__(self, name):
        self.name = name
        self.refs = []


class Finalized:
    log = []

    def __init__(self, n):
        self.n = n

    def __del__(self):
        Finalized.log.append(self.n)


def cycle(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.refs.append(b)
    return weakref.ref(nodes[0])


def many():
    return [cycle(10) for _ in range(50)]


refs = many()
gc.collect()
gc.collect()
# A conservative stack may keep a few of them.
print(sum(r() is not None for r in refs) <= 2)
keep = Node("kept")
r = weakref.ref(keep)
gc.collect()
print(r() is keep, r().name, r == weakref.ref(keep), weakref.getweakrefcount(keep) >= 1)


def make_finalized():
    for i in range(100):
        Finalized(i)


make_finalized()
gc.collect()
gc.collect()
print(len(Finalized.log) >= 98, len(set(Finalized.log)) == len(Finalized.log))
d = weakref.WeakValueDictionary()
d["k"] = keep
gc.collect()
print(d["k"].name, len(d), "k" in d)
s = weakref.WeakSet([keep])
print(keep in s, [n.name for n in s])
for bad in (5, "text", None, (1,)):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)
p = weakref.proxy(keep)
print(p.name)
p.name = "via proxy"
print(keep.name)
f = weakref.finalize(keep, print, "finalized")
print(f.alive, f.detach() is not None, f.alive)
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), type(gc.collect()).__name__)
