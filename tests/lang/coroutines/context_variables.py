# Context variables: values by context, tokens, and what is refused.
import contextvars
import re
from contextvars import Context, ContextVar, Token, copy_context


def show(f, *args, **kwargs):
    try:
        text = repr(f(*args, **kwargs))
    except BaseException as e:
        text = f"{type(e).__name__}: {e}"
    print(re.sub("0x[0-9a-f]+", "0x", text))


x, y, z = ContextVar("x"), ContextVar("y", default=3), ContextVar("z")
token = x.set(1)
before = copy_context()
print([v.name for v in before], list(before.items()) == [(x, 1)], list(before.values()), len(before))
show(x.get)
show(y.get)
show(y.get, 5)
show(z.get)
show(z.get, 7)
show(z.get, 1, 2)
show(lambda: z.get(default=1))

# A context that was copied keeps what it had; one that is iterated over may change.
x.set(2)
print(before[x], x.get(), before == copy_context(), before != copy_context(), before == before.copy())


def change():
    for i, var in enumerate(copy_context()):
        z.set(i)
    here = copy_context()
    n = 0
    for var in here:
        ContextVar(f"v{n}").set(n)
        n += 1
    return x.get(), z.get(), n


print(before.run(change), before[z], z in copy_context(), y in before, len(before))
show(lambda: before[y])
show(before.get, y)
show(before.get, y, 9)
show(lambda: before[1])
show(lambda: 1 in before)
show(before.run)
show(lambda: before.run(before.run, print))
show(before.run, lambda a, *, b: (a, b), 1, b=2)

# An exception leaves the context as a return does.
def fail():
    x.set("inside")
    raise KeyError("from inside")


show(before.run, fail)
print(x.get(), before[x])

# Tokens.
print(token.var is x, token.old_value is Token.MISSING, Token.MISSING)
show(x.reset, 1)
show(z.reset, token)
show(before.run, x.reset, token)
show(x.reset, token)
show(x.reset, token)
show(x.get)
with x.set(5) as inner:
    print(x.get(), inner.old_value)
show(x.get)
show(lambda: inner)
show(lambda: x)
show(lambda: y)
show(Token)
show(Context, 1)
show(ContextVar)
show(ContextVar, 1)
show(ContextVar, "a", 3)
show(ContextVar, "a", default=3, b=2)
show(hash, before)
show(hash, token)
show(lambda: before < before)
print(hash(x) == hash(x), {x: 1}[x], ContextVar[int], Token[int], before.__eq__(1))
print(contextvars.Context is Context, type(x).__module__)

# A generator runs in the context of whoever continues it.
def counting():
    for i in range(3):
        y.set(i)
        yield y.get()


inside = copy_context()
g = counting()
print([inside.run(next, g) for _ in range(3)], y.get(), inside[y])
