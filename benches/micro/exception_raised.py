class Stop(Exception):
    pass


def check(i):
    if i % 3 == 0:
        raise Stop(i)
    return i


def run(n):
    s = 0
    for i in range(n):
        try:
            s += check(i)
        except Stop as e:
            s -= e.args[0] & 7
        try:
            {}[i]
        except KeyError:
            s += 1
    return s


print(run(3_000_000))
