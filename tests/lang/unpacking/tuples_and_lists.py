"""Unpacking at sites that see tuples and lists, several of one sequence, with what changes between them."""


def thrice(seq, n):
    total = 0
    for i in range(n):
        a, b, c = seq
        x, y, z = seq
        total += a + z
        p, q, r = seq
        total -= p
    return a, b, c, x, y, z, p, q, r, total


print([thrice(seq, 60) for seq in ((1, 2, 3), [4, 5, 6], (7, 8, 9), [1.5, 2, 3])])


def lives_on(seqs):
    last = None
    out = []
    for seq in seqs:
        a, b = seq
        c, d = seq
        if last is not None:
            out.append((last, a, d))
        last = b
    return out[-3:], a, b, c, d


mixed = [(i, str(i)) if i % 2 else [i, float(i)] for i in range(80)]
for _ in range(3):
    print(lives_on(mixed))


def changes(seq, grow):
    """A list that grows between two statements has another length in the second."""
    a, b = seq
    grow(seq)
    try:
        c, d = seq
    except ValueError as e:
        return a, b, str(e)
    return a, b, c, d


def nothing(seq):
    pass


def append(seq):
    if type(seq) is list:
        seq.append(0)


for i in range(120):
    seen = changes([i, i + 1] if i % 2 else (i, i + 1), nothing)
print(seen)
print(changes([1, 2], append), changes((1, 2), append))


def kinds(seq):
    a, b = seq
    c, d = seq
    return a, b, c, d


for i in range(100):
    kinds((i, 2))
    kinds([i, 3])
print(kinds("ab"), kinds({1: 2, 3: 4}), kinds(range(2)))
for bad in ((1,), [1], (1, 2, 3), [1, 2, 3], 5, None):
    try:
        kinds(bad)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class Pair(tuple):
    def __iter__(self):
        return iter("xy")


class Row(list):
    def __iter__(self):
        return iter("uv")


print(kinds(Pair((1, 2))), kinds(Row([1, 2])))
