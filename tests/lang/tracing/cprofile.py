# cProfile counts who calls whom; times are not shown.
import _lsprof
import cProfile
import io
import pstats


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def generator():
    yield 1
    yield 2


def program():
    fib(6)
    len("a")
    sum(generator())
    [].append(1)
    sorted([2, 1], key=lambda x: x)
    try:
        len(3)
    except TypeError:
        pass


def name(code):
    return code if isinstance(code, str) else code.co_name


def show(profiler):
    for entry in sorted(profiler.getstats(), key=lambda entry: name(entry.code)):
        calls = sorted((name(c.code), c.callcount, c.reccallcount) for c in entry.calls or ())
        print(name(entry.code), entry.callcount, entry.reccallcount, calls)


profiler = cProfile.Profile()
profiler.enable()
program()
profiler.disable()
show(profiler)
print(type(profiler.getstats()[0]), _lsprof.Profiler.__mro__)
profiler.clear()
print(profiler.getstats())
print(profiler.runcall(fib, 5))
with profiler:
    fib(2)
show(profiler)
text = io.StringIO()
pstats.Stats(profiler, stream=text).strip_dirs().sort_stats("name").print_stats("fib")
print([line.split()[0] for line in text.getvalue().splitlines() if "(fib)" in line])
