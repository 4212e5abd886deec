def f(a, b=[]):
    b.append(a)
    return b


print(f(1), f(2), f(3, []), f.__defaults__)
x = 1


def g(y=x):
    return y


x = 2
print(g(), g(5))
g.__defaults__ = (99,)
print(g())


def h(*, k=1, m):
    return k, m


print(h(m=2), h.__kwdefaults__, h.__code__.co_kwonlyargcount, h.__name__, h.__qualname__, h.__doc__, h.__module__)
h.__kwdefaults__ = {"m": 7}
try:
    print(h())
except TypeError as error:
    print(error)
h.custom = 5
h.__name__ = "renamed"
print(h.custom, h.__name__, vars(h), callable(h), h.__code__.co_name)


def annotated(a: int, b: "str" = "x", *args: float) -> bool:
    """Doc line."""
    return True


print(annotated.__annotations__, annotated.__doc__, annotated.__code__.co_varnames, annotated.__code__.co_argcount)


def outer():
    def inner():
        pass

    return inner, lambda: 0


print(*(fn.__qualname__ for fn in outer()))
g.__code__ = annotated.__code__ if False else (lambda y=0: y * 2).__code__
print(g(21))


def recursive(n):
    return 1 if n == 0 else n * recursive(n - 1)


print(recursive(20), (lambda n: n + 1)(1), (lambda *a, **k: (a, k))(1, z=2))


def early(n):
    for i in range(n):
        if i * i > n:
            return i
    return None


print(early(50), early(0))
def many(a, b, c, d, e, f, g, h, i, j): return a + b + c + d + e + f + g + h + i + j
print(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), many(*range(10)), many(**dict(zip("abcdefghij", range(10)))))
