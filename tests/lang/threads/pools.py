# oracle: python3.11
# concurrent.futures, asyncio with threads, timers.
import asyncio
import concurrent.futures as cf
import threading
import time


def square(n):
    return n * n


def slow(n):
    time.sleep(0.002 * n)
    return n


def pool():
    with cf.ThreadPoolExecutor(max_workers=3) as ex:
        print(list(ex.map(square, range(10))))
        futures = [ex.submit(slow, n) for n in (3, 1, 2)]
        print(sorted(f.result() for f in cf.as_completed(futures)))
        f = ex.submit(lambda: 1 / 0)
        print(repr(f.exception()))
        try:
            f.result()
        except ZeroDivisionError as e:
            print(e)
        gate = threading.Event()
        f = ex.submit(gate.wait)
        try:
            f.result(timeout=0.01)
        except cf.TimeoutError:
            print("timeout", f.running(), f.cancel())
        gate.set()
        print(f.result())
        called = threading.Event()
        f = ex.submit(square, 7)
        f.add_done_callback(lambda f: called.set())
        done, rest = cf.wait([f])
        print(len(done), len(rest), called.wait())
    try:
        ex.submit(square, 1)
    except RuntimeError as e:
        print(e)


def cancelled():
    with cf.ThreadPoolExecutor(max_workers=1) as ex:
        gate = threading.Event()
        first, second = ex.submit(gate.wait), ex.submit(square, 2)
        print(second.cancel(), second.cancelled())
        gate.set()
        print(first.result())


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(square, 5))
    print(await loop.run_in_executor(None, square, 6))
    print(await asyncio.gather(*(asyncio.to_thread(slow, n) for n in range(4))))
    done = asyncio.Event()
    threading.Timer(0.005, loop.call_soon_threadsafe, args=(done.set,)).start()
    await done.wait()
    ticks, enough = 0, threading.Event()

    async def tick():
        nonlocal ticks
        while True:
            ticks += 1
            if ticks == 5:
                enough.set()
            await asyncio.sleep(0.001)

    task = asyncio.create_task(tick())
    print(await asyncio.to_thread(enough.wait))
    task.cancel()
    f = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "slept"), loop)
    print(await asyncio.wrap_future(f))


def loop_in_thread():
    out = []
    t = threading.Thread(target=lambda: out.append(asyncio.run(asyncio.sleep(0.001, "in a thread"))))
    t.start()
    t.join()
    print(out)


pool()
cancelled()
asyncio.run(main())
loop_in_thread()
