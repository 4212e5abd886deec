s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), s.casefold(), "straße".casefold(), "ß".upper())
print(s.find("o"), s.find("o", 5), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.count(""), s.count("l", 3, 5))
print(s.replace("l", "L"), s.replace("l", "L", 1), s.replace("", "-"), s.replace("xyz", ""), "aaa".replace("aa", "b"))
print(s.startswith("Hell"), s.startswith(("x", "H")), s.endswith("ld"), s.endswith("lo", 0, 5), s.startswith("World", 7))
print(s.split(), s.split(", "), s.split("l"), s.split("l", 1), s.rsplit("l", 1), "  a  b ".split(), "  a  b ".split(" "), "".split(), "".split(","))
print("a\nb\r\nc\x0bd".splitlines(), "a\nb\n".splitlines(True), "x".join(["a", "b", "c"]), ",".join([]), "-".join("abc"))
print("  pad ".strip(), "xxabcxx".strip("x"), "  l".lstrip(), "r  ".rstrip(), "abcba".strip("ab"), "www.example.com".lstrip("w."))
print(s.partition(", "), s.rpartition("o"), s.partition("zz"), s.rpartition("zz"), s.removeprefix("Hello"), s.removesuffix("World"), s.removeprefix("x"))
print("abc".center(9, "*"), "abc".ljust(6, "."), "abc".rjust(6), "42".zfill(6), "-42".zfill(6), "+1".zfill(1), "abc".center(4, "-"))
print("abc123".isalnum(), "abc".isalpha(), "123".isdigit(), "²".isdigit(), "½".isnumeric(), "12".isdecimal(), " \t".isspace(), "Abc".istitle(), "ABC".isupper(), "abc".islower(), "a b".isidentifier(), "ab_1".isidentifier(), "abc".isascii(), "é".isascii(), "a\n".isprintable(), "".isalpha())
print("a\tb\tc".expandtabs(), "a\tb".expandtabs(4), "{} {x} {0}".format(1, x=2) if False else "{0} {x}".format(1, x=2))
table = str.maketrans("abc", "xyz", "d")
print("abcd".translate(table), "hello".translate({104: "J", ord("l"): None}), str.maketrans({"a": "1"}))
print("abc" < "abd", "abc" < "ab", "Z" < "a", "" < "a", "é" > "z", max("hello"), min("hello"), sorted("hello"))
print("é".encode(), "日本".encode("utf-8"), "é".encode("latin-1"), b"caf\xc3\xa9".decode(), "abc".encode("ascii"))
for text in ("s.index('zz')", "'a'.join([1])", "'a'.split('')", "'é'.encode('ascii')", "s.rindex('q')", "'abc'.center(10, 'ab')"):
    try:
        print(eval(text))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
