# oracle: python3.11
# Each thread has a context, and an event loop, of its own.
import asyncio
import threading
from contextvars import ContextVar, copy_context

y = ContextVar("y", default=3)
y.set(4)
seen = []
thread = threading.Thread(target=lambda: (seen.append(y.get()), y.set(8), seen.append(y.get())))
thread.start()
thread.join()
print(seen, y.get())



inside = copy_context()
thread = threading.Thread(target=inside.run, args=(lambda: (seen.append(y.get()), y.set(9)),))
thread.start()
thread.join()
print(seen, y.get(), inside[y])


async def body(started, go):
    started.set()
    while not go.is_set():
        await asyncio.sleep(0)
    return asyncio.current_task().get_name()


started, go = threading.Event(), threading.Event()


def other():
    async def main():
        names.append(loops.append(asyncio.get_running_loop()))
        return await asyncio.create_task(body(started, go), name="theirs")

    names.append(asyncio.run(main()))


names, loops = [], []
thread = threading.Thread(target=other)
thread.start()
started.wait()
print(asyncio._get_running_loop(), sorted(t.get_name() for t in asyncio.all_tasks(loops[0]))[-1])
go.set()
thread.join()
print(names, asyncio.all_tasks(loops[0]))
