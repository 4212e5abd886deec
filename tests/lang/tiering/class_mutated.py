class A:
    rate = 1

    def f(self, x):
        return x + self.rate

    @property
    def p(self):
        return self.rate * 2


class B(A):
    pass


def run(obj, n, at, change):
    s = 0
    for i in range(n):
        if i == at:
            change()
        s += obj.f(i) + obj.rate + obj.p
    return s


b = B()
print(run(b, 2000, 1000, lambda: setattr(A, "rate", 5)))
print(run(b, 2000, 1000, lambda: setattr(B, "rate", 7)))
print(run(b, 2000, 1000, lambda: setattr(b, "rate", 9)))
print(run(b, 2000, 1000, lambda: delattr(b, "rate")))
print(run(b, 2000, 1000, lambda: setattr(A, "f", lambda self, x: -x)))
print(run(b, 2000, 1000, lambda: setattr(B, "f", lambda self, x: 1.5)))
print(run(b, 2000, 1000, lambda: setattr(b, "f", lambda x: 2)))
print(run(b, 2000, 1000, lambda: setattr(A, "p", 100)))
print(run(b, 2000, 1000, lambda: setattr(B, "__getattr__", lambda s, n: 1)))


class C:
    def f(self, x):
        return 0

    rate = 3
    p = 4


print(run(b, 2000, 1000, lambda: setattr(b, "__class__", C)))
b = B()
del B.f
print(run(b, 2000, 1000, lambda: setattr(B, "__bases__", (C, A))))


class Getter:
    def __init__(self):
        self.v = 1


def attrs(o, n):
    s = 0
    for i in range(n):
        s += o.v
        if i == n // 2:
            type(o).__getattribute__ = lambda self, name: 50
        if i == n // 2 + 10:
            del type(o).__getattribute__
    return s


print(attrs(Getter(), 2000))


class D:
    pass


def shape_changes(n):
    s = 0
    for i in range(n):
        d = D()
        if i % 3 == 0:
            d.a = 1
        if i % 5 == 0:
            d.b = 2
        d.c = i
        if i % 7 == 0:
            d.__dict__["z"] = 4
        if i % 11 == 0 and i % 3 == 0:
            del d.a
        s += d.c + getattr(d, "a", 10) + getattr(d, "b", 20) + len(vars(d))
    return s


print(shape_changes(3000))


class Eq:
    def __init__(self, v):
        self.v = v

    def __lt__(self, o):
        return self.v < o.v

    def __add__(self, o):
        return Eq(self.v + o.v)


def ops(n):
    x = Eq(0)
    c = 0
    one = Eq(1)
    for i in range(n):
        x = x + one
        c += x < Eq(500)
        if i == 1000:
            Eq.__lt__ = lambda self, o: True
        if i == 1500:
            Eq.__add__ = lambda self, o: self
    return x.v, c


print(ops(2000))
