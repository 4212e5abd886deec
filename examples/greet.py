"""An attribute and a method: a guard on the shape of the owner serves both.

The second half does what the article warns of: the class is changed while it is used.
"""

import dis
from dataclasses import dataclass


@dataclass(slots=True)
class User:
    id: int
    name: str


def greet(u: User) -> str:
    return u.name.upper()


def instructions(f):
    names = [i.opname for i in dis.get_instructions(f, adaptive=True)]
    return [name for name in names if name.startswith(("LOAD_ATTR", "CALL"))]


for _ in range(5000):
    greet(User(1, "Ana"))
print("after 5000 calls:     ", *instructions(greet))

for n in range(60):
    User.changes = n
    greet(User(1, "Ana"))
print("class changed 60 times:", *instructions(greet))
print(greet(User(2, "Bo")))
