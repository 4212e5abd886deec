# Which weak references an object has, and in which order they are told.
import weakref


class Object:
    def __init__(self, x):
        self.x = x

    def __call__(self):
        return self.x

    def __repr__(self):
        return f"<Object {self.x}>"


class Plain:
    pass


class Ref(weakref.ref):
    pass


def told(r):
    print("told", r() is None)


o = Plain()
first = Ref(o)
called = weakref.ref(o, told)
plain = weakref.ref(o)
proxy = weakref.proxy(o)
second = Ref(o)
proxied = weakref.proxy(o, told)
again = weakref.ref(o, told)

names = {
    id(r): n
    for n, r in {
        "first": first,
        "called": called,
        "plain": plain,
        "proxy": proxy,
        "second": second,
        "proxied": proxied,
        "again": again,
    }.items()
}
print([names[id(r)] for r in weakref.getweakrefs(o)], weakref.getweakrefcount(o))
print(weakref.ref(o) is plain, weakref.proxy(o) is proxy, weakref.ref(o, told) is called, Ref(o) is first)
print(o.__weakref__ is plain)
print(plain == called, first == plain, hash(plain) == hash(o), called.__callback__ is told, plain.__callback__)

f = Object(7)
call = weakref.proxy(f)
print(type(call).__name__, call(), call.x, repr(call).startswith("<weakproxy at"), [type(r).__name__ for r in weakref.getweakrefs(f)])
print(weakref.getweakrefs(3), weakref.getweakrefcount("s"))
for bad in (3, "s", (), None, [], {}):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)


class Slots:
    __slots__ = ("x",)


class WithWeak:
    __slots__ = ("x", "__weakref__")


try:
    weakref.ref(Slots())
except TypeError as e:
    print(e)
w = WithWeak()
print(weakref.ref(w)() is w)
