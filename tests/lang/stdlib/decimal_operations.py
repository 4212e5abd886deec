# oracle: python3.11
"""Every operation of decimal on special and edge operands, in contexts of many kinds: a digest of results and
flags for each operation, and a sample of them."""

import zlib
from decimal import *

# The last digits of powers depend on the width of machine words: 64 bits, as here.
OPERANDS = [Decimal(s) for s in """
0 -0 0E+3 -0E-5 0E-999 1 -1 1.0 1.00 -1.000 2 -2 3 5 -5 7 9 10 -10 1E+1 1E-1 0.1 0.5 -0.5 1.5 2.5 -2.5 0.25
99 100 101 1E+2 1E+3 999 9.99 9.995 -9.995 12345 -123.45 0.001 1E-7 1E-10 -1E-10 123456789 1.23456789
9999999999 999999999.9 1E+30 1E-30 -7E+50 3.1415926535897932384626433 2.718281828459045235360287
1E+95 1E-95 9.999999E+96 1E-101 1E-98 5E-102 4.9E-102 1E+384 1E-383 1E-398 -1E+400 1E+999 1E-999 1E-1020
12345678901234567890123456789012345678901234567890 -98765432109876543210.98765432109876543210E-40
1111 1010 110 11111111111 10 0.00 12 -3E+1 250E-2 70E-1
Infinity -Infinity NaN -NaN NaN123 sNaN -sNaN456 NaN99999999999999999999999
""".split()]

CONTEXTS = [
    Context(prec=28, traps=[]),
    Context(prec=9, rounding=ROUND_HALF_UP, traps=[]),
    Context(prec=1, rounding=ROUND_UP, Emin=-3, Emax=3, traps=[]),
    Context(prec=3, rounding=ROUND_FLOOR, Emin=-5, Emax=5, clamp=1, traps=[]),
    Context(prec=7, rounding=ROUND_HALF_EVEN, Emin=-95, Emax=96, clamp=1, traps=[]),
    Context(prec=16, rounding=ROUND_DOWN, Emin=-383, Emax=384, traps=[]),
    Context(prec=5, rounding=ROUND_CEILING, Emin=0, Emax=9, traps=[]),
    Context(prec=4, rounding=ROUND_HALF_DOWN, Emin=-20, Emax=0, traps=[]),
    Context(prec=50, rounding=ROUND_05UP, Emin=-999, Emax=999, traps=[]),
]

UNARY = """abs exp ln log10 logb logical_invert minus next_minus next_plus normalize plus sqrt to_integral_exact
to_integral_value copy_abs copy_negate is_finite is_infinite is_nan is_normal is_qnan is_signed is_snan
is_subnormal is_zero number_class to_sci_string to_eng_string create_decimal""".split()
BINARY = """add subtract multiply divide divide_int remainder remainder_near divmod compare compare_signal
compare_total compare_total_mag max max_mag min min_mag next_toward quantize logical_and logical_or logical_xor
rotate shift scaleb copy_sign same_quantum power""".split()
TERNARY = ["fma", "power"]


def text(value):
    return str(value) if isinstance(value, (Decimal, bool, str)) else repr(value)


def flags(context):
    return "".join(name.__name__[0:3] for name, on in context.flags.items() if on)


def run(name, count, context, operands):
    context.clear_flags()
    result = text(getattr(context, name)(*operands))
    return f"{result} {flags(context)}"


def combinations(count):
    if count == 1:
        return [(x,) for x in OPERANDS[::3]]
    if count == 2:
        return [(x, y) for i, x in enumerate(OPERANDS) for y in OPERANDS[i % 60::60]]
    few = OPERANDS[::12]
    return [(x, y, z) for x in few for y in few for z in few]


def show(count, names):
    for name in names:
        for number, context in enumerate(CONTEXTS):
            digest = 0
            sample = []
            for i, operands in enumerate(combinations(count)):
                line = run(name, count, context, operands)
                digest = zlib.crc32(line.encode(), digest)
                if VERBOSE:
                    print(name, number, *operands, "->", line)
                elif i % EVERY[count] == number:
                    sample.append(line if len(line) < 60 else line[:57] + "...")
            print(name, number, f"{digest:08x}", *sample, sep="; ")


VERBOSE = False
EVERY = {1: 11, 2: 97, 3: 211}
show(1, UNARY)
show(2, BINARY)
show(3, TERNARY)
