def run(n):
    x, v, s = 1.0, 0.0, 0.0
    for i in range(n):
        v -= x * 0.001
        x += v * 0.001
        s += x * x + v / (1.0 + i)
    return round(s, 6)


print(run(10_000_000))
