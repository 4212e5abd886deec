# oracle: python3.11 (the stack of pyodide is too small)
def down(n):
    return down(n + 1) + 1


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self) + "!"

    def __eq__(self, other):
        return self == other

    def __add__(self, other):
        return self + other

    def __call__(self):
        return self()

    def __len__(self):
        return len(self)

    def __iter__(self):
        return iter(self)


def gen(n):
    yield from gen(n + 1)


d = Deep()
cases = {
    "call": lambda: down(0), "getattr": lambda: d.x, "repr": lambda: repr(d), "eq": lambda: d == 5, "add": lambda: d + 1, "callable": lambda: d(), "len": lambda: len(d), "iter": lambda: list(d),
    "generator": lambda: next(gen(0)), "sort key": lambda: sorted([1], key=lambda x: down(0)), "map": lambda: list(map(down, [0])),
}
for name, case in cases.items():
    try:
        case()
        print(name, "no error")
    except RecursionError as e:
        print(name, "RecursionError")


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(500), [depth(300) for _ in range(3)])
nested = []
for _ in range(50):
    nested = [nested]
print(repr(nested).count("["), nested == nested)
