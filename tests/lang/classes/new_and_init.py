class A:
    def __new__(cls, *args):
        print("new", args)
        self = super().__new__(cls)
        self.made = True
        return self

    def __init__(self, x):
        print("init", x)
        self.x = x


a = A(1)
print(a.made, a.x)


class Other:
    def __new__(cls):
        return 5

    def __init__(self):
        print("never")


print(Other())


class Cached:
    cache = {}

    def __new__(cls, k):
        if k not in cls.cache:
            cls.cache[k] = super().__new__(cls)
        return cls.cache[k]

    def __init__(self, k):
        self.n = getattr(self, "n", 0) + 1


print(Cached(1) is Cached(1), Cached(1).n)


class BadInit:
    def __init__(self):
        return 5


class NeedsArg:
    def __init__(self, a, *, b):
        self.ab = a, b


for text in ("BadInit()", "NeedsArg()", "NeedsArg(1)", "NeedsArg(1, 2)", "object(1)", "A()", "object.__new__()", "object.__new__(int)", "int.__new__(str)"):
    try:
        print(eval(text))
    except TypeError as error:
        print(text, error)
print(NeedsArg(1, b=2).ab)


class L(list):
    def __init__(self, *items):
        super().__init__(items)

    def append(self, x):
        super().append(x * 2)


l = L(1, 2)
l.append(3)
l.extend([4])
print(l, len(l), l[-1], l == [1, 2, 6, 4], type(l + [1]).__name__, sorted(l, reverse=True))


class D(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, (v, "wrapped"))


d = D(a=1)
d["b"] = 2
d.update(c=3)
print(d, d["b"])


class Fl(float):
    def __repr__(self):
        return f"Fl({float(self)})"


print(Fl(1.5), Fl(1.5) + 1, [Fl("2")], Fl(2) == 2.0, f"{Fl(3):.2f}")
copy = A.__new__(A)
print(hasattr(copy, "x"))
