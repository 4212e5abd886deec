class Data:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = "_" + name

    def __get__(self, obj, owner=None):
        if obj is None:
            return f"on class {owner.__name__}"
        return getattr(obj, self.name, "unset")

    def __set__(self, obj, value):
        print("set", value)
        setattr(obj, self.name, value)

    def __delete__(self, obj):
        print("delete")
        delattr(obj, self.name)


class NonData:
    def __get__(self, obj, owner=None):
        return "nondata" if obj else "class nondata"


class A:
    d = Data()
    n = NonData()

    def __init__(self):
        self.plain = 1


a = A()
print(A.d, A.n, a.d, a.n)
a.d = 5
print(a.d, vars(a))
del a.d
print(a.d)
a.__dict__["d"] = "shadow?"
a.__dict__["n"] = "shadowed"
print(a.d, a.n, a.plain)
A.n = "replaced"
print(a.n)


class ReadOnly:
    def __get__(self, obj, owner):
        return 42

    def __set__(self, obj, value):
        raise AttributeError("read only")


class B:
    r = ReadOnly()


b = B()
try:
    b.r = 1
except AttributeError as error:
    print(error, b.r)


class OnlySet:
    def __set__(self, obj, value):
        obj.__dict__["os"] = value * 2


class C:
    os = OnlySet()


c = C()
print(type(c.os).__name__)
c.os = 4
print(c.os)


class Raising:
    def __get__(self, obj, owner):
        raise AttributeError("from get")


class E:
    x = Raising()

    def __getattr__(self, name):
        return f"fallback {name}"


print(E().x, E().y, hasattr(B(), "r"))
f = A.__init__
print(f.__get__(a).__self__ is a, type(f.__get__(None, A)).__name__)


class Method:
    def __init__(self, fn):
        self.fn = fn

    def __get__(self, obj, owner):
        return lambda *args: ("bound", self.fn(obj, *args))


class G:
    @Method
    def add(self, x):
        return x + 1


print(G().add(1))
G.add = 5
print(G().add)
