g = 1


def read():
    return g


def write(v):
    global g
    g = v


print(read())
write(2)
print(read(), g)
del g
try:
    read()
except NameError as error:
    print(error)
globals()["g"] = "via dict"
print(read(), "g" in globals(), "nope" in globals())
len_ = len


def use():
    return len([1, 2, 3])


print(use())
len = lambda x: "shadowed"
print(use())
del len
print(use())
import builtins

builtins.extra = 42
print(extra)
del builtins.extra
try:
    extra
except NameError as error:
    print(error)


def f():
    x = 1
    exec("x = 2; y = 3")
    return x, eval("x + 1"), sorted(locals())


print(f())
ns = {"a": 5}
exec("b = a * 2\ndef h(): return b", ns)
print(ns["b"], ns["h"](), eval("a + b", ns), eval("a + c", {"a": 1}, {"c": 2}), sorted(k for k in ns if k != "__builtins__"))
code = compile("1 + 2 * 3", "<expr>", "eval")
print(eval(code), __name__)
for name in ("mispelt", "pritn"):
    try:
        eval(name)
    except NameError as error:
        print(error)
