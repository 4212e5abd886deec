x = "module"


class A:
    x = "class"
    y = [x for _ in range(1)]
    z = (lambda: x)()

    def m(self):
        return x

    class Inner:
        def see(self):
            return x


print(A.y, A.z, A().m(), A.Inner().see())


def f():
    x = "f"

    class B:
        y = x
        x = "B"
        z = x

        def m(self):
            return x

    return B.y, B.z, B().m()


try:
    print(f())
except NameError as e:
    print(type(e).__name__, e)


def g():
    def inner():
        nonlocal x
        x = "changed by inner"

    x = "g"
    inner()
    return x


print(g(), x)


def h(x):
    def a():
        return x

    def b():
        nonlocal x
        x += "!"
        return a()

    return a, b


a, b = h("start")
print(a(), b(), b(), a())


def loop():
    out = []
    for k in range(3):
        def fn(k=k):
            return k
        out.append(fn)
    del k
    try:
        k
    except UnboundLocalError as e:
        out.append(lambda: str(e) if False else "unbound")
    return [fn() for fn in out]


print(loop())


def walrus():
    data = [1, 2, 3]
    total = 0
    partial = [total := total + v for v in data]
    return partial, total, any((last := v) > 1 for v in data), last


print(walrus())


def except_scope():
    e = "before"
    try:
        raise ValueError("v")
    except ValueError as e:
        pass
    try:
        return e
    except UnboundLocalError as err:
        return str(err)


print(except_scope())


def class_cell():
    n = 1

    class C:
        nonlocal n
        n = 2
        k = n

    return n, C.k, hasattr(C, "n")


print(class_cell())


def f2(a, b=lambda: x, *c):
    x = "local"
    return b()


print(f2(1), [x for x in "ab"], x, {x: x for x in "c"}, x)
exec("x = 'by exec'")
print(x)


def many(a0, a1, a2):
    def l1():
        b = a0

        def l2():
            c = b + a1

            def l3():
                return c + a2 + b

            return l3

        return l2

    return l1()()()


print(many(1, 10, 100))


def deleted():
    v = 1

    def read():
        return v

    del v
    try:
        return read()
    except NameError as e:
        return str(e)


print(deleted(), locals() is globals(), sorted(k for k in vars() if k in ("x", "A")))


def snapshot():
    p = 1
    before = locals()
    q = 2
    before["p"] = 99
    return p, sorted(before), sorted(locals())


print(snapshot())
