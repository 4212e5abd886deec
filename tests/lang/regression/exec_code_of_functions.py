"""`exec` and `eval` of the code of functions: parameters are missed, locals are its own."""


def show(what, *args):
    try:
        result = what(*args)
    except Exception as e:
        print(type(e).__name__, e)
    else:
        print(type(result).__name__ if hasattr(result, "send") else result)
        if hasattr(result, "close"):
            result.close()


def f(a, b=2, *c, k, **d):
    return a


def gen(a):
    yield a


def gen0():
    yield 1


async def co():
    return 1


def outer():
    x = 5

    def inner():
        return x

    return inner


def loc():
    n = 3
    return sorted(locals())


for what in exec, eval:
    show(what, f.__code__)
    show(what, (lambda: 5).__code__)
    show(what, (lambda *a, **k: (a, k)).__code__)
    show(what, (lambda a: a == 1).__code__)
    show(what, gen.__code__)
    show(what, gen0.__code__)
    show(what, outer.__code__, {"q": 1}) if what is exec else None
    show(what, outer().__code__)
    show(what, loc.__code__, {}, {"q": 1})

show(__build_class__, lambda: 3, "C")
show(__build_class__, lambda a: 3, "C")
show(__build_class__, gen0, "C")
