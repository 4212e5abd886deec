# oracle: python3.11
# Threads that compute take turns, whatever tier runs them.
import sys
import threading


def spin():
    # Nobody waits: each sees the other's progress only if turns end by themselves.
    seen, stop = [0, 0], [False]

    def count(me):
        n = 0
        while not stop[0]:
            n += 1
            seen[me] = n

    threads = [threading.Thread(target=count, args=(k,)) for k in range(2)]
    for t in threads:
        t.start()
    while min(seen) < 1000:
        pass
    stop[0] = True
    for t in threads:
        t.join()
    print(min(seen) >= 1000)


def sums():
    results = {}

    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    def floats(n):
        total = 0.0
        for k in range(n):
            total += k * 0.5
        return total

    def generate(n):
        return sum(x * x for x in range(n) if x % 3)

    def build(n):
        d = {}
        for k in range(n):
            d[str(k)] = [k, (k, str(k))]
        return len(d), sum(len(v[1][1]) for v in d.values())

    work = [(fib, 16), (floats, 20000), (generate, 20000), (build, 4000)]

    def run(k):
        f, n = work[k % len(work)]
        results[k] = f(n)

    threads = [threading.Thread(target=run, args=(k,)) for k in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for k in range(4):
        print(work[k][0].__name__, results[k], results[k] == results[k + 4])


def depth():
    # Each thread has its own depth.
    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)

    def endless(n):
        return endless(n + 1)

    class Deep:
        def __eq__(self, other):
            return [self] == [other] if other.n else True

        def __repr__(self):
            return repr([self.n, Deep()])

        n = 1

    got = []

    def run():
        got.append(down(500))
        for f in (lambda: endless(0), lambda: Deep() == Deep(), lambda: repr(Deep())):
            try:
                f()
            except RecursionError as e:
                got.append(type(e).__name__)
        got.append(down(500))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(len(got), {str(x) for x in got} == {"500", "RecursionError"})


def interval():
    old = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    print(old, sys.getswitchinterval())
    sys.setswitchinterval(old)
    try:
        sys.setswitchinterval(0)
    except ValueError as e:
        print(e)


def generators():
    # A generator that another thread runs is executing.
    gate, go = threading.Event(), threading.Event()

    def g():
        yield 1
        gate.set()
        go.wait()
        yield 2

    it = g()
    got = [next(it)]
    t = threading.Thread(target=lambda: got.append(next(it)))
    t.start()
    gate.wait()
    try:
        next(it)
    except ValueError as e:
        print(e)
    go.set()
    t.join()
    print(got, list(it))


spin()
sums()
depth()
interval()
generators()
