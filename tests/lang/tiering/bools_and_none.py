def count(values, n):
    t = f = none = other = 0
    for i in range(n):
        v = values[i % len(values)]
        if v is None:
            none += 1
        elif v is True:
            t += 1
        elif v is False:
            f += 1
        else:
            other += 1
        if v is not None and v == 1:
            other += 1000
    return t, f, none, other


print(count([None, True, False], 999), count([None, 1, 1.0, "x", True], 1000), count([0, 0.0, False, ""], 1000))


def flags(n):
    a = b = False
    c = 0
    for i in range(n):
        a = not a
        b = a and i % 3 == 0 or b and not a
        c += a + b
        c += (a == b) + (a is b) - (a != b)
        x = a & b | (a ^ True)
        c += x
    return c, a, b


print(flags(2000), flags(2001))


def optional(n):
    node = None
    for i in range(n):
        node = (i, node) if i % 5 else None
    depth = 0
    while node is not None:
        depth += 1
        node = node[1]
    return depth


print([optional(n) for n in (5, 6, 10, 999, 1003)])


def chained(n):
    c = 0
    for i in range(n):
        if 10 < i < 20 or 100 <= i <= 110 != i:
            c += 1
        c += 1 if i in (1, 2, 3) else 0
        c += i not in [5, 6]
        c += "a" in "abc" if i % 2 else "z" in {"z": 1}
    return c


print(chained(2000))
print(sum([True, False, True]), sum(i % 2 == 0 for i in range(1000)), [True, False][True], True + 1.5, -True)
