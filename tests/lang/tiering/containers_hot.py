def lists(n):
    a = [0] * 50
    for i in range(n):
        a[i % 50] += i
        a[-1 - i % 50] -= 1
        if i % 1000 == 0:
            a.append(a.pop(0))
    return sum(a), a[:5]


def dicts(n):
    d = {}
    for i in range(n):
        k = i * 7 % 101
        d[k] = d.get(k, 0) + i
        if k in d and i % 3 == 0:
            d["s%d" % k] = k
    return len(d), sum(v for v in d.values())


def tuples(n):
    pts = [(i, i * 2, str(i)) for i in range(20)]
    s = 0
    for i in range(n):
        a, b, c = pts[i % 20]
        (x, y), z = (a, b), c
        s += a * y + len(z) + pts[i % 20][1]
    return s


def strings(n):
    out = []
    t = "hello world"
    c = 0
    for i in range(n):
        if t[i % 11] == "o":
            c += 1
        if "wor" in t:
            c += ord(t[i % 5])
        if i % 500 == 0:
            out.append(t[i % 7 :].upper() + f"{i:05d}")
    return c, out


def sets(n):
    s = set()
    for i in range(n):
        s.add(i * i % 97)
        if i % 3 in s:
            s.discard(i % 50)
    return len(s), sum(s)


def slices(n):
    a = list(range(10))
    t = 0
    for i in range(n):
        b = a[i % 5 : 8]
        t += len(b) + b[0]
        a[2:4] = [i % 7, i % 3]
    return t, a


def matrix(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[i + j for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s
    return sum(map(sum, c)), c[n - 1][:4]


def sieve(n):
    flags = bytearray([1]) * (n + 1)
    for p in range(2, int(n**0.5) + 1):
        if flags[p]:
            for m in range(p * p, n + 1, p):
                flags[m] = 0
    return sum(flags) - 2


for f, n in ((lists, 3000), (dicts, 3000), (tuples, 3000), (strings, 3000), (sets, 3000), (slices, 3000), (matrix, 20), (sieve, 5000)):
    print(f.__name__, f(n // 10 + 1), f(n))


def growing(n):
    a = []
    for i in range(n):
        a.append(i)
        if len(a) > 100:
            a.clear()
    b = []
    while len(b) < n:
        b += [len(b)] * 3
    out_of_range = 0
    for i in range(n):
        try:
            a[i]
        except IndexError:
            out_of_range += 1
    return len(a), len(b), out_of_range


print(growing(2000))


def loops(n):
    s = 0
    for i, x in enumerate(range(n, 0, -1)):
        s += i * x
    for a, b in zip(range(n), reversed(range(n))):
        s ^= a - b
    for k, v in {j: j * 2 for j in range(n)}.items():
        s += k * v
    for c in "abc" * (n // 3):
        s += ord(c)
    return s


print(loops(1000))
