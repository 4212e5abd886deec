def integrate(n):
    h = 1.0 / n
    s = 0.0
    for i in range(n):
        x = (i + 0.5) * h
        s += 4.0 / (1.0 + x * x)
    return s * h


print([f"{integrate(n):.10f}" for n in (1, 10, 100, 10000)])


def logistic(n, r, x):
    for i in range(n):
        x = r * x * (1.0 - x)
    return x


print(logistic(50, 3.2, 0.5), logistic(5000, 2.5, 0.1), logistic(20, 5.0, 0.5), logistic(40, 5.0, 0.5))


def mandel(w, h):
    rows = []
    for py in range(h):
        row = ""
        for px in range(w):
            x0, y0 = px / w * 3.0 - 2.0, py / h * 2.0 - 1.0
            x = y = 0.0
            i = 0
            while x * x + y * y <= 4.0 and i < 30:
                x, y = x * x - y * y + x0, 2.0 * x * y + y0
                i += 1
            row += " .:-=+*#%@"[i // 3 - 1]
        rows.append(row)
    return rows


print("\n".join(mandel(50, 20)))


def tiny(n):
    x = 1.0
    for i in range(n):
        x /= 3.0
    return x


def huge(n):
    x = 1.0
    for i in range(n):
        x *= 3.0
    return x


print([tiny(n) for n in (10, 100, 600, 678, 700)], [huge(n) for n in (10, 100, 600, 646, 650)])


def signs(n):
    x = 1.0
    s = 0.0
    for i in range(n):
        x = -x * 0.999
        s += x
        z = x * 0.0
        if i % 1000 == 0:
            s += z
    return x, s, z


print(signs(3000), signs(3001))


def nan_loop(n):
    x = float("inf")
    count = 0
    for i in range(n):
        y = x - x if i % 3 == 0 else float(i)
        if y != y:
            count += 1
        if not y < 5.0 and not y >= 5.0:
            count += 100
    return count


print(nan_loop(2000))


class P:
    def __init__(self, x, v):
        self.x, self.v = x, v


def simulate(n):
    ps = [P(float(i), i * 0.5 - 1.0) for i in range(5)]
    for _ in range(n):
        for p in ps:
            p.x += p.v * 0.01
            if p.x > 5.0 or p.x < 0.0:
                p.v = -p.v
    return [(round(p.x, 9), p.v) for p in ps]


print(simulate(1000))
