def add(a, b):
    return a + b


def warm(values, n):
    s = values[0]
    for i in range(n):
        s = add(s, values[i % len(values)])
    return s


print(warm([1], 500), warm([1.5], 500), warm([1, 1.5], 500), warm(["a"], 500)[-5:], warm([[1]], 50)[-2:], warm([(1,)], 50)[-1], warm([True, 2], 100), warm([1j, 2], 100), warm([2**70, 1], 100))


def alternate(n):
    x = 0
    out = []
    for i in range(n):
        if i % 100 < 50:
            x = x + 1
        else:
            x = x + 0.5
        if i % 100 == 99:
            x = int(x)
        if i % 333 == 0:
            out.append(x)
    return x, out


print(alternate(3000))


def compare(values, n):
    lt = eq = 0
    for i in range(n):
        a, b = values[i % len(values)], values[(i * 7 + 1) % len(values)]
        if a < b:
            lt += 1
        if a == b:
            eq += 1
    return lt, eq


print(compare([1, 2, 3], 1000), compare([1.5, 2.5], 1000), compare([1, 2.5, True], 1000), compare(["a", "b", "ab"], 1000), compare([(1, 2), (1, 3)], 1000), compare([2**65, 1, -(2**65)], 1000), compare([1, 2.0, 2, 1.0], 1000))


def truth(values, n):
    c = 0
    for i in range(n):
        if values[i % len(values)]:
            c += 1
        if not values[(i + 1) % len(values)]:
            c += 1000
        while values[i % len(values)] and c % 2:
            c += 1
    return c


print(truth([0, 1], 500), truth([True, False, True], 500), truth(["", "a", [], [0], None, 0.0, 1.5, {}, 2**70], 900), truth([None, 1], 500))


def division(n):
    s = 0
    for i in range(1, n):
        s += i // 3 - i % 7 + (i / 2 if i % 5 == 0 else 0) - (-i) // 4 + (-i) % 5
        if i % 100 == 0:
            s += i // 2.5 + i % 2.5
    return s


print(division(2000))


def late_string(n):
    out = []
    for i in range(n):
        v = i if i != n - 1 else "text"
        try:
            out.append(v * 2 + 1)
        except TypeError as e:
            out.append(str(e))
    return out[-3:]


print(late_string(50), late_string(5000))
