values = [-(2**64), -(2**62) - 1, -(2**62), -1, 0, 1, 2**62 - 1, 2**62, 2**64]
for a in values:
    print(a, [(a < b) + 2 * (a == b) + 4 * (a > b) for b in values])
    print(a, [(a <= b) + 2 * (a != b) + 4 * (a >= b) for b in values])
floats = [-1e30, -1.5, -0.0, 0.5, 1.0, 4611686018427387904.0, 1e19, float("inf"), float("nan")]
for a in values:
    print(a, [(a < f) + 2 * (a == f) + 4 * (a > f) for f in floats])
print(2**53 + 1 == float(2**53 + 1), 2**53 == 2.0**53, 10**400 > 1e308, 10**400 < float("inf"), -(10**400) > float("-inf"))
print(True == 1, True == 1.0, False < True, 1 < True, hash(1) == hash(1.0) == hash(True) == hash(1 + 0j), hash(2**80) == hash(2.0**80))
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1 > 0, 1 == 1 != 2)
print("a" == 1, None == 0, [] == (), 1 != "1")
try:
    1 < "a"
except TypeError as error:
    print(error)
try:
    None >= 1
except TypeError as error:
    print(error)
