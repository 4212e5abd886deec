def run(n):
    d = {}
    words = ["w%d" % i for i in range(1000)]
    for i in range(n):
        w = words[i * 7 % 1000]
        d[w] = d.get(w, 0) + 1
        if w in d and i in d:
            d[i] += 1
    s = 0
    for k, v in d.items():
        s += len(k) * v
    return s


print(run(6_250_000))
