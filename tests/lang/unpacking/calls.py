def f(*args, **kwargs):
    return args, kwargs


print(f(), f(1, 2), f(a=1), f(*[1, 2], *"ab", 3, **{"x": 1}, y=2, **{"z": 3}), f(*range(3), k=1), f(*{1: 2}), f(*(), **{}))


def g(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw


print(g(1, c=3), g(1, 9, 8, 7, c=3, e=5), g(c=1, a=2), g(*[1, 2, 3], **{"c": 0, "q": 1}))


def pos(a, b, /, c, *, d):
    return a, b, c, d


print(pos(1, 2, 3, d=4), pos(1, 2, c=3, d=4), pos(*(1, 2), **{"c": 3, "d": 4}))


def posname(a, /, **kw):
    return a, kw


print(posname(1, a=2))
none = None
calls = [
    "g()", "g(1)", "g(1, c=2, a=3)", "pos(a=1, b=2, c=3, d=4)", "pos(1, 2, 3, 4)", "pos(1)", "f(*5)", "f(**5)", "f(**{1: 2})", "f(a=1, **{'a': 2})",
    "(lambda: 1)(2)", "(lambda x: 1)()", "(lambda x, y, z: 1)(1)", "(lambda *, k: 1)()", "(lambda a: 1)(b=2)", "(lambda a=1: 1)(1, 2, 3)", "none()", "len()", "len(1, 2)", "len(x=1)", "int(foo=1)", "print(1, foo=2)",
]
for text in calls:
    try:
        print(eval(text))
    except TypeError as error:
        print(text, "->", error)
print([*"ab", *[1]], (*"ab",), {*"a", 1} == {"a", 1}, {**{"a": 1}, "a": 2}, max(*[1, 5], 3), "{}{}".format(*"xy"), print(*[1, 2], sep="-", end="!\n"))
order = []


def o(x):
    order.append(x)
    return x


f(o(1), *[o(2)], o(3), k=o(4), **{"z": o(5)}, y=o(6))
print(order)
