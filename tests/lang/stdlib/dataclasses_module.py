from dataclasses import dataclass, field, asdict, astuple, replace, fields, FrozenInstanceError, InitVar, KW_ONLY
from typing import ClassVar


@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    total: ClassVar[int] = 5

    def norm(self):
        return self.x + self.y


a, b = P(1), P(1, 0, [])
a.tags.append("t")
print(a, b, a == b, P(1, 2) == P(1, 2), P(1) == (1, 0, []), a.norm(), asdict(a), astuple(a), replace(a, x=9), [f.name for f in fields(P)], P.__match_args__)


@dataclass(frozen=True, order=True)
class F:
    x: int
    y: str = "d"


print(F(1) < F(2), sorted([F(2), F(1, "b"), F(1, "a")]), hash(F(1)) == hash(F(1)), {F(1): "k"}[F(1)], max(F(1), F(3)))
try:
    F(1).x = 5
except FrozenInstanceError as e:
    print(e)


@dataclass
class Base:
    a: int
    b: int = field(default=2, repr=False, compare=False)


@dataclass(kw_only=True)
class Child(Base):
    c: int
    d: int = field(init=False)
    scale: InitVar[int] = 1

    def __post_init__(self, scale):
        self.d = (self.a + self.c) * scale


print(Child(a=1, c=3), Child(a=1, c=3, scale=10).d, Child(a=1, b=5, c=2) == Child(a=1, b=6, c=2))


@dataclass(slots=True)
class S:
    x: int
    y: float = 1.5


s = S(1)
s.x += 1
print(s, hasattr(s, "__dict__"), S.__slots__)


@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int = 2


for call in ("P()", "P(1, 2, 3, 4)", "K(1, 2)", "Child(1, 2)", "F(z=1)"):
    try:
        eval(call)
    except TypeError as e:
        print(call, e)
try:
    @dataclass
    class Bad:
        x: list = []
except ValueError as e:
    print(e)
try:
    @dataclass
    class Bad2:
        x: int = 1
        y: int
except TypeError as e:
    print(e)
print(K(1, b=3), P.__eq__ is not object.__eq__, asdict(P(1, tags=[P(2)])), P.__doc__)
