class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, [b.__name__ for b in bases], kw)
        return {"injected": 1}

    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")))
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)
        cls.registry = getattr(cls, "registry", []) + [name]

    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)

    def __len__(cls):
        return 42

    def __getitem__(cls, k):
        return f"{cls.__name__}[{k}]"

    def __contains__(cls, x):
        return x == "in"

    def __iter__(cls):
        return iter("xyz")

    def __repr__(cls):
        return f"<meta {cls.__name__}>"

    @property
    def prop(cls):
        return "metaprop"

    def mmethod(cls):
        return "mm " + cls.__name__


class A(metaclass=Meta, opt=1):
    def __init__(self, *a):
        self.a = a


class B(A):
    x = 2


print(A, B, B(1, 2).a, len(A), A["k"], "in" in A, list(B), A.prop, B.mmethod(), A.registry, B.registry, B.injected, type(B) is Meta)
try:
    A().mmethod()
except AttributeError as error:
    print(error)


class Init:
    subs = []

    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        Init.subs.append((cls.__name__, tag))


class I1(Init, tag="one"):
    pass


class I2(I1):
    pass


print(Init.subs)
try:
    class I3(Init, bad=1):
        pass
except TypeError as error:
    print(error)


class Single(type):
    inst = {}

    def __call__(cls, *a):
        if cls not in cls.inst:
            cls.inst[cls] = super().__call__(*a)
        return cls.inst[cls]


class S(metaclass=Single):
    pass


print(S() is S())


class M2(type):
    pass


try:
    class Conflict(A, metaclass=M2):
        pass
except TypeError as error:
    print(error)


class Check(type):
    def __instancecheck__(cls, obj):
        return obj == 5

    def __subclasscheck__(cls, sub):
        return sub is int


class Five(metaclass=Check):
    pass


print(isinstance(5, Five), isinstance(6, Five), issubclass(int, Five), issubclass(str, Five))


class G:
    def __class_getitem__(cls, item):
        return cls.__name__, item


print(G[int, 5], list[int], dict[str, int], type(list[int]).__name__)
def func_as_meta(name, bases, ns):
    return (name, bases, ns["v"])
class F(metaclass=func_as_meta):
    v = 3
print(F)
