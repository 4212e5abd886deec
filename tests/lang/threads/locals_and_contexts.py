# oracle: python3.11
# threading.local, context variables and decimal contexts belong to a thread.
import contextvars
import decimal
import gc
import threading
import weakref


def in_thread(f, *args):
    out = []
    t = threading.Thread(target=lambda: out.append(f(*args)))
    t.start()
    t.join()
    return out[0] if out else None


def plain():
    l = threading.local()
    l.x = 1
    print(in_thread(lambda: hasattr(l, "x")), l.x, l.__dict__)

    def set_and_get():
        l.x = 2
        l.y = 3
        return dict(l.__dict__)

    print(in_thread(set_and_get), l.__dict__)
    try:
        del l.y
    except AttributeError:
        print("no y")
    del l.x
    print(l.__dict__)
    try:
        l.__dict__ = {}
    except AttributeError as e:
        print(e)
    try:
        threading.local(1)
    except TypeError as e:
        print(e)


class Counted(threading.local):
    kind = "class attribute"
    __slots__ = ("slot",)
    made = 0

    def __init__(self, start, *, step=1):
        type(self).made += 1
        self.n = start
        self.step = step

    def up(self):
        self.n += self.step
        return self.n

    @property
    def double(self):
        return self.n * 2


def derived():
    c = Counted(10, step=5)
    c.slot = "shared"
    print(c.up(), c.double, c.kind)
    print(in_thread(lambda: (c.up(), c.up(), c.double, c.slot)), c.n, Counted.made)


def freed():
    class Thing:
        pass

    l = threading.local()
    refs = []

    def use():
        l.thing = Thing()
        refs.append(weakref.ref(l.thing))
        return 0

    for _ in range(3):
        in_thread(use)
    in_thread(lambda: [0] * 1000)
    gc.collect()
    print(sum(r() is None for r in refs) >= 2)


var = contextvars.ContextVar("var", default="default")


def contexts():
    var.set("main")
    gate, back = threading.Event(), threading.Event()
    seen = []

    def run():
        seen.append(var.get())
        token = var.set("thread")
        gate.set()
        back.wait()
        seen.append(var.get())
        var.reset(token)
        seen.append(var.get())

    t = threading.Thread(target=run)
    t.start()
    gate.wait()
    seen.append(var.get())
    back.set()
    t.join()
    print(seen, var.get())
    ctx = contextvars.copy_context()
    ctx.run(var.set, "copy")
    print(in_thread(ctx.run, var.get), var.get())


def decimals():
    decimal.getcontext().prec = 5
    print(in_thread(lambda: decimal.getcontext().prec), decimal.getcontext().prec)
    print(in_thread(lambda: str(decimal.Decimal(1) / 3)), decimal.Decimal(1) / 3)


plain()
derived()
freed()
contexts()
decimals()
