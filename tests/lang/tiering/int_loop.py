def total(n):
    s = 0
    for i in range(n):
        s = s + i
    return s


def whiles(n):
    i = s = 0
    while i < n:
        s += i * i
        i += 1
    return s


for n in (0, 1, 2, 10, 100, 1000, 20000):
    print(n, total(n), whiles(n))


def collatz(limit):
    best = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            if n % 2 == 0:
                n //= 2
            else:
                n = 3 * n + 1
            steps += 1
        if steps > best:
            best = steps
    return best


def gcds(n):
    out = 0
    for a in range(1, n):
        for b in range(1, n):
            x, y = a, b
            while y:
                x, y = y, x % y
            out += x
    return out


def bits(n):
    h = 17
    for i in range(n):
        h = ((h << 5) ^ (h >> 3) ^ i) & 0xFFFFFFFF
    return h


print(collatz(1000), gcds(60), bits(20000))
