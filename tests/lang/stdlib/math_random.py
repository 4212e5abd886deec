import math
import random

print(math.floor(-2.5), math.ceil(2.1), math.trunc(-2.9), math.sqrt(2), math.isqrt(10**20), math.gcd(12, 18, 27), math.lcm(4, 6), math.factorial(20), math.comb(50, 25), math.perm(5, 2), math.prod([1, 2, 3, 4]))
print(math.hypot(3, 4), math.dist((0, 0), (1, 1)), math.copysign(3, -0.0), math.fabs(-2), math.fmod(-7, 3), math.modf(2.75), math.frexp(10.0), math.ldexp(0.5, 4), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.sumprod([1, 2], [3, 4]))
print(*(f"{v:.10f}" for v in (math.sin(1), math.cos(1), math.tan(1), math.asin(0.5), math.atan2(1, 2), math.exp(1.5), math.log(10), math.log2(8), math.log10(1000), math.log(8, 2), math.sinh(1), math.erf(0.5), math.gamma(5.5), math.pi, math.e, math.cbrt(27), math.degrees(1))))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0), math.inf, math.log(2**2000) > 1386, math.log2(2**1000), math.ulp(1.0), math.nextafter(1.0, 2.0), math.remainder(7, 4), math.expm1(1e-10), math.tau)
for bad in ("math.sqrt(-1)", "math.log(0)", "math.exp(1000)", "math.factorial(-1)", "math.acos(2)", "math.floor(math.inf)", "math.floor(math.nan)", "math.sqrt('a')", "math.isqrt(-1)", "math.gcd(1.5)", "math.fmod(1, 0)"):
    try:
        print(eval(bad))
    except (ValueError, OverflowError, TypeError) as e:
        print(bad, type(e).__name__, e)
r = random.Random(42)
print([r.random() for _ in range(3)], r.randint(1, 100), r.choice("abcdef"), r.sample(range(100), 5), r.uniform(1, 2), r.getrandbits(70), r.randrange(0, 1000, 7))
xs = list(range(10))
r.shuffle(xs)
print(xs, r.choices([1, 2, 3], weights=[1, 1, 8], k=6), round(r.gauss(0, 1), 10), round(r.expovariate(1.5), 10), round(r.betavariate(1, 2), 10))
random.seed(7)
a = [random.random() for _ in range(3)]
state = random.getstate()
b = random.random()
random.setstate(state)
print(a, b == random.random())
random.seed("text seed")
print(random.randint(0, 10**12), random.Random(2**100).random(), random.Random(-5).random(), random.Random(15).randbytes(4))
