b = b"Hello\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], b[::-1], list(b), b + b"!", b * 2, b"l" in b, 108 in b, 300 in list(b))
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"x"), bytes(), b"a" < b"b", b"a" == "a", hash(b"a") == hash(bytes([97])))
print(b.hex(), bytes.fromhex("48 65 6c"), b.find(b"l"), b.count(b"l"), b.replace(b"l", b"L"), b.split(b"l"), b"-".join([b"a", b"b"]), b.startswith(b"He"))
print(b"abc".upper(), b" a ".strip(), b"a,b,c".partition(b","), b"abc".translate(bytes.maketrans(b"a", b"z")), b"12".zfill(4), b"a\nb".splitlines(), b"ab".isalpha())
print(repr(b"it's"), repr(b'"'), b"\t\n\\", b"%d:%s" % (5, b"x"), b.decode("latin-1") == "Hello\x00\xff")
for text in ("bytes([256])", "bytes([-1])", "b'a' + 'a'", "bytes('a')", "b'a'[5]", "b'abc'[0:'x']", "bytes(-1)", "b'\\xff'.decode()"):
    try:
        print(eval(text))
    except (ValueError, TypeError, IndexError) as error:
        print(text, type(error).__name__, error)
