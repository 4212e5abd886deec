# Containers, classes and namespaces change inside of __hash__, during specialized subscripts and stores.


class Key:
    act = None

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        if Key.act is not None:
            act, Key.act = Key.act, None
            act()
        return self.n

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


def load(d, k):
    return d[k]


def store(d, k, v):
    d[k] = v


def has(c, k):
    return k in c


def during(act, f, *args):
    Key.act = act
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__
    finally:
        Key.act = None


keys = [Key(i) for i in range(8)]
d = {k: k.n for k in keys}
s = set(keys)
for i in range(200):
    load(d, keys[i % 8])
    store(d, keys[i % 8], i)
    has(s, keys[i % 8])
    has(d, keys[i % 8])

print(during(lambda: d.clear(), load, d, keys[0]), len(d))
print(during(lambda: d.update({i: i for i in range(100)}), store, d, keys[1], "x"), len(d), load(d, keys[1]))
print(during(lambda: s.clear(), has, s, keys[2]), len(s))
print(during(lambda: s.update(range(100, 200)), has, s, keys[3]), len(s))
print(during(lambda: d.pop(keys[1]), has, d, keys[1]), len(d))


# The class of the container changes: a subclass of dict gets another __getitem__.
class D(dict):
    def __getitem__(self, k):
        return ("first", dict.get(self, k))


def second(self, k):
    return ("second", dict.get(self, k))


x = D(a=1)
for i in range(100):
    load(x, "a")
print(during(lambda: setattr(D, "__getitem__", second), load, x, keys[0]), load(x, "a"))
x[keys[5]] = 5
print(during(lambda: delattr(D, "__getitem__"), load, x, keys[5]), load(x, "a"))


class Missing(dict):
    def __missing__(self, k):
        return "missing"


m = Missing()
for i in range(100):
    load(m, i)
print(during(lambda: delattr(Missing, "__missing__"), load, m, keys[6]))
print(during(None, load, m, keys[6]))


# An instance's dictionary is replaced, and its class changed, while it is stored into.
class Box:
    pass


class Crate:
    kind = "crate"


def put(b, d, k):
    b.value = d.get(k)
    return b.value, type(b).__name__, getattr(b, "kind", None)


b = Box()
for i in range(200):
    put(b, {keys[0]: i}, keys[0])


def replace():
    b.__class__ = Crate
    b.__dict__ = {"own": 1}


print(during(replace, put, b, {1: 2}, keys[1]), sorted(vars(b)))
for i in range(100):
    put(b, {}, keys[0])
print(during(lambda: setattr(Crate, "value", property(lambda self: "computed")), put, b, {}, keys[0]))
print(put.__name__, vars(b).get("value", "gone"))


# Attributes by a dictionary whose keys are no plain strings.
class Name(str):
    def __hash__(self):
        if Key.act is not None:
            act, Key.act = Key.act, None
            act()
        return str.__hash__(self)


class Open:
    def __init__(self):
        self.one = 1


def read(o):
    return o.one


o = Open()
for i in range(100):
    read(o)
vars(o)[Name("two")] = 2
print(read(o), getattr(o, "two"), during(lambda: vars(o).clear(), has, vars(o), Name("two")))
print(during(None, read, o))
