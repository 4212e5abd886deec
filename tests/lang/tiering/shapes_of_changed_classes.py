# Classes change, attributes go, and floats without an inline form come by in code that is compiled.


class Base:
    def what(self):
        return "base"


class A(Base):
    def __init__(self, n):
        self.n = n
        self.twice = n * 2

    def total(self):
        return self.n + self.twice


class B(A):
    def __init__(self, n):
        super().__init__(n)
        self.more = 1

    def total(self):
        return self.n + self.twice + self.more


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1
        self.b = 2


def walk(objects):
    found = 0
    for o in objects:
        found += o.total()
    return found


def names(objects):
    return [o.what() for o in objects]


def grow(o):
    o.first = 1
    o.second = 2
    return o.first + o.second + o.n


old = [A(1), B(2), A(3), B(4)]
for _ in range(300):
    walk(old)
    names(old)
print(walk(old), names(old))

# The instances are older than the change, of the class itself or of one that it inherits from.
A.total = lambda self: 100 + self.n
print(walk(old))
Base.what = lambda self: "changed"
print(names(old))
for i in range(300):
    if i == 150:
        B.total = lambda self: 1000
        print(walk(old))
    walk(old)
print(walk(old), names(old))


# A class changes in a call between two accesses of one object.
def change(i):
    if i == 200:
        A.n = property(lambda self: -1)
    return i


def around(o, i):
    before = o.n
    change(i)
    return before, o.n


o = A(7)
print([around(o, i) for i in range(198, 200)], {around(o, i) for i in range(150)})
try:
    print([around(o, i) for i in range(199, 203)])
except AttributeError as e:
    print("AttributeError", e)
del A.n

# An attribute that is deleted is not there, nor one of the class in its place until there is one.
for i in range(300):
    grow(A(i))
o = A(1)
grow(o)


def second(o):
    return o.second


for _ in range(300):
    second(o)
del o.second
try:
    second(o)
except AttributeError as e:
    print(e)
A.second = "class"
print(second(o), grow(A(5)), second(A(1)))

s = Slots()


def slots(s):
    return s.a + s.b


for _ in range(300):
    slots(s)
del s.b
try:
    slots(s)
except AttributeError as e:
    print(e)
s.b = 5
print(slots(s))


# Attributes that a class refuses from some moment on.
def refuse(self, name, value):
    raise TypeError(f"no {name}")


made = []
for i in range(300):
    o = A(i)
    if i == 250:
        A.__setattr__ = refuse
    try:
        grow(o)
        made.append(o)
    except TypeError as e:
        if i == 250:
            print(e)
        del A.__setattr__
print(len(made))


def mixed(a, b):
    return a * b + a - b


def scaled(values, by):
    total = 0.0
    for v in values:
        total += mixed(v, by)
    return total


values = [1.5, 2.5, -0.0]
for _ in range(200):
    scaled(values, 2.0)
for by in (2, 2.0, 1e300, 1e-300, float("inf"), True):
    print(scaled(values, by), mixed(3, by), mixed(3.0, by), 3 < by, 3.5 < by)
for _ in range(200):
    scaled([1e300, 2.0], 1e-300), mixed(2, 3.0), mixed(2.0, 3), mixed(2, 3)
print(scaled([1e300, 2.0], 1e-300), mixed(2, 3.0), mixed(2.0, 3), mixed(2, 3))


# A branch that nothing went into while the code was made.
def branches(n):
    if n < 1000:
        kept = (n, n)
    else:
        kept = [n] * 2
        kept.append(n)
    return kept


for n in range(300):
    branches(n)
print(branches(5), branches(1000), branches(6))
