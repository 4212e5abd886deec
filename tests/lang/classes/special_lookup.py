# Special methods are looked up on the type, not on the instance.
class A:
    def __len__(self):
        return 1

    def __add__(self, o):
        return "class add"


a = A()
a.__len__ = lambda: 99
a.__add__ = lambda o: "instance add"
print(len(a), a + 1, a.__len__(), a.__add__(1))
A.__len__ = lambda self: 2
print(len(a))
del A.__len__
try:
    len(a)
except TypeError as error:
    print(error)
A.__call__ = lambda self, x: x + 1
print(a(1))
A.__eq__ = lambda self, o: True
print(a == 5, a != 5)
try:
    hash(a)
    print("still hashable")
except TypeError as error:
    print(error)
A.__getitem__ = lambda self, k: k * 2
print(a[4], A.__getitem__(a, 5))
A.__iter__ = lambda self: iter([1, 2])
print(list(a))
A.__bool__ = lambda self: False
print(bool(a), "T" if a else "F")
A.__str__ = lambda self: "as str"
print(str(a), f"{a}")


class Child(A):
    pass


c = Child()
print(c + 1, c[1])
A.__add__ = lambda self, o: "patched add"
print(c + 1, a + 1)
Child.__add__ = lambda self, o: "child add"
print(c + 1)
del Child.__add__
print(c + 1)
A.__contains__ = None
try:
    1 in a
except TypeError as error:
    print(error)


class Name:
    __private = 1

    def get(self):
        return self.__private

    def __hidden(self):
        return "hidden"

    def call(self):
        return self.__hidden()


n = Name()
print(n.get(), n._Name__private, n.call(), n._Name__hidden(), [k for k in vars(Name) if "Name" in k])
