# A coroutine whose call is a statement goes at once, and that is told: once for each place.
import warnings


async def forgotten(x=1):
    return x


class C:
    async def method(self):
        pass


def once():
    forgotten()


async def main():
    forgotten(2)
    C().method()
    await forgotten(3)
    return "done"


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("default")
    for _ in range(3):
        once()
    print(run(main()))
    C().method()
    print(run(forgotten()))
    kept = forgotten(4)
    kept.close()
for w in seen:
    print(w.category.__name__, w.message, w.lineno)


async def agen(n):
    for i in range(n):
        yield i


async def nested():
    lists = ([i + j async for i in agen(3)] for j in (10, 20))
    return [x async for x in lists]


async def nested_in_condition():
    kept = (j for j in (1, 2, 3) if [i async for i in agen(j)][-1:] != [1])
    return [x async for x in kept]


print(run(nested()), run(nested_in_condition()))
