classes = []
for k in range(16):
    ns = {"area": (lambda k: lambda self: self.size * k)(k), "tag": k}
    classes.append(type(f"Shape{k}", (), ns))


def make(k, i):
    obj = classes[k]()
    if k % 2:
        obj.extra = 1
    obj.size = i
    return obj


def run(ways, n):
    objs = [make(k % ways, k) for k in range(64)]
    total = 0
    for i in range(n):
        o = objs[i % 64]
        total += o.area() + o.tag + o.size
        o.size = (o.size + 1) % 100
    return total


for ways in (1, 2, 3, 4, 8, 16):
    print(ways, run(ways, 300), run(ways, 5000))


def call(f, x):
    return f(x)


def callees(fs, n):
    s = 0
    for i in range(n):
        s += call(fs[i % len(fs)], i)
    return s


class Callable:
    def __call__(self, x):
        return x + 3

    def method(self, x):
        return x * 2

    @staticmethod
    def static(x):
        return x - 1

    @classmethod
    def cls(cls, x):
        return x + len(cls.__name__)


c = Callable()
import functools

print(callees([abs], 1000), callees([lambda x: x], 1000), callees([c.method, c], 1000), callees([c.method, c, abs, c.static, c.cls, int, lambda x, y=5: x + y, functools.partial(pow, 2, mod=7), (3).__add__, {i: i for i in range(2000)}.get], 2000))


def subscripts(containers, n):
    s = 0
    for i in range(n):
        s += containers[i % len(containers)][i % 3]
    return s


class Get:
    def __getitem__(self, i):
        return i * 10


print(subscripts([[1, 2, 3]], 1000), subscripts([(1, 2, 3), [4, 5, 6]], 1000), subscripts([{0: 1, 1: 2, 2: 3}, b"abc", range(5, 8), Get(), bytearray(b"xyz")], 1000))


def iterate(its, n):
    s = 0
    for i in range(n):
        for x in its[i % len(its)]:
            s += x
    return s


print(iterate([[1, 2]], 500), iterate([[1], (2, 3), range(4), {5: 6}, {7}, b"a", (x for x in ())], 700))
