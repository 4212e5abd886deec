# Classes, dicts and __class__ change inside of comparisons that specialized instructions do.


class Plain:
    rate = 1

    def tell(self):
        return "plain"


class Other:
    rate = 100

    def tell(self):
        return "other"


class Key:
    def __init__(self, n, act=None):
        self.n = n
        self.act = act

    def __hash__(self):
        return 7

    def __eq__(self, other):
        if self.act is not None:
            self.act()
        if isinstance(other, Key) and other.act is not None:
            other.act()
        return self is other


def once(work):
    done = []

    def act():
        if not done:
            done.append(1)
            work()

    return act


def compare(a, b, o):
    return (a == b), o.tell(), o.rate


def change_class_of(o):
    def work():
        o.__class__ = Other

    return work


# The class of an object between the comparison and the method call behind it.
o = Plain()
a, b = Key(1), Key(2)
for i in range(200):
    if i == 150:
        b = Key(3, once(change_class_of(o)))
    r = compare(a, b, o)
    if i in (0, 149, 150, 151, 199):
        print(i, r)


# The method itself.
def retell():
    Plain.tell = lambda self: "retold"
    Plain.rate = 2


o = Plain()
for i in range(200):
    b = Key(4, once(retell)) if i == 120 else Key(5)
    r = compare(a, b, o)
    if i in (119, 120, 121):
        print(i, r)


# A dict that changes while it is looked into.
def look(d, k):
    return k in d, d.get(k), len(d)


def lookup(d, k):
    try:
        return d[k]
    except KeyError:
        return "missing"


keys = [Key(i) for i in range(4)]
d = {k: k.n for k in keys}
for i in range(200):
    if i == 100:
        trap = Key(9, once(lambda: d.clear()))
        print("cleared", lookup(d, trap), len(d))
        d.update({k: k.n for k in keys})
    if i == 130:
        trap = Key(9, once(lambda: d.update({j: j for j in range(50)})))
        print("grown", lookup(d, trap), len(d))
    if i == 160:
        trap = Key(9, once(lambda: d.pop(keys[0], None)))
        print("shrunk", look(d, trap))
    look(d, keys[i % 4]), lookup(d, keys[i % 4])
print(len(d), lookup(d, keys[0]), lookup(d, keys[3]))

# A list that changes while it is searched.
items = [Key(i) for i in range(5)]


def search(xs, x):
    return x in xs, xs.count(x)


for i in range(100):
    search(items, items[i % 5])
trap = Key(10, once(lambda: items.clear()))
print(search(items, trap), len(items))
items = [Key(i) for i in range(5)]
trap = Key(11, once(lambda: items.extend(Key(i) for i in range(20))))
print(search(items, trap), len(items))

# Names: a global comes, goes and is rebound during a comparison.
g = 1


def names(a, b):
    before = g
    equal = a == b
    return before, equal, g, late()


def late():
    return "first"


def rebind():
    global g, late
    g = 2

    def late():
        return "second"


def add():
    globals()["another_%d" % len(globals())] = 1


for i in range(300):
    act = {100: rebind, 150: add, 200: lambda: globals().__setitem__("g", 3)}.get(i)
    r = names(a, Key(1, once(act)) if act else b)
    if i in (99, 100, 101, 150, 151, 200, 201):
        print(i, r)

# A builtin is hidden in the middle of an expression, and shown again.
def hide():
    global len
    len = lambda x: -1


def measure(a, b, xs):
    return len(xs), a == b, len(xs)


for i in range(100):
    measure(a, b, [1])
print(measure(a, Key(1, once(hide)), [1]), measure(a, b, [1]))
del len
print(measure(a, b, [1]))
