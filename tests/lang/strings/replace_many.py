# Replacing more than 65,536 times: made in parts.
for unit, old, new in (("ab", "a", "xyz"), ("ab", "b", ""), ("a\xe9", "\xe9", "\u0101"), ("a\u0101", "\u0101", "b"), ("\U0001f600a", "a", "b")):
    text = unit * 70_001 + "!"
    for count in (-1, 65_535, 65_536, 65_537):
        done = text.replace(old, new, count)
        n = 70_001 if count < 0 else count
        expected = unit.replace(old, new) * n + unit * (70_001 - n) + "!"
        print(len(done), done == expected, done.isascii(), hash(done) == hash(expected), ascii(done[-4:]))
print(len("a" * 70_000), "a".join(["b"] * 3), ("a" * 70_000).replace("", "-")[:5], len(("a" * 70_000).replace("", "-")))

for unit, old, new in ((b"ab", b"a", b"xyz"), (b"ab", b"b", b"")):
    for kind in (bytes, bytearray):
        content = kind(unit * 70_001 + b"!")
        for count in (-1, 65_535, 65_536, 65_537):
            done = content.replace(old, new, count)
            n = 70_001 if count < 0 else count
            print(type(done).__name__, len(done), done == unit.replace(old, new) * n + unit * (70_001 - n) + b"!")
