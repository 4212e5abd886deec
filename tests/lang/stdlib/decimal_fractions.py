from decimal import Decimal, getcontext, localcontext, ROUND_HALF_UP, InvalidOperation, DivisionByZero
from fractions import Fraction
import statistics

d = Decimal("1.10")
print(d + Decimal("2.2"), d * 3, Decimal(1) / Decimal(3), Decimal("0.1") + Decimal("0.2") == Decimal("0.3"), -d, abs(Decimal(-5)), d.quantize(Decimal("0.1")), Decimal(2).sqrt(), Decimal("1E+5"), Decimal("123.456").to_integral_value(), repr(d), f"{Decimal('1234567.891'):,.2f}", int(Decimal("3.9")), Decimal(0.1), round(Decimal("2.675"), 2), d.as_tuple())
print(Decimal("NaN"), Decimal("Infinity"), Decimal("-0"), Decimal(10) // 3, Decimal(-10) % 3, Decimal(2) ** 100, sorted([Decimal("1.5"), 1, Decimal("0.5")]), Decimal("1.0") == 1, hash(Decimal(1)) == hash(1), Decimal("2.5").quantize(Decimal(1), rounding=ROUND_HALF_UP), max(Decimal(1), Decimal(2)), sum([Decimal("0.1")] * 3))
with localcontext() as ctx:
    ctx.prec = 5
    print(Decimal(1) / 7, Decimal("3.14159265") * 1)
for bad in (lambda: Decimal("abc"), lambda: Decimal(1) / 0, lambda: Decimal(1) + 1.5):
    try:
        bad()
    except (InvalidOperation, DivisionByZero, TypeError) as e:
        print(type(e).__name__)
f = Fraction(3, 4)
print(f, f + 1, f * Fraction(2, 3), f / 2, f**2, Fraction("0.125"), Fraction(6, -8), Fraction(0.5), f < 1, f == 0.75, float(f), int(Fraction(7, 2)), round(Fraction(7, 2)), f.numerator, Fraction(1, 3).limit_denominator(10), repr(f), hash(Fraction(2)) == hash(2), f"{Fraction(1, 3):.3f}", divmod(Fraction(7, 2), 1), 1 - f, -f)
try:
    Fraction(1, 0)
except ZeroDivisionError as e:
    print(e)
print(sum(Fraction(1, n) for n in range(1, 11)), Fraction(3.14).limit_denominator(100))
data = [2, 4, 4, 4, 5, 5, 7, 9]
print(statistics.mean(data), statistics.median(data), statistics.mode(data), statistics.pstdev(data), statistics.variance(data), statistics.median_low(data), statistics.quantiles(data), statistics.fmean([1, 2]), statistics.harmonic_mean([1, 2]), statistics.mean([Fraction(1, 2), Fraction(1, 3)]), statistics.multimode("aabb"), statistics.linear_regression([1, 2, 3], [2, 4, 6]))
try:
    statistics.mean([])
except statistics.StatisticsError as e:
    print(e)
