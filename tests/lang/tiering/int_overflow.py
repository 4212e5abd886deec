def powers(n):
    x = 1
    out = []
    for i in range(n):
        x = x * 3
        if i % 10 == 0:
            out.append(x)
    return out


print(powers(100)[-3:])


def add_up(n, step):
    x = 2**62 - 500
    for i in range(n):
        x += step
    return x


print(add_up(400, 1), add_up(600, 1), add_up(5000, 1), add_up(5000, -1), add_up(3000, 2**55))


def down(n):
    x = -(2**62) + 1000
    for i in range(n):
        x -= 1
    return x


print(down(900), down(1000), down(1001), down(5000))


def back_and_forth(n):
    x = 2**62 - 1
    crossings = 0
    for i in range(n):
        before = x
        if i % 2:
            x -= 1
        else:
            x += 1
        if (before > 2**62 - 1) != (x > 2**62 - 1):
            crossings += 1
    return x, crossings


print(back_and_forth(5000), back_and_forth(5001))


def neg(n):
    x = -(2**62)
    s = 0
    for i in range(n):
        x = -x
        s ^= x & 0xFF
        s += x > 0
    return x, s


print(neg(3000), neg(3001))


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


print([fib(n) for n in (10, 50, 88, 89, 90, 91, 92, 93, 94, 200)], fib(3000) % 10**20)


def shifts(n):
    acc = 0
    for i in range(n):
        acc ^= (1 << (i % 70)) + ((1 << 80) >> (i % 90))
    return acc


def mults(n):
    acc = 0
    for i in range(n):
        acc += (i * 3037000499) * (i - n // 2) % 1000003
    return acc


print(shifts(3000), mults(3000))
