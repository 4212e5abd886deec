def run(n):
    a = [0] * 100
    s = 0
    for i in range(n):
        a[i % 100] += i
        s += a[-1] & 15
        if i % 1000 == 0:
            a.append(a.pop(0))
    b = []
    for i in range(n):
        b.append(i)
    return s + sum(a) + len(b)


print(run(6_250_000))
