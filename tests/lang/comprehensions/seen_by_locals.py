# What locals() shows in and behind comprehensions: in functions all that is bound, in modules and classes no variables of
# comprehensions.
import sys


def behind(a, *rest, b=2, **more):
    c = [x for x in a if b for y in rest]
    d = {k: a for k in rest}
    return locals()


print(sorted(behind([1, 2], 3, z=4).items()))


def inside(a):
    return [sorted(locals()) for x in a], {x: len(locals()) for x in a}, list(sorted(locals()) for x in a)


print(inside([1]))


def captured(a, n):
    f = [lambda: (x, n) for x in a]
    return sorted(locals()), [g() for g in f], sorted(locals())


print(captured([1, 2], 3))


def shadowed(x):
    y = [x for x in range(3)]
    return locals()


print(shadowed("kept"))


def walrus(a):
    b = [last := x for x in a]
    return locals()


print(walrus([1, 2]))


def fails(a, b):
    c = [x / b for x in a]
    d = [q for q in c]
    raise KeyError(d[0])


for n in 0, 1:
    try:
        fails([1, 2], n)
    except Exception as e:
        frame = e.__traceback__.tb_next.tb_frame
        print(type(e).__name__, {k: v for k, v in sorted(frame.f_locals.items()) if k != "e"})

print("{a} {b}".format(**(lambda a, b: [x for x in a] and locals())([1], 2)))
exec("z = [a for a in b]; print(sorted(locals()))", {"b": [1]}, {})


class Scope:
    items = [1, 2]
    squares = [i * i for i in items]
    names = sorted(n for n in locals() if not n.startswith("_"))
    inner = [[j for j in range(i)] for i in items]
    print(sorted(n for n in locals() if not n.startswith("_")))


print(Scope.squares, Scope.names, Scope.inner, hasattr(Scope, "i"))
rows = [[j for j in range(i)] for i in range(3)]
print("i" in globals(), "j" in globals(), [sorted(k for k in locals() if k in "ijk") for k in [1]])
print(behind.__code__.co_varnames, captured.__code__.co_varnames, captured.__code__.co_cellvars)


def generator(a):
    for i in [x for x in a]:
        yield sorted(locals())


print(list(generator([1, 2])))


def written(a):
    b = [x for x in a]
    sys._getframe().f_locals["a"] = "changed"
    return a, b, "a" in sys._getframe().f_locals, "x" in sys._getframe().f_locals


print(written([1]))


# An exception that ends a comprehension leaves the variables around as they were.
def restored(x, y):
    for bad in (
        lambda: None,
        lambda: [1 / 0 for z in [1]],
    ):
        try:
            [1 / 0 for x in [1]]
        except ZeroDivisionError:
            pass
        try:
            {x: [y.no for y in [1]] for x in [1, 2]}
        except AttributeError:
            pass
        try:
            {x + y for x in [1] for y in ["a"]}
        except TypeError:
            pass
        try:
            bad()
        except ZeroDivisionError:
            pass
    return x, y


print(restored("x", "y"))


def captured_and_restored(x):
    f = lambda: x
    try:
        [(lambda: x)() / 0 for x in [1, 2]]
    except ZeroDivisionError:
        pass
    return x, f()


print(captured_and_restored("x"))


def of_loops(n):
    total = []
    for i in range(n):
        try:
            total += [1 // (i % 3) for i in [i]]
        except ZeroDivisionError:
            total.append(("zero", i))
    return total


print(of_loops(7), len(of_loops(300)))

i = "module"
try:
    [1 / 0 for i in [1]]
except ZeroDivisionError:
    pass
print(i)


class Restored:
    i = "class"
    try:
        [1 / 0 for i in [1]]
    except ZeroDivisionError:
        pass
    print(i)



async def numbers():
    yield 1
    raise KeyError("end")


async def asynchronous(x):
    try:
        [x async for x in numbers()]
    except KeyError:
        pass
    try:
        {x: y async for x in numbers() for y in [x / 0]}
    except ZeroDivisionError:
        pass
    return x


coroutine = asynchronous("x")
try:
    coroutine.send(None)
except StopIteration as e:
    print(e.value)
