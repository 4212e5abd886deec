def build(n):
    s = ""
    for i in range(n):
        s += chr(97 + i % 26)
        if i == n // 2:
            kept = s
            s += "|"
    return len(s), s[:5], s[-5:], len(kept), kept[-3:]


print(build(100), build(5000))


def widen(n):
    s = ""
    for i in range(n):
        s += "a" if i < 1000 else "é" if i < 2000 else "日" if i < 2500 else "😀"
    return len(s), s[998:1002], s[1998:2002], s[2498:2502]


print(widen(3000))


def joins(n):
    parts = []
    for i in range(n):
        parts.append(f"{i:x}")
        if len(parts) == 10:
            parts = ["-".join(parts)[-20:]]
    return parts


print(joins(1000))


def formats(n):
    total = 0
    for i in range(n):
        total += len(f"{i} {i / 2:.2f} {'x' * (i % 4)!r} {i:>5}" + "%d-%s" % (i, i) + "{}:{}".format(i, -i) + str(i) + repr(i / 3))
    return total


print(formats(2000))


def chars(text, n):
    counts = {}
    for i in range(n):
        for c in text:
            if c in "aeiou":
                counts[c] = counts.get(c, 0) + 1
            elif c == " ":
                continue
            elif c.isdigit():
                counts["digits"] = counts.get("digits", 0) + int(c)
    return counts


print(chars("the quick brown fox 42 jumps", 200), chars("日本 é 7", 100))


def compares(words, n):
    lt = eq = inn = 0
    for i in range(n):
        a, b = words[i % len(words)], words[(i + 1) % len(words)]
        lt += a < b
        eq += a == b
        inn += a[:1] in b
    return lt, eq, inn


print(compares(["apple", "banana", "apple", "é", "日本"], 1000), compares(["x" * 50, "x" * 50 + "y", "x" * 49], 999))


def nested_lists(n):
    out = []
    for i in range(n):
        out += [i]
        out[-1] *= 2
        if len(out) > 20:
            out[:10] = [sum(out[:10])]
    return sum(out), len(out)


print(nested_lists(2000))


def mixed_add(n):
    values = ["a", 1, 2.5, [1], (1,), 2**70]
    errors = 0
    for i in range(n):
        a, b = values[i % 6], values[(i // 6) % 6]
        try:
            a + b
        except TypeError:
            errors += 1
        try:
            a * 2
        except TypeError:
            errors += 100
    return errors


print(mixed_add(1800))
