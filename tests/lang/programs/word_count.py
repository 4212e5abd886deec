import re

TEXT = """It was a bright cold day in April, and the clocks were striking thirteen. Winston's chin was nuzzled
into his breast in an effort to escape the vile wind; he slipped quickly through the glass doors of the Mansions,
though not quickly enough to prevent a swirl of gritty dust from entering along with him. The hallway smelt of
boiled cabbage and old rag mats. At one end of it a coloured poster, too large for indoor display, had been tacked."""


def words(text):
    for m in re.finditer(r"[a-z']+", text.lower()):
        yield m.group()


counts, first, lengths = {}, {}, {}
for i, w in enumerate(words(TEXT)):
    counts[w] = counts.get(w, 0) + 1
    first.setdefault(w, i)
    lengths.setdefault(len(w), []).append(w)
top = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:8]
print(top, len(counts), sum(counts.values()))
for n in sorted(lengths):
    print(f"{n:>2} {len(lengths[n]):>3} {'*' * len(lengths[n])} {sorted(set(lengths[n]))[:3]}")
print(sorted(first, key=first.get)[:10])
lines = TEXT.split("\n")
print([len(l) for l in lines], max(lines, key=len)[:20], [l.title()[:15] for l in lines], sum(c in "aeiou" for c in TEXT))
trigrams = {}
ws = list(words(TEXT))
for a, b in zip(ws, ws[1:]):
    trigrams.setdefault(a, []).append(b)
print({k: v for k, v in trigrams.items() if len(v) > 2})
print(" ".join(w[::-1] for w in ws[:12]), "".join(chr((ord(c) - 97 + 13) % 26 + 97) if c.isalpha() else c for c in "hello world"))
