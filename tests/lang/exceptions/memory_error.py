# oracle: python3.11 (pyodide is a 32-bit build: the sizes do not fit its index type)
for name, case in {
    "list repeat": lambda: [0] * 10**12,
    "tuple repeat": lambda: (1, 2) * 10**13,
    "str repeat": lambda: "ab" * 10**13,
    "bytes repeat": lambda: b"x" * 10**14,
    "bytes": lambda: bytes(10**14),
    "bytearray": lambda: bytearray(10**14),
    "too big": lambda: [0] * 2**62,
}.items():
    try:
        case()
        print(name, "no error")
    except MemoryError as e:
        print(name, "MemoryError")
try:
    [0] * 10**30
except OverflowError as e:
    print(e)
x = [0] * 1000
print(len(x), "alive")


def in_function():
    try:
        return [0] * 10**12
    except MemoryError:
        return "recovered"


print([in_function() for _ in range(3)])
