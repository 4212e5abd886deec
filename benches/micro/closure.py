def make(k):
    total = 0

    def step(x):
        nonlocal total
        total += x * k
        return total

    return step


def run(n):
    f, g = make(2), make(3)
    for i in range(n):
        f(i)
        g(1)
    return f(0) + g(0)


print(run(7_500_000))
