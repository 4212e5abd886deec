# Messages name classes of modules in C with their module; os.PathLike's does not.
import array
import asyncio
import collections
import contextvars
import datetime
import functools
import io
import itertools
import re
import time


class Loop(asyncio.AbstractEventLoop):
    def get_debug(self):
        return False


OBJECTS = [
    contextvars.ContextVar("v"), contextvars.Context(), itertools.count(), collections.deque(), array.array("i"),
    functools.partial(print), re.compile("a"), io.BytesIO(), datetime.date(2020, 1, 1),
    datetime.timedelta(1), time.gmtime(0), asyncio.Future(loop=Loop()),
]
TRIES = [
    lambda o: o.nope, lambda o: o(), lambda o: o["a"], lambda o: len(o), lambda o: iter(o), lambda o: next(o),
    lambda o: -o, lambda o: o < object(), lambda o: open(o), lambda o: 1 in o, lambda o: o.__class__.nope,
    lambda o: str.upper(o), lambda o: setattr(o, "__class__", int), lambda o: [][o],
]
for o in OBJECTS:
    print(type(o).__name__)
    for attempt in TRIES:
        try:
            attempt(o)
        except (TypeError, AttributeError) as e:
            print("   ", type(e).__name__, str(e).split(" and ")[0].split(" at 0x")[0])
        except Exception as e:
            print("   ", type(e).__name__)


class OfPython(collections.deque):
    pass


try:
    OfPython().nope
except AttributeError as e:
    print(e)
context = contextvars.copy_context()
for it in context.keys(), context.values(), context.items(), iter(context):
    print(type(it), repr(it).split(" at ")[0], list(it), hasattr(it, "__length_hint__"))
