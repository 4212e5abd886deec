a = [1, 2, 3]
for x in a:
    if len(a) < 8:
        a.append(x * 10)
print(a)
a = list(range(10))
for x in a:
    a.remove(x)
print(a)
a = [1, 2, 3, 4]
for i, x in enumerate(a):
    if x == 2:
        del a[i]
    print(i, x)
it = iter(a)
print(next(it), a.clear(), list(it), next(it, "done"))
a.append(1)
print(next(it, "still done"), it.__length_hint__())
a = [1, 2, 3]
r = reversed(a)
print(next(r))
a.append(4)
print(next(r), list(r))
a = [0, 1, 2, 3]
for a[-1] in a:
    print(a)
