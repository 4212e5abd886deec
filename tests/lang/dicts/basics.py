d = {"b": 1, "a": 2, 3: "x", (1, 2): None, 1.5: [], None: 0}
print(d, len(d), d["b"], d.get("zz"), d.get("zz", 5), "a" in d, "q" in d, list(d), list(d.values()), list(d.items()))
d["new"] = 1
d["b"] = 100
del d["a"]
d["a"] = "again"
print(d, d.pop("new"), d.pop("none", "default"), d.popitem(), d.setdefault("s", []), d.setdefault("s", 1))
print(dict(a=1, b=2), dict([(1, 2), (3, 4)]), dict({1: 2}, x=3), {**{"a": 1}, "b": 2, **{"a": 3}}, dict.fromkeys("ab", 0), dict.fromkeys([1]), {})
x = {1: "int", 1.0: "float", True: "bool"}
print(x, x[1], {0: "a", False: "b", 0.0: "c", -0.0: "d"})
a, b = {"x": 1, "y": 2}, {"y": 20, "z": 30}
print(a | b, b | a, a == {"y": 2, "x": 1}, a != b)
a |= b
a.update([("w", 1)], v=2)
a.update({"x": 9})
print(a, {k: v for k, v in zip("abc", range(3))}, list(reversed(a)), list(reversed(a.items())))
k = a.keys()
print(k & {"x", "q"}, "x" in k, len(k), sorted(k | {"n"}), sorted(k - {"x"}), k == set(a), ("x", 9) in a.items(), 20 in a.values())
a["later"] = 1
print("later" in k, k, a.values(), a.items())
a.clear()
print(a, bool(a), k)
for text in ("{}['k']", "{}[[]]", "{}.pop('x')", "{}.popitem()", "{[]: 1}", "dict([1])", "dict([(1, 2, 3)])", "{} < {}", "hash({})", "{} | []", "dict(1)"):
    try:
        print(eval(text))
    except (KeyError, TypeError, ValueError) as error:
        print(text, type(error).__name__, error)
r = {}
r["self"] = r
print(r, {1: {2: {3: {}}}}, d.copy() == d)
class D(dict):
    def __missing__(self, key):
        self[key] = f"made {key}"
        return self[key]


m = D(a=1)
print(m["a"], m["b"], m, m.get("c"), "c" in m, type(m.copy()).__name__, isinstance(m, dict))
