"""Powers of floats with exponents that machine code computes itself, against those it does not."""
import math


def powers(x):
    return x ** 0.5, x ** 1.5, x ** 2.5, x ** -0.5, x ** -1.5, x ** 2, x ** 3, x ** 2.0, x ** -2, x ** -3.0


def by_name(x, y):
    return x ** y


def total(n):
    s = 0.0
    for i in range(1, n):
        x = i * 0.37
        for y in powers(x):
            s += y
    return s


print(total(3000).hex())
wrong = 0
for i in range(1, 4000):
    x = (i * 7919 % 10007 + 1) / 97.0
    pairs = zip(powers(x), (0.5, 1.5, 2.5, -0.5, -1.5, 2.0, 3.0, 2.0, -2.0, -3.0))
    wrong += sum(got != math.pow(x, y) or got != by_name(x, y) for got, y in pairs)
print(wrong)
for x in (1.0, 4.0, 0.25, 2.0, 1e-300, 1e300, 5e-324, math.inf):
    for f in (lambda x: x ** 0.5, lambda x: x ** 1.5, lambda x: x ** -1.5, lambda x: x ** 2, lambda x: x ** 3):
        try:
            print(x, f(x))
        except OverflowError:
            print(x, "OverflowError")


def square(x):
    return x ** 2


def cube(x):
    return x ** 3.0


def root(x):
    return x ** 0.5


for i in range(3000):
    square(i * -0.5), cube(i * -0.25), root(i * 0.125)
print(square(-3.0), cube(-3.0), root(0.0), square(-0.0), cube(-0.0), square(math.nan), cube(-math.inf))
print(root(-4.0), root(math.inf), square(3), square(True), square(2**70))
try:
    (lambda x: x ** -0.5)(0.0)
except ZeroDivisionError as e:
    print(e)


def inverse(x):
    return x ** -1.5


for i in range(1, 3000):
    inverse(i * 0.5)
for x in (0.0, -0.0):
    try:
        print(inverse(x))
    except ZeroDivisionError as e:
        print(e)
print(inverse(-1.0), inverse(2), inverse(1e200))
