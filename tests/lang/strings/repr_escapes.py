for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\t nl\n cr\r nul\0 bell\a esc\x1b", "back\\slash", "é ü 日本", "\x7f\x80\xa0\xad", "\u2028 \ufeff \ue000", "😀", "\U0010ffff", "\ud800"):
    print(repr(s), ascii(s), len(s))
print(r"raw\n", "a" "b" 'c', """triple
line""", "\N{GREEK SMALL LETTER ALPHA}", "\x41\u0042\U00000043\103", "line\
continued")
print(str(None), str([1, "a"]), str({"k": 'v'}), str(("a",)), str(b"x"), repr(str), str(...), str(NotImplemented))
print(ord("a"), ord("é"), ord("😀"), chr(97), chr(0x1F600), [chr(0)])
for text in ("chr(-1)", "chr(0x110000)", "ord('ab')", "ord('')", "ord(1)"):
    try:
        eval(text)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
