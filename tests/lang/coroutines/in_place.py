"""Coroutines and async generators, hot: awaits that end at once and awaits that suspend, at every depth, with
what is sent, thrown and closed, and what a program sees of those that wait."""
import inspect
import sys


class Wait:
    """An awaitable that suspends some times."""

    def __init__(self, n, value=None):
        self.n, self.value = n, value

    def __await__(self):
        got = []
        for i in range(self.n):
            got.append((yield ("wait", i)))
        return self.value, got


def run(coro, answers=()):
    """Runs a coroutine; what it gave out, and its result."""
    out, answers = [], list(answers)
    sent = None
    while True:
        try:
            out.append(coro.send(sent))
        except StopIteration as e:
            return out, e.value
        sent = answers.pop(0) if answers else None


async def fib(n):
    if n <= 1:
        return n
    return await fib(n - 1) + await fib(n - 2)


print(run(fib(13)))


async def deep(n, wait):
    if n == 0:
        return await wait
    value = await deep(n - 1, wait)
    return value


for round in range(80):
    out, value = run(deep(6, Wait(3, "v")), ["a", "b", "c"])
    assert out == [("wait", 0), ("wait", 1), ("wait", 2)], out
    assert value == ("v", ["a", "b", "c"]), value
print(value)


# What is thrown arrives in the innermost, and goes out through all.
async def guarded(n, log):
    try:
        if n:
            return await guarded(n - 1, log)
        return await Wait(2, "unthrown")
    except ValueError as e:
        log.append((n, str(e)))
        if n == 2:
            return await Wait(1, "recovered")
        raise
    finally:
        log.append(n)


for round in range(60):
    log = []
    c = guarded(4, log)
    first = c.send(None)
    assert c.cr_await is not None and c.cr_await.cr_await.cr_await.cr_code.co_name == "guarded"
    assert inspect.getcoroutinestate(c) == "CORO_SUSPENDED"
    second = c.throw(ValueError("x"))
    out, value = run(c)
    log2 = []
    d = guarded(3, log2)
    d.send(None)
    d.close()
    assert inspect.getcoroutinestate(d) == "CORO_CLOSED"
print(first, second, out, value, log, log2)


# Async generators.
async def numbers(n, wait=0):
    try:
        for i in range(n):
            if wait:
                await Wait(wait)
            yield i
    finally:
        numbers.closed += 1


numbers.closed = 0


async def add(n, wait):
    total = 0
    async for x in numbers(n, wait):
        total += x
    return total


for round in range(60):
    out, total = run(add(10, 0))
    assert (out, total) == ([], 45)
    out, total = run(add(5, 2))
    assert len(out) == 10 and total == 10, (out, total)
print(total, numbers.closed)


class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    async def __aiter__(self):
        if self.left:
            async for i in self.left:
                yield i
        if self.value % 10 == 0:
            await Wait(1)
        yield self.value
        if self.right:
            async for i in self.right:
                yield i


def tree(items):
    if not items:
        return None
    i = len(items) // 2
    return Tree(tree(items[:i]), items[i], tree(items[i + 1:]))


async def collect(t):
    return [x async for x in t]


for round in range(6):
    out, items = run(collect(tree(range(200))))
    assert items == list(range(200)) and len(out) == 20
print(len(out), sum(items))


# `asend`, `athrow`, `aclose`; and what is running.
async def echo(log):
    got = None
    while True:
        try:
            got = yield got
        except KeyError as e:
            got = ("caught", e.args[0])
        log.append(got)


async def drive(log):
    g = echo(log)
    seen = [await g.asend(None)]
    seen.append(await g.asend(1))
    seen.append(await g.asend(2))
    seen.append(await g.athrow(KeyError(3)))
    step = g.asend(4)
    seen.append(await step)
    try:
        await step
    except RuntimeError as e:
        seen.append(str(e))
    seen.append((g.ag_running, g.ag_frame is not None))
    await g.aclose()
    seen.append((g.ag_running, g.ag_frame))
    try:
        await g.asend(5)
    except StopAsyncIteration as e:
        seen.append(type(e).__name__)
    try:
        await g.__anext__()
    except StopAsyncIteration as e:
        seen.append(e.args)
    return seen


for round in range(40):
    log = []
    out, seen = run(drive(log))
print(seen, log)


async def busy():
    await Wait(1)
    yield 1
    await Wait(1)
    yield 2


for round in range(40):
    g = busy()
    s1 = g.asend(None)
    shown = [s1.send(None), g.ag_running, g.ag_await is not None]
    s2 = g.asend(None)
    try:
        s2.send(None)
    except RuntimeError as e:
        shown.append(str(e))
    try:
        s1.send(None)
    except StopIteration as e:
        shown.append(e.value)
    shown.append(g.ag_running)
print(shown)


# Exceptions: out of an async generator, at each place; and an `async for` that breaks.
async def failing(at):
    for i in range(4):
        if i == at:
            raise LookupError(i)
        await Wait(i % 2)
        yield i


async def meets(at, log):
    try:
        async for x in failing(at):
            log.append(x)
        else:
            log.append("else")
    except LookupError as e:
        log.append((e.args[0], len(inspect.getinnerframes(e.__traceback__))))
    async for x in failing(9):
        if x == at:
            break
    return x


for round in range(40):
    logs = []
    for at in range(6):
        log = []
        out, last = run(meets(at, log))
        logs.append((log, last))
print(logs)


async def stops():
    yield 1
    raise StopAsyncIteration("mine")


async def meets_stop():
    try:
        async for x in stops():
            pass
    except RuntimeError as e:
        return str(e), type(e.__cause__).__name__


for round in range(40):
    out, value = run(meets_stop())
print(value)


# Context managers, and exceptions that are being handled.
class Manager:
    def __init__(self, log, wait):
        self.log, self.wait = log, wait

    async def __aenter__(self):
        self.log.append("enter")
        await Wait(self.wait)
        return self

    async def __aexit__(self, kind, value, tb):
        self.log.append(kind and kind.__name__)
        await Wait(self.wait)
        return kind is KeyError


async def managed(log, wait, exc):
    async with Manager(log, wait) as m:
        if exc:
            raise exc
        log.append("body")
    log.append("behind")


for round in range(40):
    logs = []
    for wait in (0, 1, 2):
        for exc in (None, KeyError("k"), IndexError("i")):
            log = []
            try:
                out, _ = run(managed(log, wait, exc))
                log.append(len(out))
            except IndexError as e:
                log.append(repr(e))
            logs.append(log)
print(logs)


async def handled(n):
    try:
        raise KeyError(n)
    except KeyError:
        if n:
            await handled(n - 1)
        else:
            await Wait(1)
        return repr(sys.exception())


for round in range(40):
    c = handled(3)
    c.send(None)
    assert sys.exception() is None
    try:
        raise TypeError
    except TypeError:
        try:
            c.send(None)
        except StopIteration as e:
            value = e.value
print(value)


# Depths: a consumer of async generators that recurses; too deep is a RecursionError that goes through.
async def nested(n):
    if n:
        async for x in nested(n - 1):
            yield x
    else:
        yield "bottom"


async def first(n):
    async for x in nested(n):
        return x


for round in range(30):
    assert run(first(20)) == ([], "bottom")
limit = sys.getrecursionlimit()
sys.setrecursionlimit(150)
try:
    run(first(200))
except RecursionError as e:
    print("too deep", type(e).__name__)
sys.setrecursionlimit(limit)


async def fails_below(n):
    async for x in nested(1):
        if n:
            await fails_below(n - 1)
        else:
            await Wait(1)
            1 / n

run(fails_below(2))
