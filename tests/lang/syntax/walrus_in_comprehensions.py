# Targets of assignment expressions in comprehensions belong to the function around, also if it never names them.
def plain(data):
    "A docstring."
    return [y for x in data if (y := x)]


def generator(data):
    return any((y := x) > 1 for x in data), sorted(locals())


def called(f, data):
    return [(x, y) for x in data if (y := f(x)) > 0]


def inner_function():
    def spam(a):
        return a

    return [(x, y, x / y) for x in [1, 2, 3] if (y := spam(x)) > 0]


def nested(rows):
    return [[cell for x in row if (cell := x * 2)] for row in rows if (first := row[0])], first


def twice(data):
    total = 0
    return [total := total + x for x in data], total


def closed(data):
    [last := x for x in data]

    def inner():
        return last

    return inner()


def declared(data):
    global g
    [g := x for x in data]
    return g


def of_another(data):
    n = 0

    def inner():
        nonlocal n
        return [n := n + x for x in data]

    return inner(), n


def parameter(x, data):
    [x := y for y in data]
    return x


def in_default(data):
    def inner(a=[z for x in data if (z := x)]):
        return a

    return inner(), z


def unbound():
    [late := x for x in ()]
    return late


lam = lambda data: [y for x in data if (y := x)]
two = lambda data: [(p, q) for x in data if (p := x) and (q := x + 1)]


async def coroutine(data):
    return {k: v for k in data if (v := k)}


print(plain([1, 0, 2]), plain.__doc__, generator([1, 2]), called(abs, [1, -2]), inner_function())
print(nested([[1, 2], [3]]), twice([1, 2, 3]), closed([1, 2]), declared([4, 5]), g)
print(of_another([1, 2]), parameter(0, [7, 8]), in_default([1, 0, 2]), lam([1, 0]), two([3]))
try:
    coroutine([1, 2]).send(None)
except StopIteration as e:
    print(e.value)
try:
    unbound()
except UnboundLocalError as e:
    print(e)
print([m for x in range(3) if (m := x)], m)
for text in ("class C: [a := 1 for _ in ()]", "[x := 1 for x in ()]", "[i for i in (j := [1])]"):
    try:
        exec(text)
        print("no")
    except SyntaxError as e:
        print(e.msg)
print(eval("[y for x in data if (y := x)]", {"data": [5]}), eval("(lambda d: [y for x in d if (y := x)])([6])"))
