def run(n):
    s = 0
    for i in range(n):
        a = [x * 2 for x in range(20) if x & 1]
        d = {x: x + i for x in a}
        s += sum(y for y in d.values()) + len({x % 5 for x in a})
    return s


print(run(375_000))
