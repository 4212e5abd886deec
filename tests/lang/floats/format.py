values = [0.0, -0.0, 1.0, -1.5, 3.14159265, 1234567.891, 1e-7, 1e20, float("inf"), float("nan")]
specs = ["", ".2f", ".0f", "e", ".3e", "g", ".3g", "10.2f", "<10.2f", "^10.2f", "+.1f", " .1f", "010.2f", ",.2f", "_.2f", ".1%", "#.0f", "n", "E", "G", "z.1f", "*>12.3f", "=+10.1f"]
for v in values:
    print([format(v, s) for s in specs])
print("%.2f|%10.3f|%-10.1f|%+.1f|%e|%g|%5.0f|%s|%r" % (1.005, 2.5, 3.25, 4.0, 12345.678, 1e-5, 2.5, 1.5, 1e16))
print(f"{3.14159:.3f} {2.5:>8} {1e10:,} {0.1 + 0.2}")
for bad in ("d", "x", "s", ".2", "Q"):
    try:
        print(format(1.5, bad))
    except ValueError as error:
        print(error)
