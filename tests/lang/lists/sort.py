words = "banana Apple cherry date apple Fig".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=lambda w: (len(w), w), reverse=True))
pairs = [(i % 3, i) for i in range(10)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True))
log = []


class Item:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        log.append((self.value, other.value))
        return self.value < other.value

    def __repr__(self):
        return f"I{self.value}"


items = [Item(v) for v in (3, 1, 2)]
# How often and in which order a sort compares is its own affair.
print(sorted(items), set(log) <= {(a, b) for a in (1, 2, 3) for b in (1, 2, 3)})
log.clear()
print(sorted([Item(1), Item(2), Item(3), Item(4)]), log)
print(min(items), max([1, 5, 3]), min(words, key=len), max(words, key=len, default=None), max([], default="none"), min(3, 1, 2))


def bad_key(x):
    if x == 2:
        raise ValueError("bad key")
    return x


a = [3, 2, 1]
try:
    a.sort(key=bad_key)
except ValueError as error:
    print(error, sorted(a))
seen = []
b = [3, 1, 2]


def spy(x):
    seen.append(len(b))
    return x


b.sort(key=spy)
print(b, seen)


def mutate(x):
    b.append(x)
    return x


try:
    b.sort(key=mutate)
except ValueError as error:
    print(error, b)
big = [(i * 7919) % 1009 for i in range(1000)]
ordered = sorted(big)
print(all(ordered[i] <= ordered[i + 1] for i in range(999)), sum(i * v for i, v in enumerate(ordered)))
print(sorted([1.5, 1, 2, -0.5, 10**20, True]), sorted([[2], [1, 5], []]), sorted([(1, "b"), (1, "a")]), sorted({3: 0, 1: 0}), list(reversed([1, 2, 3])))
from functools import cmp_to_key

print(sorted([3, 1, 2], key=cmp_to_key(lambda x, y: y - x)))
try:
    sorted([1, "a", None])
except TypeError as error:
    print(error)
try:
    min([])
except ValueError as error:
    print(error)
