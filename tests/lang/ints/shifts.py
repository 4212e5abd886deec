for n in (0, 1, -1, 5, -5, 2**61, -(2**61), 2**62, 2**63, -(2**63), 2**100 + 1):
    print(n, [n << k for k in (0, 1, 2, 31, 61, 62, 63, 64, 100)])
    print(n, [n >> k for k in (0, 1, 2, 31, 61, 62, 63, 64, 100, 1000)])
print(0 << 100000, 1 >> 10**20, -1 >> 10**20)
for text in ("1 << -1", "1 >> -1", "1.0 << 1", "1 << 1.0"):
    try:
        print(eval(text))
    except (ValueError, TypeError) as error:
        print(text, type(error).__name__, error)
