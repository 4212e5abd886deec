"""Loops over ranges with a step, up to the ends of the small ints, where machine code makes the iterator."""


def first_items(start, stop, step):
    total = count = 0
    for i in range(start, stop, step):
        total += i
        count += 1
        if count > 5:
            break
    return total, count


M = 2**62
cases = [
    (0, 10, 3), (10, 0, -3), (0, 10, -1), (10, 0, 1), (M - 5, M - 1, 2), (M - 1, M - 6, -2),
    (-M, -M + 5, 2), (-M + 7, -M, -3), (0, M - 1, M - 2), (-M, M - 1, M - 1), (M - 1, -M, -(M - 1)),
    (0, 5, 1), (5, 0, -1), (-M, M - 1, 1), (0, 7, True), (0, M, 2),
]
for case in cases * 3:
    print(case, first_items(*case))
for _ in range(300):
    first_items(0, 100, 7)
for case in cases:
    print(case, first_items(*case))
for step in 0, 0.5:
    try:
        first_items(1, 2, step)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def products(n):
    """Three loops inside one another, whose calls are in the innermost."""

    class Row:
        def __init__(self, items):
            self.items = items

        def __getitem__(self, i):
            return self.items[i]

        def __setitem__(self, i, item):
            self.items[i] = item

    a = [Row([i * j % 7 for j in range(n)]) for i in range(n)]
    b = [Row([i + j for j in range(n)]) for i in range(n)]
    out = [Row([0] * n) for _ in range(n)]
    for i in range(n):
        a[i][0] += 1
        for j in range(n):
            b[i][j] -= 1
            for k in range(n):
                out[i][j] += a[i][k] * b[k][j]
    return sum(sum(row.items) for row in out)


print([products(n) for n in (1, 2, 9, 17, 9, 17)])
