"""Instances with layouts of their own: what their class changes to is seen by warm sites."""


class P:
    def __init__(self, a):
        self.a = a


class Q(P):
    pass


def k(o):
    return o.a


def try_other_class():
    x = P(1)
    x.__dict__
    before = [k(x) for _ in range(80)]
    x.__class__ = Q
    before += [k(x) for _ in range(120)]
    Q.a = property(lambda self: 3)
    return sum(before), [k(x) for _ in range(5)]


class Growing:
    pass


def g(o):
    return o.first


def try_grown():
    old = Growing()
    old.first = 1
    before = [g(old) for _ in range(200)]
    for i in range(12):
        other = Growing()
        for n in range(i + 1):
            setattr(other, f"x{n}", n)
        other.first = 2
    before += [g(old) for _ in range(200)]
    Growing.first = property(lambda self: 5)
    return sum(before), [g(old) for _ in range(5)], [g(other) for _ in range(3)]


class Older:
    pass


def h(o):
    return o.v


def try_older_dict():
    old = Older()
    old.v = 1
    for i in range(12):
        other = Older()
        for n in range(i + 1):
            setattr(other, f"x{n}", n)
    old.__dict__
    before = [h(old) for _ in range(300)]
    Older.v = property(lambda self: 7)
    return sum(before), [h(old) for _ in range(5)]


print(try_other_class())
print(try_grown())
print(try_older_dict())
