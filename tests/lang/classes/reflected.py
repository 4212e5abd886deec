log = []


class Base:
    def __init__(self, name):
        self.name = name


def make(name, ops, bases=(Base,)):
    ns = {}
    for op, result in ops.items():
        def method(self, other, op=op, result=result):
            log.append(f"{name}.{op}")
            return result
        ns[f"__{op}__"] = method
    return type(name, bases, ns)


N = NotImplemented
L = make("L", {"add": "L.add", "sub": N, "lt": N, "eq": N, "iadd": N, "le": "L.le"})
R = make("R", {"radd": "R.radd", "rsub": "R.rsub", "gt": "R.gt", "eq": N, "add": N})
S = make("S", {"radd": "S.radd", "add": "S.add", "lt": "S.lt", "gt": "S.gt", "eq": "S.eq"}, (L,))
l, r, s = L("l"), R("r"), S("s")
tests = {
    "l + r": lambda: l + r, "l - r": lambda: l - r, "l + s": lambda: l + s, "s + l": lambda: s + l, "l < r": lambda: l < r, "l > s": lambda: l > s, "l < s": lambda: l < s,
    "l == r": lambda: l == r, "l != r": lambda: l != r, "l == l": lambda: l == l, "l == s": lambda: l == s, "1 + r": lambda: 1 + r, "1 + l": lambda: 1 + l, "r + 1": lambda: r + 1,
    "r + r": lambda: r + r, "l <= r": lambda: l <= r, "r >= l": lambda: r >= l, "1.5 + r": lambda: 1.5 + r, "'a' + r": lambda: "a" + r, "[] + r": lambda: [] + r, "[] * r": lambda: [] * r, "'%s' % r": lambda: "%d" % 3,
}
for text, test in tests.items():
    log.clear()
    try:
        result = test()
    except TypeError as error:
        result = f"TypeError {error}"
    print(text, "->", result, log)
log.clear()
x = l
x += r
print(x, log)


class InPlace:
    def __init__(self):
        self.items = []

    def __iadd__(self, o):
        self.items.append(o)
        return self

    def __imul__(self, o):
        return "replaced"


i = j = InPlace()
i += 1
i += 2
print(i is j, j.items)
i *= 3
print(i)


class SubInt(int):
    def __add__(self, o):
        return "SubInt.add"

    def __radd__(self, o):
        return "SubInt.radd"

    def __eq__(self, o):
        return "SubInt.eq"

    def __lt__(self, o):
        return "SubInt.lt"

    def __gt__(self, o):
        return "SubInt.gt"


n = SubInt(1)
print(n + 1, 1 + n, n + n, 1 == n, n == 1, 1 < n, n < 1, n - 1, 2.0 + n, n + 2.0)


class OldStyle:
    def __lt__(self, o):
        return "lt"

    def __eq__(self, o):
        return "eq"


o = OldStyle()
print(o < 1, 1 > o, o == 1, 1 == o, o != 1, bool(o in [1]), [o] == [2])
