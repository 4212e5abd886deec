# oracle: python3.11
# Locks and what is made of them.
import threading
import time


def lock():
    l = threading.Lock()
    log = []

    def wait():
        log.append("waits")
        with l:
            log.append("has it")

    with l:
        t = threading.Thread(target=wait)
        t.start()
        while not log:
            time.sleep(0.001)
        log.append("main has it")
    t.join()
    print(log, l.locked())
    l.acquire()
    print(l.acquire(False), l.acquire(blocking=False), l.acquire(timeout=0.01), l.locked())
    l.release()
    for bad in ((False, 1), (True, -2), (True, float("nan")), (True, 1e100)):
        try:
            l.acquire(*bad)
        except (ValueError, OverflowError) as e:
            print(type(e).__name__)
    try:
        l.release()
    except RuntimeError as e:
        print(e)


def rlock():
    l = threading.RLock()
    print(repr(l).split(" at ")[0])
    print(l.acquire(), l.acquire(), l._is_owned())
    got = []
    t = threading.Thread(target=lambda: got.append((l.acquire(False), l._is_owned())))
    t.start()
    t.join()
    print(got)

    def take():
        with l:
            got.append("taken")

    t = threading.Thread(target=take)
    t.start()
    l.release()
    print(got[-1])
    l.release()
    t.join()
    print(got[-1])
    try:
        l.release()
    except RuntimeError as e:
        print(e)
    l.acquire()

    def release():
        try:
            l.release()
        except RuntimeError as e:
            got.append(str(e))

    t = threading.Thread(target=release)
    t.start()
    t.join()
    l.release()
    print(got[-1])


def condition():
    c = threading.Condition()
    items, got = [], []

    def consume():
        with c:
            while len(got) < 5:
                c.wait_for(lambda: items)
                got.append(items.pop(0))

    t = threading.Thread(target=consume)
    t.start()
    for n in range(5):
        with c:
            items.append(n)
            c.notify()
        time.sleep(0)
    t.join()
    print(got)
    with c:
        print(c.wait(0.01), c.wait_for(lambda: False, timeout=0.01))
    waiting = []

    def wait(n):
        with c:
            waiting.append(n)
            c.wait()
            waiting.remove(n)

    threads = [threading.Thread(target=wait, args=(n,)) for n in range(3)]
    for t in threads:
        t.start()
    while len(waiting) < 3:
        time.sleep(0.001)
    with c:
        c.notify_all()
    for t in threads:
        t.join()
    print(waiting)


def event():
    e = threading.Event()
    print(e.wait(0.01), e.is_set())
    threading.Timer(0.01, e.set).start()
    print(e.wait(), e.is_set())
    cancelled = threading.Timer(1000, print, args=("never",))
    cancelled.start()
    cancelled.cancel()
    cancelled.join()


def semaphore():
    s = threading.Semaphore(2)
    at_once, most = 0, 0

    def work():
        nonlocal at_once, most
        with s:
            at_once += 1
            most = max(most, at_once)
            time.sleep(0.002)
            at_once -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(most)
    b = threading.BoundedSemaphore(1)
    try:
        b.release()
    except ValueError as e:
        print(e)


def barrier():
    b = threading.Barrier(3)
    numbers = []

    def meet():
        numbers.append(b.wait())

    threads = [threading.Thread(target=meet) for _ in range(2)]
    for t in threads:
        t.start()
    numbers.append(b.wait())
    for t in threads:
        t.join()
    print(sorted(numbers))
    b = threading.Barrier(2, timeout=0.01)
    try:
        b.wait()
    except threading.BrokenBarrierError:
        print("broken", b.broken)


lock()
rlock()
condition()
event()
semaphore()
barrier()
