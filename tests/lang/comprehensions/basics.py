print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(3) for y in range(x)], [[y for y in range(x)] for x in range(4)])
print({x: x * x for x in range(3)}, {x % 3 for x in range(9)} == {0, 1, 2}, list(x + 1 for x in range(3)), sum(x for x in range(10) if x % 2), {k: [v] for k, v in {"a": 1}.items()})
x = "outer"
result = [x for x in range(3)]
print(x, result)
print([(a := i * 2) for i in range(3)], a, any((hit := n) > 3 for n in range(10)), hit)
fs = [lambda: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda i=i: i for i in range(3)]])
print([*range(2), *[x for x in "ab"]], [a + b for a, b in [(1, 2), (3, 4)]], [first for first, *_ in ["abc", "de"]])


class C:
    items = [1, 2, 3]
    doubled = [i * 2 for i in items]
    try:
        bad = [i * len(items) for i in range(2)]
    except NameError as error:
        print(error)


print(C.doubled)


def f():
    y = 10
    g = (x + y for x in range(3))
    y = 100
    return list(g), [locals_ for locals_ in [sorted(locals())]]


print(f())


def nested(n):
    return [[i * j for j in range(n) if (i + j) % 2] for i in range(n)], {i: {j for j in range(i)} for i in range(3)}


print(nested(4))
try:
    [1 / i for i in (1, 0)]
except ZeroDivisionError as error:
    print(error)
gen = (print("evaluated", i) or i for i in range(3))
print("before")
print(next(gen), list(gen))
try:
    (i for i in 5)
except TypeError as error:
    print(error)
