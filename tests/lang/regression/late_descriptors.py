"""An attribute of a class becomes a descriptor, or another kind of one, after sites have learnt what it is."""


class Getter:
    def __get__(self, instance, owner):
        return "got"


class Plain:
    def __repr__(self):
        return "plain"


class Setter(Plain):
    def __get__(self, instance, owner):
        return "got by the setter"

    def __set__(self, instance, value):
        print("set", value)


class Holder:
    d = Getter()
    p = Plain()


class Mixin:
    pass


class Late(Mixin):
    pass


class Other:
    late = Late()


def read(o, n=60):
    found = None
    for _ in range(n):
        found = o.d
    return found


def read_plain(o, n=60):
    found = None
    for _ in range(n):
        found = o.p
    return found


def write_plain(o):
    for _ in range(4):
        o.p = 1


def read_late(o, n=60):
    found = None
    for _ in range(n):
        found = o.late
    return type(found).__name__ if isinstance(found, Late) else found


holder = Holder()
holder.__dict__["d"] = "of the instance"
print(read(holder))
Getter.__set__ = lambda self, instance, value: None
print(read(holder), read(holder))
del Getter.__set__
print(read(holder), read(holder))

other = Holder()
print(read_plain(other))
Holder.__dict__["p"].__class__ = Setter
print(read_plain(other))
write_plain(other)
print(other.__dict__)
Holder.__dict__["p"].__class__ = Plain
print(read_plain(other))
write_plain(other)
print(read_plain(other), other.__dict__)

keeper = Other()
print(read_late(keeper))
Mixin.__get__ = lambda self, instance, owner: "late"
print(read_late(keeper))
del Mixin.__get__
print(read_late(keeper))


class Describing:
    def __get__(self, instance, owner):
        return "by a base"


Late.__bases__ = (Describing,)
print(read_late(keeper))
