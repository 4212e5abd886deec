class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


class Other:
    __slots__ = ("x", "y", "norm")


def longest(points):
    best = None
    for p in points:
        if best is None or p.norm() > best:
            best = p.norm()
    return best


def shout(value):
    return len(value.upper())


longest([Point(i, 1) for i in range(50)])
for text in ["a", "b"] * 20:
    shout(text)
