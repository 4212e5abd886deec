type Pair[T] = tuple[T, T]
print(Pair.__name__, Pair.__value__, Pair.__type_params__)


def first[T](xs: list[T]) -> T:
    return xs[0]


class Stack[T]:
    def __init__(self):
        self.items: list[T] = []

    def push(self, x: T) -> None:
        self.items.append(x)

    def pop(self) -> T:
        return self.items.pop()


s = Stack[int]()
s.push(1)
s.push(2)
print(s.pop(), first([5, 6]), first.__type_params__, Stack.__type_params__, Stack.__name__)
x: int = 5
y: "undefined"


class Annotated:
    a: int
    b: str = "default"
    c: "forward"


print(Annotated.__annotations__, Annotated.b, hasattr(Annotated, "a"))


def lazy(a: not_defined_yet = 1):
    return a


print(lazy())
try:
    lazy.__annotations__
except NameError as e:
    print(e)
print(int | str, isinstance(5, int | str), list[int] | None, (int | str) == (str | int))
from typing import Optional, Union, NamedTuple, TypedDict, Protocol, Any, Generic, TypeVar, get_type_hints


class Emp(NamedTuple):
    name: str
    id: int = 3


print(Emp("a"), Emp("b", 4).id, Emp._field_defaults, Optional[int], Union[int, str], get_type_hints(Annotated, localns={"forward": int}))


class Movie(TypedDict):
    title: str


print(Movie(title="x"), Movie.__annotations__)
