nan = float("nan")
inf = float("inf")
values = [0.0, -0.0, 1.5, inf, -inf, nan]
for a in values:
    print(a, [a + b for b in values], [a * b for b in values], [a - b for b in values])
    print(a, [(a < b, a == b, a > b) for b in values])
print(nan == nan, nan != nan, nan is nan, [nan] == [nan], [nan] == [float("nan")], nan in [nan], {nan: 1}.get(nan))
print(0.0 == -0.0, {0.0: "zero"}[-0.0], 1 / inf, -1 / inf, inf - inf, 0.0 * -1, -0.0 + 0.0, -0.0 + -0.0, 0.0 - 0.0)
print(max(nan, 1.0), max(1.0, nan), min(nan, 1.0), min(1.0, nan), sorted([3.0, -0.0, 0.0, -inf, inf]))
for text in ("1.0 / 0.0", "0.0 / 0.0", "1.0 // 0.0", "1.0 % 0.0", "(-8.0) ** (1/3)", "int(inf)", "0.0 ** -1"):
    try:
        value = eval(text)
        print(text, type(value).__name__)
    except ArithmeticError as error:
        print(text, type(error).__name__, error)
print(bool(0.0), bool(-0.0), bool(nan), bool(5e-324))
try:
    10.0**400
except OverflowError as error:
    # The error number in the message differs between systems.
    print(type(error).__name__)
