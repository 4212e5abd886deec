def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def squares(it):
    for x in it:
        yield x * x


def evens(it):
    for x in it:
        if x % 2 == 0:
            yield x


print(sum(evens(squares(numbers(5000)))), sum(x * 2 for x in range(5000) if x % 3), max(x ^ 55 for x in numbers(3000)))


def suspended(n):
    total = 0
    for i in range(n):
        total += i
        if i % 500 == 0:
            got = yield total
            if got:
                total += got
    return total


g = suspended(5000)
out = [next(g)]
try:
    while True:
        out.append(g.send(1000))
except StopIteration as e:
    out.append(e.value)
print(out)


def interleaved(k, n):
    gens = [numbers(n + i) for i in range(k)]
    s = 0
    alive = gens
    while alive:
        nxt = []
        for i, g in enumerate(alive):
            v = next(g, None)
            if v is not None:
                s += v * (i + 1)
                nxt.append(g)
        alive = nxt
    return s


print(interleaved(7, 300))


def throwing(n):
    caught = 0
    for i in range(n):
        try:
            yield i
        except ValueError:
            caught += 1
    return caught


g = throwing(2000)
s = next(g)
try:
    for i in range(3000):
        s += g.throw(ValueError) if i % 3 == 0 else next(g)
except StopIteration as e:
    print(s, e.value)


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(sum(tree(11)), list(tree(4)))


def abandoned(n):
    total = 0
    for i in range(n):
        g = numbers(10)
        total += next(g) + next(g)
    return total


print(abandoned(2000))


def mutating(n):
    x = [0]

    def gen():
        for i in range(n):
            yield i + x[0]

    s = 0
    for v in gen():
        s += v
        x[0] += 1
        if v > 2000:
            x[0] = 0
    return s


print(mutating(3000))
