# What throw() takes, and how it words what it does not: generators, coroutines, asynchronous generators, futures.
import asyncio
import warnings

class Loop(asyncio.AbstractEventLoop):
    def get_debug(self):
        return False


asyncio_loop = Loop()


def show(f, *args):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            result = f(*args)
        except BaseException as e:
            result = type(e).__name__, e.args
    print(result, [str(w.message) for w in told if w.category is DeprecationWarning])


def started():
    def g():
        try:
            yield 1
        except TypeError as e:
            yield "seen inside", str(e).split(" should")[0][:12]
    it = g()
    next(it)
    return it


def future():
    it = iter(asyncio.Future(loop=asyncio_loop))
    next(it)
    return it


async def agen():
    yield 1


class Bad(Exception):
    def __new__(cls, *args):
        return 7


ARGS = [
    (), (ValueError,), (ValueError(1),), (ValueError, 5), (ValueError, (1, 2)), (ValueError, KeyError(3)),
    (OSError, FileNotFoundError(3)), (ValueError, None, None), (ValueError(1), 2), (ValueError(1), None), (3,),
    (int,), (ValueError, 1, 2), (3, 1, 2), (1, 2, 3, 4), (ValueError, (), None), (Bad,),
]
for make in started, future, lambda: agen().athrow(ValueError):
    for args in ARGS:
        show(make().throw, *args)
print("athrow")
for args in ARGS:
    async def run():
        return await agen().athrow(*args)

    show(lambda: run().send(None))
