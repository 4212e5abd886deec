def run(n):
    s = 0
    for i in range(n):
        try:
            s += 10 // (1 + (i & 3))
        except ZeroDivisionError:
            s = -1
        finally:
            s += 1
    return s


print(run(15_000_000))
