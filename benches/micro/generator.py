def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def evens(it):
    for x in it:
        if x % 2 == 0:
            yield x


def nested(n):
    if n:
        yield from nested(n - 1)
    yield n


def run(n):
    s = 0
    for x in evens(count(n)):
        s += x
    for _ in range(n // 40):
        for x in nested(8):
            s += x
    return s


print(run(7_500_000))
