a = list(range(10))
print(a[2:5], a[:3], a[7:], a[-3:], a[::3], a[::-1], a[8:2:-2], a[20:], a[-20:3], a[5:5], a[3:1], a[:], a[slice(None, None, 4)])
a[2:5] = ["x"]
print(a)
a[1:1] = [100, 101]
print(a)
a[::2] = [0] * len(a[::2])
print(a)
a[5:] = []
print(a)
del a[1:3]
print(a)
a[:] = range(6)
print(a)
del a[::2]
print(a)
a[0:2] = a
print(a)
a[-1:] = "xyz"
print(a)
del a[-1], a[0]
print(a)
a[::-1] = list(a)
print(a)
for text in ("a[::2] = [1]", "a[::0]", "a[0:1] = 5", "a[10] = 1", "del a[10]", "a['x':]", "a[1.0:2]"):
    try:
        exec(text)
    except (ValueError, TypeError, IndexError) as error:
        print(text, type(error).__name__, error)


class Probe:
    def __getitem__(self, key):
        return key


p = Probe()
print(p[1:2], p[::3], p[1, 2], p[1:2, ::3], p[...], p[None:], p[()], p[-1])
s = slice(1, 10, 2)
print(s.start, s.stop, s.step, s.indices(5), slice(5), slice(None, -1).indices(7), s == slice(1, 10, 2), repr(s))
