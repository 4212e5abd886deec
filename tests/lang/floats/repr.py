values = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e15, 1e16, 1e17, 123456789.123456789, 1e-4, 1e-5, 1e100, 1e-100, 5e-324, 2.2250738585072014e-308,
          1.7976931348623157e308, float("inf"), float("-inf"), float("nan"), 9007199254740993.0, 0.30000000000000004, 100.0, 1e22, 1e23]
for v in values:
    print(repr(v), str(v), -v, [v], (v,))
for text in ("1.5", " 1.5 ", "1e5", "-.5", "5.", "inf", "-Infinity", "nan", "1_0.5", "", "abc", "1e", "0x1p3", "1e400", "1e-400"):
    try:
        print(repr(text), float(text))
    except ValueError as error:
        print(error)
print((0.1).hex(), (1e300).hex(), float.fromhex("0x1.8p1"), (0.75).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer())
print(1.5.__class__, (1.5).real, (1.5).conjugate(), 1_000.5, 1e3, 0xFF, .5)
