class A:
    def who(self):
        return "A"

    def chain(self):
        return ["A"]


class B(A):
    def who(self):
        return "B" + super().who()

    def chain(self):
        return ["B"] + super().chain()


class C(A):
    def who(self):
        return "C" + super().who()

    def chain(self):
        return ["C"] + super().chain()


class D(B, C):
    def chain(self):
        return ["D"] + super().chain()


print([k.__name__ for k in D.__mro__], D().who(), D().chain(), super(B, D()).who(), super(C, D).who(D()))
print(issubclass(D, A), isinstance(D(), (int, C)), D.__bases__, D.mro() == list(D.__mro__))
try:
    class Bad(A, D):
        pass
except TypeError as error:
    print(error)
for bases in ((int, str), (A, A), (5,), (bool,)):
    try:
        type("T", bases, {})
    except TypeError as error:
        print(str(error).splitlines()[0])


class Base:
    def __init__(self, **kw):
        print("Base", kw)


class M1(Base):
    def __init__(self, a, **kw):
        print("M1", a)
        super().__init__(**kw)


class M2(Base):
    def __init__(self, b, **kw):
        print("M2", b)
        super().__init__(**kw)


class Both(M1, M2):
    def __init__(self, **kw):
        super().__init__(**kw)


Both(a=1, b=2)


class S(B):
    @classmethod
    def make(cls):
        return super().__new__(cls)

    @property
    def me(self):
        return super().who()

    def in_gen(self):
        return [super(S, self).who() for _ in range(2)]


print(S.make().who(), S().me, S().in_gen())
A.who = lambda self: "patched"
print(D().who(), S().me)
del B.who
print(D().who())
try:
    super().x
except RuntimeError as error:
    print(error)
try:
    super(B, A()).who()
except TypeError as error:
    print(error)
