def run(n):
    i = hits = 0
    while i < n:
        if i % 3 == 0 or i % 5 == 0:
            hits += 1
        elif i & 1 and i > 100:
            hits -= 2
        i += 1
    return hits


print(run(12_500_000))
