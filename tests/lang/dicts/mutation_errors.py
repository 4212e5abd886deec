d = {i: i for i in range(5)}
try:
    for k in d:
        d[k + 100] = 1
except RuntimeError as error:
    print(error)
try:
    for k in d:
        del d[k]
except RuntimeError as error:
    print(error, len(d))
for k in d:
    d[k] = "changed value is fine"
print(d)
try:
    for k, v in d.items():
        d.pop(k)
        d["same size"] = 1
        d["z"] = 2
        break
    it = iter(d.values())
    next(it)
    d["one more"] = 1
    next(it)
except RuntimeError as error:
    print(error)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
it = iter({})
print(next(it, "empty"))
d = {1: 1}
it = iter(d)
print(list(it), next(it, "end"))
d[2] = 2
print(next(it, "end stays"))
for k in list(d):
    del d[k]
print(d)
