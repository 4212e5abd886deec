class P:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


p = P(1, 2)
p.x += 10
print(p.x, p.y, P.__slots__, hasattr(p, "__dict__"), type(P.x).__name__)
for text in ("p.z = 1", "p.z", "P.x.__get__(5)", "vars(p)"):
    try:
        exec(text)
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
del p.x
try:
    p.x
except AttributeError as error:
    print(error)
p.x = 5
print(p.x, P.x.__get__(p))


class Q(P):
    __slots__ = ("z",)


q = Q(1, 2)
q.z = 3
print(q.x + q.y + q.z)


class R(P):
    pass


r = R(1, 2)
r.anything = 5
print(vars(r), r.x)


class WithDict:
    __slots__ = ("a", "__dict__")


w = WithDict()
w.a, w.b = 1, 2
print(w.a, w.b, vars(w))
try:
    class Bad:
        __slots__ = ("a",)
        a = 1
except ValueError as error:
    print(error)


class Private:
    __slots__ = ("__p",)

    def __init__(self):
        self.__p = 1

    def get(self):
        return self.__p


print(Private().get())
total = 0
for i in range(100):
    v = P(i, i * 2)
    total += v.x + v.y
print(total)
