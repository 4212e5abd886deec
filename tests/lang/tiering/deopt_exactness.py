# Every guard that fails must leave no trace: effects before it happen once, effects after it happen once.
trace = []


def effect(tag, value):
    trace.append(tag)
    return value


def run(xs, n):
    total = 0
    for i in range(n):
        total = effect("a", total) + effect("b", xs[i % len(xs)]) * effect("c", 2)
    return total


print(run([1], 1000), len(trace))
print(run([1, 2.5], 1000), len(trace))
print(run([1, 2**62, 3], 1000), len(trace), trace[-3:])


def stores(n, bad):
    d, l, o = {}, [0] * 10, type("O", (), {})()
    o.x = 0
    for i in range(n):
        d[i % 10] = l[i % 10] = o.x = o.x + (1 if i != bad else 2**62)
    return d, l, o.x


print(stores(1000, 999), stores(1000, 5), stores(1000, -1))


def operand_stack(n, odd):
    # The failing guard sits deep in an expression, with live operands beneath it.
    out = 0
    for i in range(n):
        v = 3 if i != odd else 3.5
        out += (i, i + 1, i + (i * 2 + (i - 1) * (v + i)))[2] - [i, (i, v * 2)][1][1] + {"k": v}["k"]
    return out


print(operand_stack(1000, -1), operand_stack(1000, 990), operand_stack(1000, 3))


def swap_and_rotate(n, odd):
    a, b, c = 1, 2, 3
    for i in range(n):
        a, b, c = b, c, (a + b + c) % 1000
        if i == odd:
            b = float(b)
        a, (b, *rest) = c, (a, b)
        b += rest[0]
        b %= 1000
    return a, b, c


print(swap_and_rotate(1000, -1), swap_and_rotate(1000, 900))


def early_and_late(n):
    hits = []
    for i in range(n):
        x = i
        if i == 1234 or i == 2345:
            x = str(i)
        try:
            y = x - 1
        except TypeError:
            hits.append((i, x))
            y = 0
        if i == 1500:
            x = None
        if x is None:
            hits.append("none")
    return hits, y


print(early_and_late(3000))


def inlined(p, q):
    return p * q + p


def caller(n, odd):
    s = 0
    for i in range(n):
        s += inlined(i, 2 if i != odd else 2.5) + inlined(1, i)
    return s


print(caller(2000, -1), caller(2000, 1999), caller(2000, 10))


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def dot(self, o):
        return self.x * o.x + self.y * o.y


def objects(n, odd):
    s = 0
    for i in range(n):
        v = Vec(i, i + 1)
        w = Vec(2, 3) if i != odd else Vec(2.5, "3")
        try:
            s += v.dot(w)
        except TypeError as e:
            s += 10**6
        if i % 1000 == 999:
            trace.append(v)
    return s, trace[-1].x


print(objects(2000, -1), objects(2000, 1500))
