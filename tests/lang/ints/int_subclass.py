class Money(int):
    def __new__(cls, value, unit="EUR"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    def __add__(self, other):
        return Money(int(self) + int(other), self.unit)

    __radd__ = __add__

    def __repr__(self):
        return f"Money({int(self)}, {self.unit!r})"


m = Money(5, "CHF")
print(m, m + 1, 1 + m, m * 2, type(m * 2).__name__, m == 5, hash(m) == hash(5), sum([m, m]))
print([10, 20, 30, 40, 50, 60][m], f"{m:04d}", "%d" % m, range(m)[-1], isinstance(m, int), bool(Money(0)))
print(int.__add__(m, 3), m.__class__.__mro__[1].__name__, m // 2, -m, abs(Money(-3)), m.unit)
