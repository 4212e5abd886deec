class V:
    def __init__(self, *c):
        self.c = c

    def __repr__(self):
        return f"V{self.c}"

    def __add__(self, o):
        return V(*(a + b for a, b in zip(self.c, o.c))) if isinstance(o, V) else NotImplemented

    def __mul__(self, k):
        return V(*(a * k for a in self.c)) if isinstance(k, (int, float)) else NotImplemented

    __rmul__ = __mul__

    def __matmul__(self, o):
        return sum(a * b for a, b in zip(self.c, o.c))

    def __neg__(self):
        return self * -1

    def __pos__(self):
        return self

    def __abs__(self):
        return sum(a * a for a in self.c) ** 0.5

    def __invert__(self):
        return V(*reversed(self.c))

    def __eq__(self, o):
        return isinstance(o, V) and self.c == o.c

    def __getitem__(self, i):
        return self.c[i]

    def __len__(self):
        return len(self.c)

    def __contains__(self, x):
        return x in self.c

    def __iter__(self):
        return iter(self.c)

    def __call__(self, *a, **k):
        return a, k

    def __bool__(self):
        return any(self.c)

    def __divmod__(self, o):
        return "divmod", o

    def __pow__(self, e, m=None):
        return "pow", e, m

    def __index__(self):
        return self.c[0]

    def __float__(self):
        return float(self.c[0])

    def __int__(self):
        return int(self.c[0]) + 100

    def __round__(self, n=None):
        return "round", n

    def __complex__(self):
        return 1j

    def __reversed__(self):
        return "reversed"

    def __format__(self, spec):
        return f"fmt:{spec}"


a, b, five = V(1, 2), V(3, 4), 5
print(a + b, a * 3, 3 * a, a @ b, -a, +a, abs(b), ~a, a == V(1, 2), a != b, a[1], len(a), 2 in a, list(a), a(1, k=2), bool(V(0, 0)))
print(divmod(a, 5), a**2, pow(a, 2, 3), [10, 20, 30][a], float(a), int(a), round(a), round(a, 2), complex(a), reversed(a), f"{a:x}", hex(b))
a += b
print(a, V.__hash__)
for text in ("a + 1", "1 + a", "a * 'x'", "a - b", "a @ 1", "a < b", "hash(a)", "a / b", "-object()", "object() + 1", "len(5)", "five[0]", "five()", "object()[1]", "1 in 5"):
    try:
        print(eval(text))
    except (TypeError, AttributeError) as error:
        print(text, type(error).__name__, error)
