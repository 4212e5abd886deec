a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b"??")
a += b"xy"
print(a, len(a), a[1:4], a.pop(), a)
a[1:3] = b"EEE"
del a[0]
a.insert(0, 65)
a.reverse()
print(a, a.find(b"E"), bytes(a), a == bytes(a), a.upper(), bytearray(3), bytearray([1, 2]))
a[::2] = b"." * len(a[::2])
print(a, a.decode())
a.clear()
print(a, bool(a))
for text in ("a.append(256)", "a.pop()", "bytearray(b'x')[3]", "hash(a)"):
    try:
        eval(text)
    except (ValueError, TypeError, IndexError) as error:
        print(type(error).__name__, error)
m = memoryview(b"abcdef")
print(m[1], bytes(m[2:4]), len(m), m.tolist(), bytes(m[::-1]), m == b"abcdef")
buf = bytearray(b"abcdef")
w = memoryview(buf)
w[0] = 90
w[1:3] = b"__"
print(buf)
