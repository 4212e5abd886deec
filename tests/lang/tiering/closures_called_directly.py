"""Functions with free variables that machine code calls directly, and sites that see many shapes."""


def make(k):
    class Shape:
        def __init__(self, size):
            self.size = size

        def area(self, *, scale=1):
            return self.size * k * scale

        def double(self):
            total = 0
            for i in range(2):
                total += self.size * k
            return total

        @property
        def half(self):
            return self.size / 2 + k

    return Shape


def run(ways, n):
    kinds = [make(k) for k in range(ways)]
    objects = [kinds[i % ways](i) for i in range(64)]
    s = 0
    for i in range(n):
        o = objects[i & 63]
        s += o.area() + o.size + o.double() + o.half
        o.size += 1
        if i % 16 == 0:
            o.extra = i
        s += getattr(o, "extra", 0)
    return s


print([run(ways, 3000) for ways in (1, 2, 4, 8, 9, 16, 33)])


# Attributes of instances that shadow methods, and ones that go.
def shadows(n):
    kinds = [make(k) for k in range(20)]
    objects = [kind(3) for kind in kinds]
    s = 0
    for i in range(n):
        o = objects[i % 20]
        if i == n // 2:
            for p in objects[::3]:
                p.double = lambda: -1000
        if i == n - 100:
            for p in objects[::3]:
                del p.double
        s += o.double()
    return s


print(shadows(4000))


def missing(n):
    kinds = [make(k) for k in range(20)]
    s = 0
    for i in range(n):
        o = kinds[i % 20](i)
        try:
            s += o.nothing
        except AttributeError as e:
            s += len(e.name)
        try:
            o.area(1)
        except TypeError:
            s += 1
        o.__dict__["size"] = 7
        s += o.area(scale=2)
        del o.size
        try:
            s += o.size
        except AttributeError:
            s += 3
    return s


print(missing(2000))


# Cells: shared, rebound, unbound.
def counters(n):
    value = 0

    def up(by):
        nonlocal value
        for _ in range(1):
            value += by
        return value

    def get():
        def inner():
            return value

        return inner()

    s = 0
    for i in range(n):
        s += up(i) - get()
        s += recursive(5)
    return s, value


def outer():
    def recursive(n):
        return n if n < 2 else recursive(n - 1) + recursive(n - 2)

    return recursive


recursive = outer()
print(counters(2000), recursive(15))


def unbound(n):
    def use():
        total = 0
        for i in range(3):
            total += late
        return total

    failed = 0
    for i in range(n):
        try:
            failed += use()
        except NameError:
            failed += 1
    late = 2
    for i in range(n):
        failed += use()
    del late
    try:
        use()
    except NameError as e:
        return failed, str(e)


print(unbound(2000))


def calls(function, n):
    s = 0
    for i in range(n):
        s += function(i, b=2) + function(i, i, *(1, 2)) + function(*(i,))
    return s


def closure(k):
    def f(a, b=1, *rest):
        return a * k + b + len(rest)

    return f


print(sum(calls(closure(k), 300) for k in range(12)))
