class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def run(n):
    v = Vec(0, 1)
    s = 0
    for i in range(n):
        v = Vec(v.y, i)
        s += v.x
    return s


print(run(7_500_000))
