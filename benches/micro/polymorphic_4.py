def make(k):
    class Shape:
        def __init__(self, size):
            self.size = size

        def area(self):
            return self.size * k

    return Shape


def run(ways, n):
    kinds = [make(k) for k in range(ways)]
    objects = [kinds[i % ways](i) for i in range(32)]
    s = 0
    for i in range(n):
        o = objects[i & 31]
        s += o.area() + o.size
    return s


print(run(4, 10_000_000))
