from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int = 0

    def moved(self, dx):
        return Point(self.x + dx, self.y)


def run(n):
    p = Point(0)
    same = 0
    for i in range(n):
        q = p.moved(i & 1)
        same += p == q
        p = q
    return p, same


print(run(2_250_000))
