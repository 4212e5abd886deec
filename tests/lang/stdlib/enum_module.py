from enum import Enum, IntEnum, Flag, IntFlag, auto, unique, StrEnum


class Color(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1
    BLUE = auto()

    def describe(self):
        return f"{self.name}:{self.value}"

    @property
    def lower(self):
        return self.name.lower()


print(Color.RED, repr(Color.RED), Color(2), Color["BLUE"], Color.ALIAS is Color.RED, list(Color), len(Color), Color.BLUE.describe(), Color.RED.lower, Color.RED == 1, Color.RED in Color, isinstance(Color.RED, Color))
print({Color.RED: "r"}[Color.ALIAS], Color.__members__.keys(), [c.name for c in Color], Color.RED < 5 if False else "no order", type(Color.RED).__name__, Color.RED is Color(1), f"{Color.RED}")


class N(IntEnum):
    ONE = 1
    TWO = 2


print(N.ONE + 1, N.TWO > N.ONE, N.ONE == 1, [10, 20, 30][N.TWO], sorted([N.TWO, N.ONE]), f"{N.ONE} {N.ONE:d}", repr(N.TWO), N(1), sum(N))


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


p = Perm.R | Perm.X
print(p, Perm.R in p, Perm.W in p, ~p, p & Perm.R, p ^ Perm.R, bool(p & Perm.W), Perm.RW, Perm(3), list(p), Perm(0), p.value, len(p))


class IF(IntFlag):
    A = 1
    B = 2


print(IF.A | IF.B, IF.A | 8, IF.A + 5, IF(3) == 3)


class S(StrEnum):
    X = auto()
    Y = "why"


print(S.X, S.Y == "why", S.X.upper(), S("why"), f"{S.X:>4}")
for bad in ("Color(99)", "Color['NOPE']", "Color.NOPE", "Color.RED.value.x"):
    try:
        eval(bad)
    except (ValueError, KeyError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    Color.RED = 5
except AttributeError as e:
    print(e)
try:
    class More(Color):
        Z = 1
except TypeError as e:
    print(e)
try:
    @unique
    class U(Enum):
        A = 1
        B = 1
except ValueError as e:
    print(e)


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @classmethod
    def _missing_(cls, v):
        return cls.EARTH


print(Planet.MARS.mass, Planet("anything"), Enum("Dyn", "A B").B, Enum("Dyn2", {"K": 5}).K.value)
