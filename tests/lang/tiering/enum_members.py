# Enum members are made before their class is finished: attributes of members and of the class.
from enum import Enum, Flag, IntEnum, auto


class Color(Enum):
    RED = 1
    GREEN = 2

    def other(self):
        return Color.GREEN if self is Color.RED else Color.RED

    @property
    def initial(self):
        return self.name[0]


class Perm(Flag):
    R = auto()
    W = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 10


def run(n):
    c, s, text = Color.RED, 0, ""
    for i in range(n):
        c = c.other()
        s += c.value
        if c is Color.GREEN and Level.LOW < Level.HIGH:
            s += len(c.name)
        if Perm.R & (Perm.R | Perm.W):
            s += Perm.W.value
        if i % 100 == 0:
            text += c.initial
    return s, text


print(run(1000))
print(Color(2), Color["RED"], list(Perm), Level.HIGH + 1)
Color.RED.note = "own"
print(Color.RED.note, run(1000))
Enum.extra = lambda self: ("extra", self.name)
print(Color.GREEN.extra(), run(1000))
type(Color).tell = lambda cls: len(cls)
print(Color.tell(), run(1000))
