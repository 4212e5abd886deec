"""Runtime protocols with attributes: isinstance asks the instance, issubclass is refused."""
from typing import Protocol, runtime_checkable


@runtime_checkable
class HasX(Protocol):
    x: int


@runtime_checkable
class HasF(Protocol):
    def f(self): ...


class A:
    def __init__(self):
        self.x = 1


class B:
    def f(self):
        return 1


print([isinstance(o, p) for o in (A(), B(), 3) for p in (HasX, HasF)])
print(issubclass(B, HasF), issubclass(A, HasF))
try:
    issubclass(A, HasX)
except TypeError as error:
    print(error)
