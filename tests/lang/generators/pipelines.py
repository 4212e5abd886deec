def read(text):
    for line in text.splitlines():
        yield line


def strip(lines):
    for l in lines:
        l = l.strip()
        if l:
            yield l


def fields(lines):
    for l in lines:
        yield l.split(",")


def typed(rows):
    for name, *nums in rows:
        yield name, [int(n) for n in nums]


text = """
a,1,2
b,3
 c,4,5,6

d
"""
for row in typed(fields(strip(read(text)))):
    print(row)


def sieve():
    def integers(n):
        while True:
            yield n
            n += 1

    def remove(p, it):
        for x in it:
            if x % p:
                yield x

    it = integers(2)
    while True:
        p = next(it)
        yield p
        it = remove(p, it)


from itertools import islice

print(list(islice(sieve(), 40)))


def chunks(it, n):
    it = iter(it)
    while chunk := list(islice(it, n)):
        yield chunk


print(list(chunks(range(10), 4)))


def permutations(xs):
    if len(xs) <= 1:
        yield xs
    else:
        for i in range(len(xs)):
            for rest in permutations(xs[:i] + xs[i + 1 :]):
                yield [xs[i]] + rest


print([*permutations([1, 2, 3])], sum(1 for _ in permutations(list(range(6)))))


def averager():
    total = n = 0
    avg = None
    while True:
        x = yield avg
        total += x
        n += 1
        avg = total / n


a = averager()
next(a)
print([a.send(x) for x in (10, 20, 60)])


def scheduler(tasks):
    tasks = list(tasks)
    log = []
    while tasks:
        t = tasks.pop(0)
        try:
            log.append(next(t))
            tasks.append(t)
        except StopIteration as e:
            log.append(f"done:{e.value}")
    return log


def task(name, n):
    for i in range(n):
        yield f"{name}{i}"
    return name


print(scheduler([task("a", 2), task("b", 3), task("c", 1)]))
