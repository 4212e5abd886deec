# ends: LimitExceeded
x, y = (1 << 30_000_000) - 1, (1 << 15_000_000) + 1
while True:
    x % y
