def run(n):
    x, total = 1, 0
    for i in range(n):
        x = x * 6364136223846793005 + 1442695040888963407
        x = x % 18446744073709551616
        total += x >> 40
    return total


print(run(6_250_000))
