d = {}
for i in range(20):
    d[f"k{i * 7 % 20}"] = i
for i in range(0, 20, 3):
    del d[f"k{i}"]
for i in range(0, 20, 6):
    d[f"k{i}"] = "back"
print(d)
d.pop("k1")
d["k2"] = "kept place"
print(list(d), d.popitem(), list(d.items())[-1])
e = {i: None for i in range(1000)}
for i in range(0, 1000, 2):
    del e[i]
for i in range(1000, 1010):
    e[i] = None
print(len(e), list(e)[:5], list(e)[-12:], sum(e))
f = dict(reversed(list(d.items())))
print(list(f)[:4], f == d, list(f) == list(d))


class Obj:
    pass


o = Obj()
o.z = 1
o.a = 2
o.m = 3
del o.z
o.z = 4
print(list(o.__dict__), vars(o))


def kw(**kwargs):
    return list(kwargs)


print(kw(z=1, y=2, x=3), kw(**{"b": 1}, a=2))
