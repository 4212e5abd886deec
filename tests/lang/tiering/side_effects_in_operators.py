log = []


class Loud:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        log.append("+")
        return Loud(self.v + (o.v if isinstance(o, Loud) else o))

    __radd__ = __add__

    def __lt__(self, o):
        log.append("<")
        return self.v < (o.v if isinstance(o, Loud) else o)

    def __bool__(self):
        log.append("?")
        return self.v % 2 == 0

    def __eq__(self, o):
        log.append("=")
        return self.v == (o.v if isinstance(o, Loud) else o)

    def __hash__(self):
        log.append("#")
        return hash(self.v)

    def __getitem__(self, i):
        log.append("[]")
        return self.v + i

    def __getattr__(self, name):
        log.append(f".{name}")
        return 1


def run(values, n):
    acc = 0
    for i in range(n):
        v = values[i % len(values)]
        acc = v + acc
        if acc < 50:
            acc = acc + 1
        if v:
            acc = acc + v
        if acc == 10**9:
            break
        if i % 97 == 0:
            acc = acc.v if isinstance(acc, Loud) else acc
    return acc.v if isinstance(acc, Loud) else acc


print(run([1, 2, 3], 1000), len(log))
print(run([1, Loud(2), 3], 1000), len(log), "".join(log[:40]))
log.clear()
print(run([1.5, Loud(1), 2, Loud(4)], 1000), len(log), "".join(log[-40:]))
log.clear()


class Rebinder:
    """Its operators change the world around the loop that uses them."""

    def __add__(self, o):
        global target
        target = target + 1
        items.append(o)
        return o

    __radd__ = __add__


target = 0
items = []


def loop(x, n):
    s = 0
    for i in range(n):
        y = x[i % len(x)] + i
        s += y + target + len(items)
    return s


print(loop([1, 2], 1000), loop([1, Rebinder(), 2], 1000), target, len(items))


def frame_reader():
    import sys

    return sorted(sys._getframe(1).f_locals.items())


class Spy:
    def __add__(self, o):
        import sys

        f = sys._getframe(1)
        seen.append((f.f_locals["i"], f.f_locals["acc"], f.f_lineno - f.f_code.co_firstlineno))
        return o


seen = []


def spied(values, n):
    acc = 0
    for i in range(n):
        acc += 2
        values[i % len(values)] + acc
    return acc


print(spied([1], 2000), spied([1] * 500 + [Spy()], 2000), seen)
print(Loud(5)[3], Loud(5).anything, {Loud(1): 2}[Loud(1)], "".join(log))
