a = [3, 1, 2]
a.append(4)
a.extend((5, 6))
a.extend(x for x in "ab")
a.insert(0, "first")
a.insert(-1, "nearlast")
a.insert(100, "last")
print(a, len(a), a.pop(), a.pop(0), a.pop(-2), a)
a.remove("a")
print(a, a.index(4), a.index(2, 1), a.count(1), a.copy() is a, a.copy() == a)
a.reverse()
print(a)
a = [3, 1, 2]
a.sort()
print(a, a.sort(reverse=True), a, sorted(a), sorted("hello", key=lambda c: -ord(c)))
b = a
b += [9]
print(a is b, a, a + [1], a * 2, 2 * a, [0] * -1, a == [3, 2, 1, 9], a != [], [1, 2] < [1, 3], [1] < [1, 0], [] < [0])
b *= 2
print(a, a is b)
a.clear()
print(a, b, list(), list("abc"), list(range(3)), list({1: 2}), [*range(3), *"ab"])
for text in ("[].pop()", "[1].pop(5)", "[1].remove(2)", "[1].index(2)", "[][0]", "[1][-2]", "a['a']", "[1] + (2,)", "[1] * 1.5", "[1, 'a'].sort()", "[1] < 5", "hash([])"):
    try:
        print(eval(text))
    except (IndexError, ValueError, TypeError) as error:
        print(text, type(error).__name__, error)
x = [1, [2, 3]]
y = x.copy()
y[1].append(4)
print(x, y)
r = [1]
r.append(r)
print(r, r[1] is r)
print([[0] * 3 for _ in range(2)], [[]] * 3, 1 in [1.0], [float("nan")].count(1), [1, 2, 3].__contains__(2), None in [0])
