print(list(enumerate("ab")), list(enumerate("ab", 5)), list(zip([1, 2, 3], "ab")), list(zip()), list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])))
print(list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3])), list(reversed("abc")), list(reversed(range(3))), list(reversed((1, 2))))
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as e:
    print(e)
print(list(zip([1], [2], strict=True)), sum([1, 2], 10), sum([[1], [2]], []), sum([0.1] * 3), sum([1, 2.5, True]), min("b", "a"), max([1], [0, 5]))
try:
    sum(["a", "b"], "")
except TypeError as e:
    print(e)
it = iter([1, 2, 3])
print(next(it), list(zip(it, it)), next(it, None))
it = iter("abcdef")
print(list(zip(it, it, it)), [*map(lambda *a: a, *[range(2)] * 2)])
e = enumerate("xyz")
print(next(e), list(e), next(e, "end"), iter(e) is e)
m = map(print, "ab")
print("lazy")
list(m)
f = filter(lambda x: print("test", x) or x % 2, range(3))
print(next(f), list(f))


def boom(x):
    if x == 2:
        raise ValueError("in map")
    return x


m = map(boom, [1, 2, 3])
print(next(m))
try:
    next(m)
except ValueError as err:
    print(err, next(m))
for call in ("next(5)", "iter(5)", "reversed({1})", "reversed(5)", "enumerate(5)", "zip(5)", "map(str)", "map()", "sum(5)", "list(5)"):
    try:
        eval(call)
    except TypeError as err:
        print(call, err)
print(list(iter(lambda c=[0]: c.__setitem__(0, c[0] + 1) or c[0], 4)), [a for a, in [(1,), (2,)]], sorted(zip("ba", (1, 2))), dict(enumerate("ab")), *zip(*[(1, 2), (3, 4)]))
print(abs(-3), divmod(7, 2), round(2.567, 1), pow(2, 5), hash("a") == hash("a"), callable(len), isinstance(1, (str, int)), issubclass(bool, int), repr("x"), ascii("é"), id(1) == id(1), len({1: 2}), type(1).__name__, chr(65), bin(3), any([]), all([]))
print(eval("1 + 1"), getattr(5, "real"), hasattr(5, "imag"), sorted({"b": 1, "a": 2}), vars(type("T", (), {"a": 1}))["a"], dir(type("T", (), {"zz": 1}))[-1], slice(1, 2), object().__class__, format(3.14159, ".2f"), input.__name__)
print(print("a", "b", sep="", end="|"), print(), print("x", end=""), print(1, 2.5, None, [1], sep="/"))
