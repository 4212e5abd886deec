class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __eq__(self, o):
        return self.x == o.x and self.y == o.y

    def __getitem__(self, i):
        return self.y if i else self.x


def run(n):
    v, d = Vec(0, 0), Vec(1, 2)
    s = 0
    for i in range(n):
        v = v + d * (i & 3)
        s += v[0] + (v == d)
    return s


print(run(2_250_000))
