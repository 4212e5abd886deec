values = [7, -7, 3, -3, 1, -1, 0, 2**62, -(2**62), 2**62 - 1, 2**64 + 3, -(2**64) - 3, 10**25]
for a in values:
    for b in values:
        if b == 0:
            continue
        q, r = divmod(a, b)
        assert q == a // b and r == a % b and q * b + r == a, (a, b)
        assert r == 0 or (r < 0) == (b < 0), (a, b)
    print(a, [a // b for b in (2, -2, 3, -3, 2**62, -(2**65))], [a % b for b in (2, -2, 3, -3, 2**62, -(2**65))])
for text in ("1 // 0", "1 % 0", "divmod(1, 0)", "1 / 0", "2**70 // 0", "2**70 % 0", "2**70 / 0", "0 ** -1", "1.5 // 0", "1.5 % 0", "divmod(1.5, 0)"):
    try:
        print(eval(text))
    except ZeroDivisionError as error:
        print(text, "->", error)
print(-(2**62) // -1, (-(2**62)) % -1)
