"""Counts and ranks the words of a text that it makes up: strings, dictionaries, generators, sorting.

    taipan bench examples/words.py
"""

import sys

SYLLABLES = "ta pi an vi per co bra sna ke ru st le ven om fa ng".split()


def sentences(count, seed=7):
    state = seed
    for _ in range(count):
        words = []
        state = (state * 48271) % 2147483647
        for _ in range(5 + state % 9):
            state = (state * 48271) % 2147483647
            word = ""
            for k in range(1 + state % 4):
                word += SYLLABLES[(state >> (4 * k)) % len(SYLLABLES)]
            words.append(word)
        words[0] = words[0].capitalize()
        yield " ".join(words) + ("." if state % 3 else "!")


def words_of(lines):
    for line in lines:
        for word in line.lower().split():
            yield word.strip(".!,")


def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def is_palindrome(word):
    return len(word) > 2 and word == word[::-1]


def longest_common_prefix(a, b):
    n = 0
    for x, y in zip(a, b):
        if x != y:
            break
        n += 1
    return a[:n]


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 110_000
    text = list(sentences(n))
    counts = count(words_of(text))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    print(f"{sum(map(len, text))} characters, {sum(counts.values())} words, {len(counts)} different")
    for word, times in ranked[:8]:
        print(f"{times:>8} {word}")
    by_length = {}
    for word in counts:
        by_length.setdefault(len(word), []).append(word)
    print({length: len(group) for length, group in sorted(by_length.items())})
    print("palindromes:", sorted(w for w in counts if is_palindrome(w))[:8])
    ordered = sorted(counts)
    prefixes = count(longest_common_prefix(a, b) for a, b in zip(ordered, ordered[1:]))
    print("common prefixes:", sorted(prefixes.items(), key=lambda item: (-item[1], item[0]))[:5])
    vowels = sum(1 for line in text for c in line if c in "aeiou")
    print(f"{vowels} vowels, {sum(line.endswith('!') for line in text)} exclamations")


main()
