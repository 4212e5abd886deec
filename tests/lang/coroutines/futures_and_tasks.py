# Futures and tasks, with a loop that keeps what it is asked to do.
import asyncio
import builtins
import gc
import re
import warnings


class Loop(asyncio.AbstractEventLoop):
    def __init__(self):
        self.queue, self.reports = [], []

    def get_debug(self):
        return False

    def call_soon(self, callback, *args, context=None):
        self.queue.append((callback, args, context))

    def call_exception_handler(self, context):
        self.reports.append(context)

    def is_running(self):
        return True

    def run(self):
        while self.queue:
            callback, args, context = self.queue.pop(0)
            if context is None:
                callback(*args)
            else:
                context.run(callback, *args)

    def __repr__(self):
        return "<Loop>"


def clean(value):
    return re.sub("[^ ]*/", "", re.sub("0x[0-9a-f]+", "0x", str(value)))


def show(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except BaseException as e:
        print(f"{type(e).__name__}: {e}")


def print(*values):
    builtins.print(*(clean(v) for v in values))


loop = Loop()
Future, Task = asyncio.Future, asyncio.Task

print("-- a future")
f = Future(loop=loop)
show(f.result)
show(f.exception)
print(f, f._callbacks, f._state, f._loop, f._result, f._exception, f.done(), f.cancelled())
show(f.set_exception, 3)
show(f.set_exception, StopIteration(4))
print(f.exception(), repr(f._exception.__cause__), f._state)
show(f.set_result, 1)
show(f.set_exception, ValueError)
show(f.cancel)
show(setattr, f, "_log_traceback", True)
show(delattr, f, "_cancel_message")
f.extra = 1
print(f.extra)

print("-- callbacks")
g = Future(loop=loop)
g.add_done_callback(max)
g.add_done_callback(len, context=None)
print([(c, type(x).__name__) for c, x in g._callbacks])
print(g.remove_done_callback(max), g.remove_done_callback(max), len(g._callbacks))
show(g.add_done_callback)
show(g.add_done_callback, 1, 2)
g.set_result(7)
print(loop.queue, g._callbacks, g.result(), g.exception())
loop.queue.clear()
g.add_done_callback(lambda done: print("done", done))
loop.run()

print("-- cancelled")
h = Future(loop=loop)
print(h.cancel("why"), h.cancel(), h, h._cancel_message)
show(h.result)
show(h.exception)

print("-- an exception again and again")
k = Future(loop=loop)
k.set_exception(ValueError("x"))
for _ in range(3):
    try:
        k.result()
    except ValueError as e:
        depth, tb = 0, e.__traceback__
        while tb:
            depth, tb = depth + 1, tb.tb_next
        print(depth, repr(e))

print("-- not initialized")
u = Future.__new__(Future)
for name in "result", "exception", "done", "cancelled", "get_loop", "cancel", "__await__", "__repr__":
    show(getattr(u, name))
show(u.add_done_callback, 1)
show(u.set_result, 1)
show(lambda: u._state)
show(Future, 1)
show(Future, x=1)

print("-- awaiting by hand")
it = iter(Future(loop=loop))
print(type(it).__name__, next(it))
show(next, it)
p = Future(loop=loop)
it = p.__await__()
show(next, it)
p.set_result(3)
show(next, it)
show(it.send, None)
show(it.throw, ValueError)
show(it.throw, ValueError("a"))
show(it.throw, 1)
show(it.close)

print("-- a task")


async def waits():
    return await p


coro = waits()
show(Task, 3, loop=loop)
show(Task)
asyncio._set_running_loop(loop)
t = Task(coro, loop=loop, name=5)
print(t, t.get_name(), loop.queue[-1][0], loop.queue[-1][0].__self__ is t)
show(loop.queue[-1][0], 1)
show(t.set_result, 1)
show(t.set_exception, 1)
print(t._must_cancel, t._fut_waiter, t.get_coro() is coro, t._log_destroy_pending, t.cancelling(), t.uncancel())
print(asyncio.get_running_loop(), asyncio.all_tasks() == {t}, asyncio.current_task())
loop.run()
print(t, asyncio.all_tasks(), t.result())
show(t.set_name, 7)
print(t.get_name())
show(Task(waits(), loop=loop, name="again").get_stack)
loop.run()

print("-- current tasks")
show(asyncio.tasks._enter_task, loop, 4)
show(asyncio.tasks._enter_task, loop, 4)
show(asyncio.current_task)
show(asyncio.tasks._leave_task, loop, 5)
show(asyncio.tasks._swap_current_task, loop, None)
show(asyncio.tasks._leave_task, loop, 4)
show(asyncio.tasks._enter_task, 3, t)
show(asyncio.current_task, 3)

print("-- what coroutines may yield")


class Yields:
    def __await__(self):
        try:
            yield self.value
        except RuntimeError as e:
            print(f"thrown: {e}")


def step(value):
    yields = Yields()

    async def body():
        await yields

    task = Task(body(), loop=loop, name="n")
    yields.value = task if value == "self" else value
    try:
        loop.run()
    except Exception as e:
        loop.queue.clear()
        print(type(e).__name__, e)
    return task


def generator():
    yield


class Duck:
    _asyncio_future_blocking = True

    def __init__(self):
        self._loop = loop
        self.added = []

    def add_done_callback(self, callback, context):
        self.added.append(callback)

    def result(self):
        return 8


for value in 1, None, "self", generator(), Future(loop=loop), Future(loop=Loop()):
    print(step(value))
blocked = Future(loop=loop)
blocked._asyncio_future_blocking = True
task = step(blocked)
print(task, len(blocked._asyncio_awaited_by), task._fut_waiter is blocked)
blocked.set_result(1)
wakeup = loop.queue[-1][0]
print(wakeup.__self__ is task, wakeup.__qualname__)
loop.run()
print(task, blocked._asyncio_awaited_by)
duck = Duck()
task = step(duck)
print(task.done(), duck._asyncio_future_blocking)
duck.added[0](duck)
print(task.done())
del duck._loop
duck._asyncio_future_blocking = True
print(step(duck).done())

print("-- cancelling")
m = Task(waits(), loop=loop, name="m")
print(m.cancel("early"), m.cancelling(), m._must_cancel)
loop.run()
print(m)
show(m.result)


async def stubborn():
    try:
        await Future(loop=loop)
    except asyncio.CancelledError as e:
        print("refused", e)
        return "stayed"


m = Task(stubborn(), loop=loop, name="m")
loop.run()
print(m.cancel("late"), m.cancelling(), m._must_cancel, m._fut_waiter)
loop.run()
print(m, m.uncancel(), m.uncancel())


async def ends_program():
    raise SystemExit(3)


m = Task(ends_program(), loop=loop, name="m")
try:
    loop.run()
except SystemExit as e:
    print("exit", e, m.exception() is e)

print("-- eager")
m = Task(waits(), loop=loop, name="eager", eager_start=True)
print(m, m.get_coro(), loop.queue)
m = Task(stubborn(), loop=loop, name="eager", eager_start=True)
print(m.done(), asyncio.all_tasks() >= {m})
m.cancel()
loop.run()

print("-- classes on top")


class Mine(Future):
    gone = 0

    def result(self):
        return ["mine", super().result()]

    def __del__(self):
        Mine.gone += 1


class Steps(Task):
    pass


mine = Mine(loop=loop)


async def awaits_mine():
    return await mine


task = Steps(awaits_mine(), loop=loop, name="steps")
loop.run()
print(type(task).__name__, task._fut_waiter is mine, mine.done())
mine.set_result(4)
loop.run()
print(task.result(), mine.result(), isinstance(task, Future), asyncio.isfuture(mine))

print("-- reports")
warnings.simplefilter("ignore", RuntimeWarning)


def leave(name):
    Future(loop=loop).set_exception(ValueError(name))
    seen = Future(loop=loop)
    seen.set_exception(ValueError("seen"))
    seen.exception()
    Task(waits(), loop=loop, name=name)
    quiet = Task(waits(), loop=loop, name="quiet")
    quiet._log_destroy_pending = False


for name in "abcdef":
    leave(name)
loop.queue.clear()
gc.collect()
for report in sorted({(report["message"], *sorted(report)) for report in loop.reports}):
    print(*report)
print({"'seen'" in repr(r) or "'quiet'" in repr(r) for r in loop.reports}, Mine.gone < 2)
asyncio._set_running_loop(None)
show(asyncio.get_running_loop)
show(asyncio.current_task)
show(asyncio.all_tasks)
print(asyncio._get_running_loop())
