def run(n):
    text = "the quick brown fox jumps over the lazy dog"
    s = 0
    for i in range(n):
        w = text[i % 40 : i % 40 + 3]
        if w == "fox" or w.startswith("l"):
            s += 5
        if text[i % 43] in "aeiou":
            s += ord(text[i % 43])
        s += len(w.upper())
    return s


print(run(4_500_000))
