for a in (7.5, -7.5, 0.5, -0.5, 1e20):
    for b in (2.0, -2.0, 0.3, -0.3, 1e10):
        print(a, b, a // b, a % b, divmod(a, b), a + b, a - b, a * b, a / b)
print(1 + 0.5, 0.5 + 1, 3 * 0.1, 0.1 * 3, 7 // 2.0, 7.0 // 2, -7 // 2.0, 7 % 2.5, 2**0.5, 2.0**3, 2 ** -2.0, (-2.0) ** 3)
print(7 / 2, 8 / 2, -7 / 2, 1 / 3, 10**20 / 3, 2**62 / 2**61, (2**62 + 1) * 1.0)
print(2**70 + 0.5, 2**70 * 1.0, 1.0 - 2**70, 2**70 < 1e25, 2**70 == 2.0**70)
try:
    print(10**400 * 1.0)
except OverflowError as error:
    print(error)
x = 0.0
for i in range(10):
    x += 0.1
print(x, x == 1.0, abs(x - 1.0) < 1e-9, sum([0.1] * 10))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(0.5), round(1.5), round(1e300, 2), round(2.5, None), round(1.25, 1))
print(abs(-1.5), -(-1.5), +1.5, int(1.9), float(3), float(2**62), float(True))
