def run(n):
    a = list(range(1000))
    s = 0
    for _ in range(n):
        for i, x in enumerate(a):
            s += i ^ x
        for x, y in zip(a, reversed(a)):
            s += x * y & 3
    return s + max(a) + sum(map(len, ["ab", "c"]))


print(run(8_750))
