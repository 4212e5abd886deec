class Grid:
    def __init__(self):
        self.d = {}

    def __setitem__(self, k, v):
        print("set", k, v)
        self.d[k] = v

    def __getitem__(self, k):
        print("get", k)
        return self.d[k]

    def __delitem__(self, k):
        print("del", k)
        del self.d[k]


g = Grid()
g[1] = "a"
g[1, 2] = "b"
g["x":"y"] = "slice"
g[1] += "z"
print(g[1], g[1, 2])
del g[1]
try:
    g[1]
except KeyError as error:
    print("KeyError", error)


class OldIter:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError("stop")
        return i * i


print(list(OldIter()), 4 in OldIter(), 5 in OldIter(), [*zip(OldIter(), "ab")], max(OldIter()), dict(enumerate(OldIter())))


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(It(3)), sum(It(5)), 2 in It(4), list(map(lambda x: x * 2, It(3))), tuple(It(2)), [*It(2)], "-".join(str(x) for x in It(3)))


class Bad:
    def __iter__(self):
        return 5


for text in ("iter(Bad())", "iter(5)", "next([])", "for x in None: pass", "list(Bad())", "[*5]", "a, b = Bad()", "1 in Bad()"):
    try:
        exec(text)
    except TypeError as error:
        print(error)


class NoIter:
    __iter__ = None

    def __getitem__(self, i):
        return i


try:
    iter(NoIter())
except TypeError as error:
    print(error)


class Len:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return "abc"[i]


print(list(reversed(Len())), list(Len()), len(Len()))
it = iter([1, 2, 3].pop, 1)
print(list(it))


class Map:
    def keys(self):
        return ["a", "b"]

    def __getitem__(self, k):
        return k.upper()


print(dict(Map()), {**Map()}, (lambda **k: k)(**Map()))
