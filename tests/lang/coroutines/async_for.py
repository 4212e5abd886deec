class Suspend:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def drive(coro):
    seen = []
    n = 0
    value = None
    while True:
        try:
            seen.append(coro.send(value))
        except StopIteration as stop:
            return stop.value, seen
        n += 1
        value = n


class AIter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await Suspend(f"wait{self.n}")
        return self.n


async def loop():
    out = []
    async for x in AIter(3):
        out.append(x)
    else:
        out.append("else")
    async for x in AIter(5):
        if x == 3:
            break
    return out, x, [y async for y in AIter(2)], {y: 1 async for y in AIter(2) if y}


print(drive(loop()))


async def agen(n):
    try:
        for i in range(n):
            await Suspend(f"in{i}")
            got = yield i
            if got:
                print("got", got)
    finally:
        print("agen finally")


async def consume():
    total = 0
    async for x in agen(3):
        total += x
    g = agen(5)
    print(await g.__anext__(), await g.asend("hello"))
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as e:
        print("out", e)
    h = agen(2)
    await anext(h)
    await h.aclose()
    return total, await anext(h, "default")


print(drive(consume()))


async def nested():
    async def double(it):
        async for x in it:
            yield x * 2

    return [x async for x in double(double(agen(2)))], [await c for c in (one(1), one(2))]


async def one(n):
    return n


print(drive(nested()))
for source in ("async for x in 5: pass", "async for x in AIter: pass"):
    ns = {"AIter": AIter}
    exec(f"async def f():\n {source}", ns)
    try:
        drive(ns["f"]())
    except TypeError as e:
        print(e)
