def roman(n):
    out = ""
    for v, s in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, n = divmod(n, v)
        out += s * count
    return out


def from_roman(s):
    values = dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000)))
    total = 0
    for a, b in zip(s, s[1:] + " "):
        total += -values[a] if b != " " and values[a] < values[b] else values[a]
    return total


print([roman(n) for n in (1, 4, 9, 14, 1994, 2024, 3999)], all(from_roman(roman(n)) == n for n in range(1, 500)))


def levenshtein(a, b):
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        cur = [i]
        for j, cb in enumerate(b, 1):
            cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]


def lcs(a, b):
    t = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            t[i + 1][j + 1] = t[i][j] + x if x == y else max(t[i][j + 1], t[i + 1][j], key=len)
    return t[-1][-1]


print(levenshtein("kitten", "sitting"), levenshtein("saturday", "sunday"), levenshtein("", "abc"), lcs("AGGTAB", "GXTXAYB"), lcs("a" * 20 + "xyz", "xaayzz" * 3))


def caesar(s, k):
    return "".join(chr((ord(c) - 65 + k) % 26 + 65) if c.isupper() else chr((ord(c) - 97 + k) % 26 + 97) if c.islower() else c for c in s)


def rle(s):
    out, i = [], 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        out.append(f"{j - i}{s[i]}" if j - i > 1 else s[i])
        i = j
    return "".join(out)


def justify(text, width):
    lines, line = [], []
    for w in text.split():
        if sum(map(len, line)) + len(line) + len(w) > width:
            gaps = len(line) - 1
            spaces = width - sum(map(len, line))
            lines.append("".join(w + " " * (spaces // gaps + (i < spaces % gaps)) if i < gaps else w for i, w in enumerate(line)) if gaps else line[0])
            line = []
        line.append(w)
    return lines + [" ".join(line)]


print(caesar("Hello, World", 3), caesar(caesar("Hello", 3), -3), rle("aaabccdddd"), rle("abc"), rle(""))
print("\n".join(f"|{l}|" for l in justify("the quick brown fox jumps over the lazy dog and runs away from it all", 22)))
print(sorted("listen") == sorted("silent"), "racecar" == "racecar"[::-1], {w: sum(c in "aeiou" for c in w) for w in "several little words".split()}, "%s" % "-".join(f"{ord(c):b}" for c in "ok"))
table = [("name", "qty", "price"), ("apple", 3, 1.25), ("kiwi", 12, 0.5), ("watermelon", 1, 3.999)]
for name, qty, price in table:
    print(f"{name:<12}|{qty:>5}|{price:>8}" if isinstance(qty, str) else f"{name:<12}|{qty:>5d}|{price:>8.2f}")
