class A:
    def f(self):
        return "A.f"


class B:
    def f(self):
        return "B.f"

    def g(self):
        return "B.g"


class C(A):
    pass


c = C()
print(c.f(), hasattr(c, "g"))
C.__bases__ = (B,)
print(c.f(), c.g(), C.__mro__[1].__name__, A.__subclasses__(), [k.__name__ for k in B.__subclasses__()])


class Dog:
    def __init__(self):
        self.n = 1

    def speak(self):
        return f"woof {self.n}"


class Cat:
    def speak(self):
        return f"meow {self.n}"


d = Dog()
for i in range(4):
    print(d.speak(), type(d).__name__)
    d.__class__ = Cat if i % 2 == 0 else Dog
    d.n += 1
try:
    d.__class__ = int
except TypeError as error:
    print(error)
try:
    d.__class__ = 5
except TypeError as error:
    print(error)


class Slotted:
    __slots__ = ("a",)


try:
    d.__class__ = Slotted
except TypeError as error:
    print(error)
