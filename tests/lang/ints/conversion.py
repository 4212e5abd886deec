for text in ("0", "-0", "+17", " 42 ", "1_000", "0x1F", "0b101", "0o17", "", "1__0", "_1", "12a", "9" * 30):
    for base in (10, 0, 16):
        try:
            print(repr(text), base, int(text, base))
        except ValueError as error:
            print(error)
print(int(3.99), int(-3.99), int(1e20), int(True), int("-7"), int(b"12"), int())
for value in (float("nan"), float("inf"), None, [], 1j):
    try:
        print(int(value))
    except (TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)
print(bin(10), bin(-10), oct(8), hex(255), hex(-255), hex(2**70))
print((1000).to_bytes(2, "big"), (-2).to_bytes(3, "little", signed=True), int.from_bytes(b"\xff\xfe", "big"), int.from_bytes(b"\xff\xfe", "big", signed=True))


class Index:
    def __index__(self):
        return 5


print([10, 20, 30, 40, 50, 60][Index()], bin(Index()), int(Index()), range(Index()), "ab" * Index())
print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), (5).is_integer(), (5).as_integer_ratio())
print(round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(5), round(2**70, -5))
