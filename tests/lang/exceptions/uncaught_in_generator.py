def gen(n):
    for i in range(n):
        yield 10 // (2 - i)


def consume(it):
    return [x for x in it]


def delegate():
    yield from gen(5)


for value in delegate():
    print(value)
    if value == 10:
        break
consume(delegate())
