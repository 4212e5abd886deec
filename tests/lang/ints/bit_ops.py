pairs = [(0b1100, 0b1010), (-1, 0xFF), (-12, 7), (2**62, 2**62 - 1), (-(2**63), 2**64 - 1), (2**100, -(2**90)), (-(2**70) - 5, -(2**65) + 3)]
for a, b in pairs:
    print(a, b, a & b, a | b, a ^ b, ~a, ~b)
    assert (a & b) + (a | b) == a + b
print([n.bit_length() for n in (0, 1, -1, 255, 256, 2**62, -(2**63), 2**100)])
print([n.bit_count() for n in (0, 1, -1, 255, 256, 2**62 - 1, -(2**63), 2**100 - 1)])
print(True & False, True | False, True ^ True, True & 3, type(True & True).__name__, type(True & 1).__name__)
x = 0xF0
x |= 0x0F
x &= 0x3C
x ^= 0xFF
x <<= 3
x >>= 1
print(x)
for text in ("1 & 1.0", "'a' | 1", "~1.5", "[] ^ []"):
    try:
        eval(text)
    except TypeError as error:
        print(error)
