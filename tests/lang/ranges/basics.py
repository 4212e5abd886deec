for r in (range(5), range(2, 8), range(10, 0, -3), range(0), range(5, 2), range(0, 10, 3), range(-3, 3)):
    print(r, len(r), list(r), list(reversed(r)), r[::-1], bool(r), 3 in r, "a" in r, 3.0 in r, sum(r), list(r[1:3]))
print(range(3) == range(0, 3, 1), range(0, 3, 2) == range(0, 4, 2), range(0) == range(5, 5), hash(range(3)) == hash(range(0, 3)), range(1, 10, 2).index(5), range(5).count(3))
print(range(10)[2], range(10)[-1], range(10)[2:5], range(0, 100, 7)[3::2], range(5).start, range(5).stop, range(1, 9, 4).step)
big = range(2**64, 2**64 + 5)
print(list(big), big[2], 2**64 + 3 in big, big[1:3], list(range(2**62 - 2, 2**62 + 2)), list(range(-(2**62) + 1, -(2**62) - 3, -1)))
for text in ("range(1, 2, 0)", "range(1.5)", "range()", "range(3)[3]", "range(3).index(5)", "range('a')", "len(range(10**30))", "range(3) + range(2)"):
    try:
        print(eval(text))
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        print(text, type(error).__name__, error)
it = iter(range(3))
print(next(it), list(it), next(it, None), isinstance(it, type(iter(range(1)))), type(iter(range(2**70))).__name__)
total = 0
for i in range(10):
    if i == 3:
        continue
    if i == 8:
        break
    total += i
else:
    total = -1
print(total, i)
for i in range(0):
    pass
else:
    print("else ran", i)
