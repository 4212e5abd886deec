t = (1, "a", 2.5)
print(t, len(t), t[0], t[-1], t[1:], t + (4,), t * 2, (), (1,), 1 in t, t.index("a"), t.count(1), t == (1, "a", 2.5), (1, 2) < (1, 3), (1, 2) < (1, 2, 0))
print(hash((1, 2)) == hash((1, 2)), {(1, 2): "k"}[1, 2], tuple("abc"), tuple([1]), tuple(), tuple(range(4)), (*t, *t[:1]), ((1, 2), (3, [4])))
a, b = b, a = 1, 2
print(a, b)
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
for text in ("t[5]", "t['a']", "hash(([],))", "t + [1]", "t.index(9)", "(1,) < 5"):
    try:
        eval(text)
    except (IndexError, TypeError, ValueError) as error:
        print(text, type(error).__name__, error)
try:
    t[0] = 1
except TypeError as error:
    print(error)
x = ([],)
try:
    x[0] += [1]
except TypeError as error:
    print(error, x)
rec = []
rec.append((rec,))
print(rec, tuple(reversed(t)), sorted(((2, "b"), (1, "z"))), max((1, 2), (1, 3)), sum(((1,), (2,)), ()))


class Point(tuple):
    __slots__ = ()

    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    @property
    def x(self):
        return self[0]


p = Point(3, 4)
print(p, p.x, p == (3, 4), isinstance(p, tuple), type(p + (1,)).__name__, type(p[:]).__name__, len(p), [*p])
