"""Loops over builtin iterators: specialized ones, the ends, changes in the middle, other iterators inside."""
from collections import defaultdict


def pairs(things):
    return [(a, b) for a, b in things]


def whole(things):
    return [x for x in things]


def twice(make):
    """The first loop warms the site, the others run specialized."""
    return [pairs(make()) for _ in range(3)] + [whole(make()) for _ in range(3)]


d = {1: "a", "k": 2.5, (3,): None}
print(twice(d.items))
print([whole(d) for _ in range(3)], [whole(d.values()) for _ in range(3)])
print(twice(lambda: enumerate([5, 6, 7], 2**62 - 2)))
print(twice(lambda: enumerate("xyz")), twice(lambda: enumerate(range(3), -1)))
print(twice(lambda: zip([1, 2, 3], (4, 5))), twice(lambda: zip(range(2), "ab")))
print(twice(lambda: zip(*[iter([1, 2, 3, 4])] * 2)))
print([whole({7}) for _ in range(3)], [whole("aé\u4e2d\U0001f600") for _ in range(3)])
print([whole(reversed([1, 2, 3])) for _ in range(3)], [whole(reversed((1, 2))) for _ in range(3)])


def stop_at(n):
    def step(x):
        if x == n:
            raise StopIteration("enough")
        return x * 10

    return step


def mapped(function, items):
    out = []
    for x in map(function, items):
        out.append(x)
    else:
        out.append("end")
    return out


for _ in range(4):
    print(mapped(stop_at(3), [1, 2, 3, 4]), mapped(abs, (-1, 2)), mapped(lambda x: -x, range(3)))
    print(mapped(str.upper, "ab"), mapped(max, [[1, 2]]), mapped(lambda x, y=1: x + y, [1]))


def failing(x):
    return 6 // x


def try_map(items):
    try:
        return mapped(failing, items)
    except ZeroDivisionError as error:
        return f"{error} in {error.__traceback__.tb_next.tb_next.tb_frame.f_code.co_name}"


print([try_map([1, 2, 0]) for _ in range(4)])


def change(container, how):
    out = []
    for _ in range(3):
        try:
            for x in container:
                out.append(x)
                how(container, x)
        except RuntimeError as error:
            out.append(str(error))
    return out


print(change({1: 1, 2: 2}, lambda c, x: c.__setitem__(x + 1, 0)))
print(change({1, 2}, lambda c, x: c.add(x + 2)))
print(change([1, 2, 3], lambda c, x: c.append(x) if len(c) < 8 else None))


def change_items(d):
    out = []
    for _ in range(4):
        try:
            for k, v in d.items():
                out.append((k, v))
                d[k] = v + 1
                if len(out) > 7:
                    d[len(out)] = 0
        except RuntimeError as error:
            out.append(str(error))
    return out


print(change_items({1: 1, 2: 2}))


class Steps:
    """An iterator in Python inside enumerate and zip; it looks at the loop's frame."""

    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


def inside():
    out = []
    for _ in range(3):
        for i, x in enumerate(Steps(3)):
            out.append((i, x))
        for x, y in zip(Steps(3), Steps(2)):
            out.append((x, y))
        for x, y in zip([1, 2, 3], Steps(2)):
            out.append((x, y))
    return out


print(inside())


def unpacks_wrongly(things):
    try:
        for a, b in things:
            pass
    except (ValueError, TypeError) as error:
        return str(error)


for things in ([(1, 2)], {3: 4}.items(), [(1, 2, 3)], [(1,)], [7], enumerate("a"), zip([1], [2], [3])):
    print(unpacks_wrongly(things))

counts = defaultdict(int)
for word in ["a", "b", "a"] * 3:
    counts[word] += 1
print(sorted(counts.items()), [n for _, n in sorted(counts.items())])


def exhausted():
    e, z, m = enumerate([1]), zip([1], [2]), map(abs, [-1])
    out = []
    for _ in range(2):
        for x in e:
            out.append(x)
        for x in z:
            out.append(x)
        for x in m:
            out.append(x)
    return out, next(e, "e"), next(z, "z"), next(m, "m")


print([exhausted() for _ in range(3)])
