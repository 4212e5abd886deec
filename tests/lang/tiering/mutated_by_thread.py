# oracle: python3.11
# Classes, dicts and __class__ change in another thread, in the middle of specialized operations.
import threading


class A:
    rate = 1

    def tell(self):
        return "A"


class B:
    rate = 2

    def tell(self):
        return "B"


class Key:
    def __init__(self, n, act=None):
        self.n = n
        self.act = act

    def run(self):
        if self.act is not None:
            act, self.act = self.act, None
            thread = threading.Thread(target=act)
            thread.start()
            thread.join()

    def __hash__(self):
        self.run()
        return self.n

    def __eq__(self, other):
        self.run()
        other.run()
        return self.n == other.n

    def __lt__(self, other):
        self.run()
        return self.n < other.n


def change_class():
    o.__class__ = B


def change_method():
    B.tell = lambda self: "thread"
    B.rate = 3


def call(o, a, b):
    return a == b, o.tell(), o.rate


o = A()
key = Key(1)
for i in range(300):
    act = {100: change_class, 200: change_method}.get(i)
    r = call(o, key, Key(2, act))
    if i in (99, 100, 101, 199, 200, 201):
        print(i, r)


def load(d, k):
    try:
        return d[k]
    except KeyError:
        return "missing"


d = {Key(i): i for i in range(8)}
keys = list(d)
for i in range(200):
    load(d, keys[i % 8])
print(load(d, Key(3, d.clear)), len(d))
d.update((k, k.n) for k in keys)
print(load(d, Key(3, lambda: d.update((Key(i), i) for i in range(8, 100)))), len(d))

g = 1


def names(k):
    return g, k == key, g


def rebind():
    global g
    g += 1


def add():
    globals()["added"] = True


for i in range(200):
    r = names(Key(1, {100: rebind, 150: add}.get(i)))
    if i in (99, 100, 101, 150, 151):
        print(i, r)


def ordered(xs):
    return [k.n for k in sorted(xs)]


xs = [Key(n) for n in (3, 1, 2)]
for i in range(100):
    ordered(xs)


def reverse():
    Key.__lt__ = lambda a, b: a.n > b.n


for x in xs:
    x.act = reverse
print(sorted(ordered(xs)), ordered(xs))


def loop(items, at, act):
    n = 0
    for x in items:
        n += 1
        if x == at:
            thread = threading.Thread(target=act)
            thread.start()
            thread.join()
    return n


items = list(range(200))
print(loop(items, 150, items.clear), len(items))
table = dict.fromkeys(range(200))
try:
    loop(table, 150, lambda: table.update(new=1))
except RuntimeError as e:
    print(e)
