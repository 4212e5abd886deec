"""Formats of decimals: every combination of the parts of a spec that libmpdec knows."""

import zlib
from decimal import *

NUMBERS = [Decimal(s) for s in """0 -0 0E+5 0E-5 0.000 1 -1 1.5 -1.25 1.35 9.95 99.95 999.5 1234567 -1234567.891
1E+10 1E-10 123E+5 12345.678 -0.00001 1E+30 NaN -NaN12 sNaN3 Infinity -Infinity 12345678901234567890.12345""".split()]
FILLS = ["", "<", ">", "^", "=", "x<", "*^", "0=", "é>"]
SIGNS = ["", "+", "-", " "]
WIDTHS = ["", "1", "12", "25"]
PRECISIONS = ["", ".0", ".1", ".3", ".10"]
TYPES = ["", "e", "E", "f", "F", "g", "G", "%", "n"]

setcontext(DefaultContext)
for ty in TYPES:
    for precision in PRECISIONS:
        digest = 0
        sample = []
        count = 0
        for fill in FILLS:
            for sign in SIGNS:
                for zero in ["", "0"] if not fill else [""]:
                    for width in WIDTHS:
                        for comma in ["", ","] if ty != "n" else [""]:
                            spec = fill + sign + zero + width + comma + precision + ty
                            for number in NUMBERS:
                                text = format(number, spec)
                                digest = zlib.crc32(text.encode(), digest)
                                count += 1
                                if count % 3001 == 1:
                                    sample.append(f"{number}:{spec}:{text}")
        print(f"{ty}{precision} {digest:08x}", ascii(sample))

with localcontext(rounding=ROUND_UP, prec=3):
    print(format(Decimal("1234567.1"), ".2f"), format(Decimal("1234567.1"), ".4"), f"{Decimal('1.001'):.2e}")
with localcontext(capitals=0):
    print(Decimal("1E+10"), repr(Decimal("1E-10")), format(Decimal("1E+10"), ""), format(Decimal("1E+10"), "E"))
    print(Decimal("1E+10").to_eng_string(), getcontext().to_sci_string(Decimal("1E+10")))
print("%s %.3f %d" % (Decimal("1.5"), Decimal("2.0005"), Decimal("7.9")), f"{Decimal('-3.14159'):>+10.3f}|")
print(Decimal("123456789.123456789").__format__(",.4f"), f"{Decimal('1e-7')}", f"{Decimal('0e-7')!s:>10}")
