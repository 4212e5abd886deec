a, b = 1 + 2j, 3 - 4j
print(a + b, a - b, a * b, a / b, -a, a**2, abs(b), a.conjugate(), a.real, a.imag)
print(a == 1 + 2j, a != b, a == 1, 1 + 0j == 1, 0j == 0, hash(1 + 0j) == hash(1), bool(0j), bool(1j))
print(a + 1, 1 + a, a * 2.5, 2 / a, 1j**2, 1j * 1j, complex("1+2j"), complex(1, 2), complex(1.5), complex())
print([1j, -1j, 1 - 0j, complex(-0.0, -0.0), complex(0.0, -0.0), complex(float("nan"), float("inf")), 1e20j, 1.5 + 0j])
print(f"{a:.2f} {a} {b!r:>12} {a:>20}", str(a), [a])
for text in ("a < b", "a // b", "a % b", "int(a)", "float(a)", "complex('1 + 2j')", "a / 0"):
    try:
        print(eval(text))
    except (TypeError, ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
print(sum([1j, 2j, 3]), 1j in [1j], (2 + 3j) * (2 - 3j))
