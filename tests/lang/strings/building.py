s = ""
for i in range(2000):
    s += str(i % 10)
print(len(s), s[:20], s[-5:])
t = s
t += "x"
print(len(s), len(t), s == t[:-1], t[-1])
parts = []
for i in range(100):
    parts.append("%03d" % i)
joined = "".join(parts)
print(len(joined), joined[30:45])
u = "a"
for c in "éx日y😀":
    u += c
    print(u, len(u), ascii(u))
v = ""
for i in range(5):
    v = str(i) + v
print(v)
a = b = "base"
a += "1"
b += "2"
print(a, b)
pieces = {}
for word in "the quick brown fox jumps over the lazy dog the end".split():
    pieces[word] = pieces.get(word, "") + word[0]
print(pieces)
line = "-" * 10 + ">" + "=" * 3
print(line, line.count("-"), line * 2)
