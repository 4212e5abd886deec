class Suspend:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def child(n):
    print("child", n)
    got = await Suspend(f"child{n}")
    print("child got", got)
    return n * 2


async def parent():
    a = await child(1)
    b = await child(2)
    return a + b


def drive(coro, replies=()):
    replies = iter(replies)
    seen = []
    value = None
    while True:
        try:
            seen.append(coro.send(value))
        except StopIteration as stop:
            return stop.value, seen
        value = next(replies, None)


print(drive(parent(), ["x", "y"]))


async def fails():
    try:
        await Suspend(1)
    except ValueError as e:
        print("caught", e)
        return "recovered"
    finally:
        print("cleanup")


c = fails()
c.send(None)
try:
    c.throw(ValueError("into coroutine"))
except StopIteration as s:
    print(s.value)
c = fails()
c.send(None)
c.close()
print(type(c).__name__, c.cr_frame)
try:
    c.send(None)
except RuntimeError as e:
    print(e)
c = child(0)
for action in (lambda: iter(c), lambda: list(c), lambda: c.send(1)):
    try:
        action()
    except TypeError as e:
        print(e)
c.close()


async def bad():
    await 5


try:
    drive(bad())
except TypeError as e:
    print(e)


class ACM:
    async def __aenter__(self):
        print("aenter", await Suspend("entering"))
        return "target"

    async def __aexit__(self, *exc):
        print("aexit", exc[0], await Suspend("exiting"))
        return True


async def use():
    async with ACM() as t:
        print(t)
    async with ACM():
        raise KeyError("swallowed")
    return "end"


print(drive(use(), "abcdef"))
import types


@types.coroutine
def legacy():
    x = yield "legacy"
    return x


async def mixed():
    return [await legacy(), await child(5)]


print(drive(mixed(), [10, 20]))
try:
    async def nope():
        with ACM():
            pass
    drive(nope())
except TypeError as e:
    print(str(e).split(" (")[0])
async def lam(): return (lambda: 5)()
print(drive(lam()))
