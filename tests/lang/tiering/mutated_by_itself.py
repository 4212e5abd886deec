# Special methods, descriptors and functions that replace themselves, or their class, while they run.


def drive(f, n=200, shown=(99, 100, 101)):
    """Calls f(i) often, so that its sites are specialized; prints what it gives around the change."""
    for i in range(n):
        try:
            r = f(i)
        except Exception as e:
            r = type(e).__name__, str(e)
        if i in shown:
            print(i, r)


class Add:
    def __init__(self, at):
        self.n = 0
        self.at = at

    def __add__(self, other):
        self.n += 1
        if self.n == self.at:
            Add.__add__ = lambda s, o: ("replaced", o)
        return ("first", other)


a = Add(101)
drive(lambda i: a + i)


class Sub:
    def __init__(self):
        self.n = 0

    def __getitem__(self, i):
        self.n += 1
        if self.n == 101:
            Sub.__getitem__ = lambda s, i: ("replaced", i)
        if self.n == 150:
            del Sub.__getitem__
        return ("first", i)


s = Sub()
drive(lambda i: s[i])


class Bool:
    n = 0

    def __bool__(self):
        Bool.n += 1
        if Bool.n == 101:
            del Bool.__bool__
        return False


b = Bool()
drive(lambda i: "true" if b else "false")


class Prop:
    n = 0

    @property
    def p(self):
        Prop.n += 1
        if Prop.n == 101:
            Prop.p = 7
        if Prop.n > 101:
            return "not here"
        return Prop.n


p = Prop()
drive(lambda i: p.p)
p.__dict__["p"] = "own"
print(p.p)


class Descr:
    def __get__(self, obj, cls):
        obj.__dict__["d"] = "instance"
        Descr.__set__ = lambda *args: None
        return "descr"


class Holds:
    d = Descr()


h = Holds()
drive(lambda i: h.d, shown=(0, 1, 2, 100))


class Meth:
    n = 0

    def m(self, x):
        Meth.n += 1
        if Meth.n == 101:
            self.m = lambda x: ("instance", x)
        return ("class", x)


m = Meth()
drive(lambda i: m.m(i))
del m.m
print(m.m(1))


class Init:
    n = 0

    def __init__(self):
        Init.n += 1
        self.n = Init.n
        if Init.n == 101:
            Init.__init__ = lambda self: setattr(self, "other", 1)
        if Init.n == 50:
            self.__class__ = Meth


drive(lambda i: sorted(vars(Init())), shown=(0, 49, 99, 100, 101))


class New:
    n = 0

    def __new__(cls):
        New.n += 1
        if New.n == 101:
            New.__new__ = staticmethod(lambda cls: "made otherwise")
        return object.__new__(cls)


drive(lambda i: type(New()).__name__)


class Iter:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n == 101:
            Iter.__next__ = lambda s: next(iter(()))
        return self.n


print(sum(1 for _ in Iter()))


class Call:
    n = 0

    def __call__(self, x):
        Call.n += 1
        if Call.n == 101:
            self.__class__ = Called
        return ("call", x)


class Called:
    def __call__(self, x):
        return ("called", x)


c = Call()
drive(lambda i: c(i))


def f(x):
    f.n += 1
    if f.n == 101:
        f.__code__ = g.__code__
    return ("f", x)


def g(x):
    return ("g", x)


f.n = 0
drive(lambda i: f(i))


class Get:
    n = 0

    def __getattr__(self, name):
        Get.n += 1
        if Get.n == 101:
            Get.x = "found"
        if Get.n == 102:
            del Get.__getattr__
        return ("getattr", name)


o = Get()
drive(lambda i: (o.x, o.y), shown=(99, 100, 101, 102))


class Eq:
    n = 0

    def __eq__(self, other):
        Eq.n += 1
        if Eq.n == 101:
            Eq.__eq__ = lambda s, o: NotImplemented
            Eq.__hash__ = object.__hash__
        return True


e1, e2 = Eq(), Eq()
drive(lambda i: (e1 == e2, e1 != e2), shown=(49, 50, 51, 100))


class Set:
    n = 0

    def __setattr__(self, name, v):
        Set.n += 1
        if Set.n == 101:
            del Set.__setattr__
        object.__setattr__(self, name, ("seen", v))


w = Set()


def store(i):
    w.x = i
    return w.x


drive(store)


class Meta(type):
    n = 0

    def __getattribute__(cls, name):
        Meta.n += 1
        if Meta.n == 101:
            del Meta.__getattribute__
        return ("meta", name)


class Made(metaclass=Meta):
    attr = "plain"


drive(lambda i: Made.attr)
Meta.attr = "of the metaclass"
print(Made.attr)
Meta.attr = property(lambda cls: "a property of the metaclass")
print(Made.attr)


# The bases of a class, inside of a method that super() found.
class Base1:
    def m(self):
        return "one"


class Base2:
    def m(self):
        return "two"


class Derived(Base1):
    n = 0

    def m(self):
        Derived.n += 1
        if Derived.n == 101:
            Derived.__bases__ = (Base2,)
        return super().m()


x = Derived()
drive(lambda i: x.m())
