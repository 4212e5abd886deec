class CM:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise ValueError("enter failed")
        return self.name.upper()

    def __exit__(self, typ, val, tb):
        print("exit", self.name, typ.__name__ if typ else None, val, tb is not None)
        if self.fail == "exit":
            raise ValueError("exit failed")
        return self.swallow


with CM("a") as x:
    print(x)
with CM("a") as x, CM("b") as y, CM("c"):
    print(x, y)
with (CM("p") as p, CM("q")):
    pass
with CM("s", swallow=True):
    1 / 0
try:
    with CM("outer"), CM("inner"):
        raise KeyError("k")
except KeyError as e:
    print("caught", e)
try:
    with CM("ok"), CM("bad", fail="enter"):
        print("never")
except ValueError as e:
    print(e, e.__context__)
try:
    with CM("x", fail="exit"):
        raise KeyError("orig")
except ValueError as e:
    print(e, repr(e.__context__))


def ret():
    with CM("r"):
        return "value"


def loop():
    for i in range(3):
        with CM(f"l{i}"):
            if i == 0:
                continue
            break
    return "done"


print(ret(), loop())
for obj in (5, object()):
    try:
        with obj:
            pass
    except TypeError as e:
        print(e)


class OnlyEnter:
    def __enter__(self):
        pass


try:
    with OnlyEnter():
        pass
except TypeError as e:
    print(e)
from contextlib import contextmanager, suppress, ExitStack, closing, nullcontext


@contextmanager
def cm(name):
    print("start", name)
    try:
        yield name
    except ZeroDivisionError as e:
        print("handled", e)
    finally:
        print("stop", name)


with cm("g") as g:
    print(g)
with cm("h"):
    1 / 0
with suppress(KeyError, IndexError):
    [][1]
with ExitStack() as stack:
    for n in "xy":
        stack.enter_context(CM(n))
    stack.callback(print, "callback", end="!\n")
with nullcontext(5) as n:
    print(n)
with CM("t") as (a, *b):
    print(a, b)
with CM("multi") as target:
    target += "!"
print(target)
