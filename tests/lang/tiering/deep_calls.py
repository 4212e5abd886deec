def add3(a, b, c=10, *, k=1):
    return a + b + c + k


def chain5(x):
    return chain4(x) + 1


def chain4(x):
    return chain3(x) * 2


def chain3(x):
    return chain2(x) - 3


def chain2(x):
    return chain1(x) + x


def chain1(x):
    return x // 2


def run(n):
    s = 0
    for i in range(n):
        s += chain5(i) + add3(i, 1) + add3(1, 2, 3) + add3(i, b=2, k=5) + add3(*(1, 2)) + add3(**{"a": 1, "b": 2, "c": i})
    return s


print(run(10), run(3000))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


print(fib(18), ack(2, 6), tak(9, 5, 2))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print([even(n) for n in (0, 7, 100, 501)], sum(even(i % 50) for i in range(500)))


def too_deep(n):
    return too_deep(n + 1)


def hot_recursion_error(n):
    caught = 0
    for i in range(n):
        try:
            too_deep(0)
        except RecursionError:
            caught += 1
    return caught


print(hot_recursion_error(20))


def make(n):
    def inner(x):
        return x + n

    return inner


def closures(n):
    s = 0
    for i in range(n):
        s += make(i)(1)
    return s


print(closures(3000))


class Acc:
    def __init__(self):
        self.t = 0

    def add(self, x):
        self.t += x
        return self

    def __enter__(self):
        return self

    def __exit__(self, *a):
        return False


def fluent(n):
    a = Acc()
    for i in range(n):
        a.add(i).add(1).add(-i)
    return a.t


print(fluent(2000), sum(map(lambda x: chain5(x), range(500))), sorted(range(50), key=lambda x: -chain3(x))[:5], max(range(100), key=lambda x: x * (77 - x)))


def varargs(*args, **kw):
    return len(args) + len(kw) + sum(args)


print(sum(varargs(*range(i % 5), x=i) for i in range(1000)))


def default_mut(x, acc=[]):
    acc.append(x)
    return len(acc)


print([default_mut(i) for i in range(300)][-1])
