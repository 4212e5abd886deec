def add(a, b):
    return a + b


def twice(a):
    return add(a, a)


def run(n):
    s = 0
    for i in range(n):
        s += twice(i) + add(i, 1)
    return s


print(run(7_500_000))
