import sys


def count_down(n):
    if n == 0:
        return 0
    return 1 + count_down(n - 1)


def loop(n):
    s = 0
    for i in range(n):
        s += count_down(i % 60)
    return s


print(loop(1000))


class Node:
    def __init__(self, depth):
        self.kids = [Node(depth - 1) for _ in range(2)] if depth else []
        self.v = depth

    def total(self):
        return self.v + sum(k.total() for k in self.kids)

    def walk(self):
        yield self.v
        for k in self.kids:
            yield from k.walk()


t = Node(7)
print([t.total() for _ in range(5)], sum(1 for _ in t.walk()), sum(t.walk()))


def deep(n):
    try:
        return deep(n + 1)
    finally:
        unwound[0] += 1


unwound = [0]
try:
    deep(0)
except RecursionError:
    print(unwound[0] > 100)


def catcher(n):
    try:
        return catcher(n + 1)
    except RecursionError:
        return "caught"


print([catcher(0) for _ in range(5)])


def mutual_a(n, acc):
    return mutual_b(n - 1, acc + n) if n else acc


def mutual_b(n, acc):
    return mutual_a(n - 1, acc * 3 % 1009) if n else acc


print([mutual_a(n, 1) for n in (0, 1, 2, 50, 301)], sum(mutual_a(n % 40, n) for n in range(1000)))


def hanoi(n, a, b, c, out):
    if n:
        hanoi(n - 1, a, c, b, out)
        out.append(a + c)
        hanoi(n - 1, b, a, c, out)


moves = []
hanoi(8, "A", "B", "C", moves)
print(len(moves), "".join(moves[:10]))
memo = {}


def partitions(n, k):
    if n == 0:
        return 1
    if n < 0 or k == 0:
        return 0
    if (n, k) not in memo:
        memo[n, k] = partitions(n - k, k) + partitions(n, k - 1)
    return memo[n, k]


print(partitions(60, 60), len(memo))


def through_builtins(n):
    return sorted([n], key=lambda x: through_builtins(n - 1) if n else 0)[0]


print(through_builtins(20), max(map(lambda i: count_down(i), range(50))))
