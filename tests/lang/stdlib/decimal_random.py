# oracle: python3.11
"""Operations of decimal on random numbers of many sizes: a digest of results and flags for each, and a sample."""
import zlib
from decimal import *
state = 12345
def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n
def number(most, spread):
    digits = "".join(str(rnd(10)) for _ in range(1 + rnd(most)))
    if rnd(4) == 0: digits += "0" * rnd(most)
    return Decimal(("-" if rnd(2) else "") + digits + "E" + str(rnd(2 * spread + 1) - spread - len(digits)//2))
R=[ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]
def flags(context):
    return "".join(name.__name__[0:3] for name, on in context.flags.items() if on)
OPS = {1: "exp ln log10 sqrt normalize to_integral_exact next_plus next_minus logb plus".split(),
       2: "add subtract multiply divide divide_int remainder remainder_near divmod compare compare_total quantize power next_toward max min scaleb".split(),
       3: ["fma"]}
N = 120
VERBOSE = False
for count in (1, 2, 3):
    for name in OPS[count]:
        heavy = name in ("exp", "ln", "log10", "power")
        digest = 0
        sample = []
        for i in range(N // 4 if heavy else N):
            context = Context(prec=1 + rnd((30, 60, 120, 400)[rnd(4)]), rounding=R[rnd(8)], traps=[], clamp=rnd(2))
            if rnd(3) == 0:
                context.Emax, context.Emin = rnd(200), -rnd(200)
            most = (5, 20, 45, 90)[rnd(4)]
            spread = (2, 10, 60)[rnd(3)]
            x = [number(most, spread) for _ in range(count)]
            if name in ("ln", "log10", "sqrt", "power") and rnd(8): x[0] = abs(x[0])
            if name in ("exp",) and rnd(3): x[0] = x[0].scaleb(-x[0].adjusted() + rnd(6) - 3)
            if name in ("power",) and rnd(5): x[1] = x[1].scaleb(-x[1].adjusted() + rnd(6) - 3)
            if name == "scaleb": x[1] = Decimal(rnd(300) - 150)
            if name == "power" and rnd(3) == 0: x[1] = Decimal(rnd(300) - 150)
            result = str(getattr(context, name)(*x))
            line = f"{result} {flags(context)}"
            digest = zlib.crc32(line.encode(), digest)
            if VERBOSE: print(name, i, context.prec, context.rounding, context.Emin, context.Emax, context.clamp, *x, "->", line)
            elif i % 40 == 7: sample.append(line if len(line) < 60 else line[:57] + "...")
        print(name, f"{digest:08x}", *sample, sep="; ")
