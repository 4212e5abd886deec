def f(a, b=2, *args, c=3, **kw):
    return a + b + c + len(args) + len(kw)


def run(n):
    s = 0
    pair, named = (1, 2), {"a": 1, "c": 5}
    for i in range(n):
        s += f(i) + f(1, c=i) + f(*pair) + f(1, 2, 3, 4) + f(**named) + f(b=1, a=2, z=3)
    return s


print(run(1_750_000))
