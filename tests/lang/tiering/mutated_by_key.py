# Key functions and comparisons of sort, min, max and heaps that change what is sorted, its class, or names.
import heapq


class Item:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n

    def __repr__(self):
        return f"{type(self).__name__}({self.n})"


class Reversed:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n > other.n

    __repr__ = Item.__repr__


def by(f, xs):
    return sorted(xs, key=f)


def number(x):
    return x.n


items = [Item((i * 7) % 10) for i in range(10)]
for i in range(100):
    by(number, items)
print(by(number, items))


def turns(x):
    if x.n == 4:
        for i in items:
            i.__class__ = Reversed
    return x


print(by(turns, items))
for i in items:
    i.__class__ = Item


def relearns(x):
    Item.__lt__ = lambda a, b: a.n % 3 < b.n % 3
    return x


old = Item.__lt__
print(by(relearns, items))
Item.__lt__ = old

# The list itself.
xs = list(range(20))
for act in (lambda: xs.append(1), lambda: xs.clear(), lambda: xs.sort()):
    xs[:] = range(20)

    def meddles(x):
        if x == 10:
            act()
        return -x

    try:
        xs.sort(key=meddles)
        print("sorted", xs[:3])
    except ValueError as e:
        print(e, len(xs))
print(len(xs))


def smallest(xs, f):
    return min(xs, key=f), max(xs, key=f)


for i in range(100):
    smallest(items, number)


def switches(x):
    global number
    number = lambda x: -x.n
    return number(x)


print(smallest(items, switches), smallest(items, number))
# The list grows while its smallest is looked for, and shrinks.
ys = [3, 1, 2]
seen = []


def grows(y):
    seen.append(y)
    if len(ys) < 6:
        ys.append(0)
    return y


print(min(ys, key=grows), ys, seen)


def shrinks(y):
    if ys:
        ys.pop()
    return y


print(max(ys, key=shrinks), ys)


# A heap whose comparisons change the heap.
class Sly:
    def __init__(self, n, heap):
        self.n, self.heap = n, heap

    def __lt__(self, other):
        if len(self.heap) > 3 and self.n == 5:
            self.heap.clear()
        return self.n < other.n


heap = []
for n in (3, 9, 1, 5, 7, 5, 2):
    try:
        heapq.heappush(heap, Sly(n, heap))
    except (RuntimeError, IndexError) as e:
        print(type(e).__name__)
print(sorted(s.n for s in heap))


# map, filter and a comprehension over a list that their function changes.
zs = list(range(5))


def doubles(z):
    if len(zs) < 8:
        zs.append(z * 2)
    return z + 1


print(list(map(doubles, zs)), zs)
zs[:] = range(5)
print([doubles(z) for z in zs], zs)
zs[:] = range(5)
print(list(filter(lambda z: zs.pop() and z % 2, zs)), zs)


# A key function that changes its own code and defaults.
def first(x, sign=1):
    return x * sign


def second(x, sign=1):
    return -x * sign


def keyed(x):
    if x == 50:
        first.__code__ = second.__code__
    if x == 70:
        first.__defaults__ = (-1,)
    return first(x)


print([keyed(x) for x in range(48, 74)])
