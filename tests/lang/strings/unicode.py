s = "Ünïcödé Straße ΑΒΓ αβγς ЖЖ ﬁ Ǆ"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.casefold(), s.capitalize())
print(len("e\u0301"), "é" == "e\u0301", "\u00e9" == "é", "ΟΔΥΣΣΕΥΣ".lower(), "İ".lower() == "i\u0307")
print([hex(ord(c)) for c in "a\u00e9\u65e5\U0001f600"], "日本語".encode("utf-16-le"), "😀".encode("utf-16-be"), "a".encode("utf-32-le"))
for data, codec in ((b"\xff", "utf-8"), (b"\xc3", "utf-8"), (b"\xe4\xb8", "utf-8"), (b"\x80", "ascii")):
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        print(error)
    print(ascii(data.decode(codec, "replace")), repr(data.decode(codec, "ignore")), data.decode(codec, "backslashreplace"))
print("é日".encode("ascii", "replace"), "é日".encode("ascii", "xmlcharrefreplace"), "é日".encode("ascii", "backslashreplace"), "é".encode("ascii", "ignore"))
print("١٢٣".isdigit(), int("١٢٣"), "Ⅷ".isnumeric(), "ａｂ".isalpha(), "\u3000x".strip() == "x", "a\u2028b".splitlines())
変数 = 3
print(変数 + 1, "日" in "日本", "日本" < "日本語", "\u0000" < "a", "\ud7ff" < "\ue000" < "\U00010000")
