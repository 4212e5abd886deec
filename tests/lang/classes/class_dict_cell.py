"""The cell through which annotations and type parameters find the names of their class is no attribute of it."""


class Plain:
    kind = int
    x: kind = 3

    def method[T](self, a: T) -> kind:
        return a

    class Inner:
        y: "later"


print([n for n in vars(Plain) if "cell" in n], [n for n in vars(Plain.Inner) if "cell" in n])
print(Plain.__annotations__, Plain.method.__annotations__["return"], Plain.method.__type_params__)


class Meta(type):
    def __new__(cls, name, bases, namespace):
        print(sorted(n for n in namespace if "cell" in n))
        return super().__new__(cls, name, bases, namespace)


class Made(metaclass=Meta):
    z: int

    def me(self):
        return __class__

    def typed[T](self) -> z:
        return T


print([n for n in vars(Made) if "cell" in n], Made.__annotations__, Made().me())
try:
    type("Wrong", (), {"__classdictcell__": 3})
except TypeError as error:
    print(error)
