# oracle: python3.11
# Threads that wait for one another: queues, producers and consumers.
import queue
import threading


def workers():
    todo, done = queue.Queue(), queue.Queue()

    def work():
        while (item := todo.get()) is not None:
            done.put(item * item)
            todo.task_done()
        todo.task_done()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for n in range(50):
        todo.put(n)
    todo.join()
    for _ in threads:
        todo.put(None)
    for t in threads:
        t.join()
    print(sorted(done.get() for _ in range(50)) == [n * n for n in range(50)], done.empty())


def bounded():
    q = queue.Queue(maxsize=2)
    order = []

    def produce():
        for n in range(10):
            q.put(n)
            order.append(n)
        q.put(None)

    t = threading.Thread(target=produce)
    t.start()
    got = []
    while (item := q.get()) is not None:
        got.append(item)
    t.join()
    print(got, order)


def kinds():
    for cls in (queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
        q = cls()
        started = threading.Event()

        def put():
            started.wait()
            for n in (3, 1, 2):
                q.put(n)

        t = threading.Thread(target=put)
        t.start()
        started.set()
        t.join()
        print([q.get(timeout=5) for _ in range(3)])
        try:
            q.get(timeout=0.01)
        except queue.Empty as e:
            print(type(e).__name__)
        try:
            q.get_nowait()
        except queue.Empty as e:
            print(type(e).__name__)


def ping_pong():
    a, b = queue.SimpleQueue(), queue.SimpleQueue()

    def answer():
        while (n := a.get()) >= 0:
            b.put(n + 1)

    t = threading.Thread(target=answer)
    t.start()
    n = 0
    while n < 1000:
        a.put(n)
        n = b.get()
    a.put(-1)
    t.join()
    print(n)


workers()
bounded()
kinds()
ping_pong()
