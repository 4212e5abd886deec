for s in ("abcdefghij", "äbcdéfghij", "日本語テキスト一二三", "a😀b😀c😀d😀e😀"):
    print(len(s), s[0], s[-1], s[3], s[2:5], s[:3], s[-3:], s[::2], s[::-1], s[8:2:-2], s[5:2], s[100:], s[-100:2])
    print([c for c in s], s[1:-1], s[slice(1, 4)], s.find(s[4]), s[4] in s, s[2:4] in s)
    for bad in (10, -11, 1.0, "a", None):
        try:
            print(s[bad])
        except (IndexError, TypeError) as error:
            print(type(error).__name__, error)
print("abc" * 3, 2 * "ab", "ab" * 0, "ab" * -1, "" * 5, "a" + "é" + "日" + "😀")
print(len("a" * 1000), ("é" * 5)[2], ("ab" * 3)[1::2])
try:
    "abc"[0] = "x"
except TypeError as error:
    print(error)
try:
    del "abc"[0]
except TypeError as error:
    print(error)
