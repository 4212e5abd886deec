def run(n):
    a, b, c = 1, 2, 3
    pairs = [(i, i + 1) for i in range(10)]
    s = 0
    for i in range(n):
        a, b, c = b, c, a
        x, y = pairs[i % 10]
        (p, q), r = (x, y), a
        s += p * q + r
    return s


print(run(10_000_000))
