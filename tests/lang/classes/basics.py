class A:
    """Doc."""

    kind = "a"
    shared = []

    def __init__(self, x=0):
        self.x = x

    def get(self):
        return self.x

    def __repr__(self):
        return f"A({self.x})"


a, b = A(1), A()
a.shared.append(1)
a.kind = "mine"
print(a, b, a.kind, b.kind, A.kind, b.shared, a.get(), A.get(b), A.__doc__, A.__name__, type(a) is A, isinstance(a, A), vars(a))
del a.kind
print(a.kind, hasattr(a, "zzz"), getattr(a, "zzz", "dflt"), getattr(a, "x"), a.get.__name__, a.get.__self__ is a, a.get.__func__ is A.get)
setattr(a, "dyn", 5)
print(a.dyn, a.__dict__)
delattr(a, "dyn")
m = a.get
a.x = 42
print(m(), a.get == a.get, a.get is a.get)
A.later = lambda self: self.x * 2
print(a.later(), A.__dict__["later"] is A.later)
for text in ("a.nope", "A.nope", "A(1, 2)", "A.get()", "a.get(1)", "del_attr()", "a()", "A.__init__()", "None.x", "(5).foo", "a.get.foo"):
    try:
        print(eval(text))
    except (AttributeError, TypeError, NameError) as error:
        print(text, type(error).__name__, error)
try:
    del a.nope
except AttributeError as error:
    print(error)
try:
    a.x.y = 1
except AttributeError as error:
    print(error)


class Empty:
    pass


e = Empty()
e.__dict__["via"] = 1
e.__dict__.update(z=2)
print(e.via, e.z, Empty.__mro__ == (Empty, object), Empty.__bases__, type(Empty), Empty.__module__, Empty.__qualname__)
e.__dict__ = {"fresh": 1}
print(e.fresh, hasattr(e, "via"))
print(A.get.__qualname__, a.get.__qualname__, callable(a), callable(A))
X = type("X", (A,), {"y": 5, "hi": lambda self: "hi " + str(self.x)})
print(X(3), X(3).hi(), X.y, X.__name__, issubclass(X, A), X.__bases__[0].__name__)


class Local:
    x = 1
    y = x + 1
    for i in range(3):
        pass
    if y > 1:
        def cond(self):
            return "cond"
    del x


print(Local.y, Local.i, Local().cond(), hasattr(Local, "x"))
