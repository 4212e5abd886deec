counter = 0
step = 1


def tick(n):
    global counter
    for i in range(n):
        counter += step
    return counter


print(tick(100), tick(3000))
step = 2.5
print(tick(3000))
step = 2
counter = 0
print(tick(10), tick(3000))


def f(x):
    return x + 1


def loop(n):
    global f
    s = 0
    for i in range(n):
        s = f(s)
        if i == n // 2:
            f = g
    return s


def g(x):
    return x - 2


print(loop(3000))
f = abs
print(loop(20))


def shadow(n):
    total = 0
    for i in range(n):
        total += len("abc")
        if i == n // 2:
            globals()["len"] = lambda s: 100
        if i == n // 2 + 10:
            del globals()["len"]
    return total


print(shadow(100), shadow(4000))


def missing(n):
    errors = 0
    for i in range(n):
        if i == 1000:
            globals()["appears"] = 7
        if i == 2000:
            del globals()["appears"]
        try:
            errors += appears
        except NameError:
            errors += 1000000
    return errors


print(missing(3000))
import builtins


def builtin_patch(n):
    s = 0
    original = builtins.abs
    for i in range(n):
        if i == 1500:
            builtins.abs = lambda x: 0
        s += abs(-1)
    builtins.abs = original
    return s


print(builtin_patch(3000), abs(-5))
for i in range(300):
    exec(f"dynamic_{i} = {i}")
    step = i
print(sum(globals()[f"dynamic_{i}"] for i in range(300)), dynamic_299, tick(10))
