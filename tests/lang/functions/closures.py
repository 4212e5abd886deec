def counter():
    n = 0

    def inc(by=1):
        nonlocal n
        n += by
        return n

    def get():
        return n

    return inc, get


inc, get = counter()
print(inc(), inc(5), get(), inc.__closure__[0].cell_contents, inc.__code__.co_freevars, get.__closure__[0] is inc.__closure__[0])
inc2, get2 = counter()
print(inc2(), get(), get2())


def make():
    fs = []
    for i in range(3):
        def f():
            return i
        fs.append(f)
    return fs


print([f() for f in make()])


def deep(a):
    def l1(b):
        def l2(c):
            def l3(d):
                nonlocal a
                a += 1
                return a, b, c, d
            return l3
        return l2
    return l1


f = deep(1)(2)(3)
print(f(4), f(5))


def unbound():
    def inner():
        return later

    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    later = 1
    print(inner())
    del later
    try:
        inner()
    except NameError as error:
        print(error)


unbound()


def arg_cell(x):
    g = lambda: x
    x = x + 1
    return g


print(arg_cell(1)())


def local_error():
    try:
        print(v)
    except UnboundLocalError as error:
        print(error)
    v = 1
    del v
    try:
        v
    except UnboundLocalError as error:
        print(error)


local_error()
n = "global"


def outer():
    n = "outer"

    def inner():
        global n
        n = "changed"
        return n

    return inner(), n


print(outer(), n)


def acc():
    total = 0
    return [total := total + i for i in range(4)], total


print(acc())


class K:
    n = "class"

    def m(self):
        return n

    f = lambda self: __class__.__name__


print(K().m(), K().f())
adders = {i: (lambda x, i=i: x + i) for i in range(3)}
print([adders[i](10) for i in range(3)])


def compose(*fs):
    def run(x):
        for f in fs:
            x = f(x)
        return x

    return run


print(compose(lambda x: x + 1, lambda x: x * 2, str)(4))
