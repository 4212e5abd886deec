def run(n):
    h = 7
    for i in range(n):
        h = (h * 31 + i) & 0xFFFFFFF
        h ^= h >> 5
        h += i % 7 - i // 3
    return h


print(run(7_500_000))
