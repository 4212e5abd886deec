import re

print(re.match(r"(\w+) (\w+)", "hello world").groups(), re.search(r"\d+", "ab123c").group(), re.findall(r"\b\w", "the quick fox"), re.sub(r"(\w)(\d)", r"\2\1", "a1 b2"), re.split(r"[,;]\s*", "a, b;c"))
m = re.search(r"(?P<year>\d{4})-(?P<month>\d\d)", "on 2024-05-06")
print(m.group("year"), m["month"], m.groupdict(), m.start(), m.span(1), m.end("month"), m.string[m.start():m.end()], m)
print(re.findall(r"(a+)(b*)", "aabab"), [x.span() for x in re.finditer("a", "banana")], re.sub("a", lambda m: m.group().upper() + str(m.start()), "banana", count=2), re.subn("x", "y", "axbx"))
print(re.match("abc", "ABC", re.I) is not None, re.findall("^x", "x\nx", re.M), re.search("a.b", "a\nb", re.S) is not None, re.compile(r"""
  (\d+)  # number
  \s*    # space
""", re.X).match("12  ").group(1))
print(re.findall(r"(?<=@)\w+", "a@b c@d"), re.findall(r"\w+(?!\w|@)", "ab@ cd"), re.findall(r"(?<!x)y", "xy y"), re.match(r"(.)\1", "aa").group(), re.findall(r"a{2,3}?", "aaaaa"), re.match(r"a*?b", "aaab").group())
print(re.fullmatch(r"[\w.]+@[\w.]+", "me@ex.org") is not None, re.escape("a.b*c"), re.split(r"(-)", "a-b-c"), re.split("x*", "axbc"), re.sub("", "-", "abc"), re.findall(r"[^aeiou\s]+", "hello there"))
print(re.match(r"(a)|(b)", "b").groups(), re.match(r"(a)?b", "b").group(1), re.match(r"(?:a|ab)(?:c|bcd)(d*)", "abcd").group(0), re.search(r"(?i:ABC)d", "abcd").group(), re.match(r"(?P<q>['\"]).*?(?P=q)", "'x' 'y'").group())
print(re.findall(r"\d+", "١٢ 34"), re.findall(r"\w+", "naïve café", re.A), re.findall(rb"\w+", b"ab cd"), re.search(r"\bé", "é").span(), re.match(r"[\u00e0-\u00ff]+", "éà").group(), re.findall("[a-c😀]", "xa😀"))
print(re.match(r"(a++)a", "aaa"), re.match(r"(?>a+)b", "aab").group(), re.match(r"(x)?(?(1)y|z)", "z").group(), re.sub(r"(?P<a>.)", r"<\g<a>>", "ab"), re.sub(".", r"\\", "a"))
for bad in ("(", "[a", "*a", "a{2,1}", "(?P<1>a)", "\\", "(?P=x)", "a**", "(?<=a+)b", ")"):
    try:
        re.compile(bad)
    except re.error as e:
        print(repr(bad), e)
p = re.compile("b+")
print(p.pattern, p.search("abbb", 2).span(), p.match("abb", 1).group(), p.groups, p.flags, p, p == re.compile("b+"), p.scanner("abab").search().start())
tokens = re.compile(r"\s*(?:(?P<num>\d+\.?\d*)|(?P<name>[a-z_]\w*)|(?P<op>[-+*/()=]))", re.I)
print([(m.lastgroup, m.group(m.lastgroup)) for m in tokens.finditer("x1 = 3.14*(y + 42)")])
print(len(re.findall(r"(\w+)\s+\1", "the the a a b c c")), re.sub(r"\s+", " ", "a  b \n c"), re.match("(?:(?:a*)*)*b", "aaab").group())
