# Jumps for which the operand stack, the cells or the generator would be wrong, and jumps that are made twice.
import sys


def run(func, at, *targets, args=()):
    """Runs `func`; when it first reaches line `at` (from its `def`), sets f_lineno to each of the targets."""
    first = func.__code__.co_firstlineno
    done = []

    def trace(frame, event, arg):
        if frame.f_code is not func.__code__:
            return None
        if event == "line" and not done and frame.f_lineno - first == at:
            for target in targets:
                done.append(target)
                try:
                    frame.f_lineno = first + target
                    done.append(frame.f_lineno - first)
                except ValueError as e:
                    done.append(str(e))
        return trace

    sys.settrace(trace)
    try:
        result = func(*args)
        if hasattr(result, "send"):
            result = list(result)
    except Exception as e:
        result = repr(e)
    finally:
        sys.settrace(None)
    print(func.__name__, done, result)


def loop():
    out = []
    x = 1
    for i in [1, 2]:
        out.append(i)
    y = 3
    return out, x, y


run(loop, 2, 5, 4)
run(loop, 2, 5, 6)
run(loop, 4, 5, 6)
run(loop, 4, 6, 5, 6)


def managers(log):
    class M:
        def __init__(self, n):
            self.n = n

        def __enter__(self):
            log.append(self.n)

        def __exit__(self, *exc):
            log.append(-self.n)

    with M(1):
        log.append("a")
        log.append("b")
    log.append("c")
    return log


run(managers, 11, 12, args=([],))
run(managers, 11, 13, args=([],))
run(managers, 12, 13, args=([],))
run(managers, 13, 12, args=([],))
run(managers, 13, 14, 12, args=([],))


def deep(n):
    return n if n == 0 else 1 + deep(n - 1)


def gen(a):
    yield a
    yield a + 1
    yield a + 2


run(gen, 1, 3, args=(1,))
print(deep(400))
