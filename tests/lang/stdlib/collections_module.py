from collections import Counter, defaultdict, OrderedDict, deque, namedtuple, ChainMap, UserDict

c = Counter("abracadabra")
print(c.most_common(2), c["a"], c["zzz"], sum(c.values()), sorted(c.elements())[:4], c + Counter("aab"), c - Counter("aab"), Counter(a=1) & Counter(a=3), Counter(a=1) | Counter(b=2), Counter(a=-1), +Counter(a=-1, b=1))
c.update("zz")
c.subtract({"a": 3})
del c["b"]
print(c, c.total(), Counter([1, 1, 2]) == Counter({2: 1, 1: 2}))
d = defaultdict(list)
for k, v in [("a", 1), ("b", 2), ("a", 3)]:
    d[k].append(v)
print(d, d["new"], dict(d), d.get("nope"), "nope" in d, defaultdict(int, x=1)["y"], defaultdict(lambda: "dflt")[5])
try:
    defaultdict()["k"]
except KeyError as e:
    print("KeyError", e)
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
o.move_to_end("a")
print(o, o.popitem(last=False), list(reversed(o)), o == {"a": 1, "c": 3}, o == OrderedDict([("a", 1), ("c", 3)]))
o.move_to_end("a", last=False)
print(list(o.items()))
q = deque([1, 2, 3], maxlen=4)
q.append(4)
q.append(5)
q.appendleft(0)
print(q, q.pop(), q.popleft(), q.rotate(1), q, q[0], q[-1], len(q), 3 in q, list(reversed(q)), q.maxlen, q.index(3), q.count(2))
q.extend([7, 8])
q.extendleft([9])
q.remove(7)
print(q, deque("ab") + deque("c"), deque("ab") * 2, deque("ab") == deque("ab"), deque("abc").copy())
for action in (lambda: deque().pop(), lambda: deque()[0], lambda: deque([1]).remove(5)):
    try:
        action()
    except (IndexError, ValueError) as e:
        print(type(e).__name__, e)
try:
    z = deque([1, 2])
    for x in z:
        z.append(3)
except RuntimeError as e:
    print(e)
P = namedtuple("P", ["x", "y"], defaults=[5])
p = P(1)
print(p, p.y, p._replace(y=9), P._make([3, 4]), P._field_defaults, *p, p < P(2), p.count(5), hash(p) == hash((1, 5)), repr(P), P.__doc__)
try:
    P()
except TypeError as e:
    print(e)
try:
    p.x = 5
except AttributeError as e:
    print(e)
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["c"] = 4
print(m["a"], m["b"], sorted(m), m.maps[0], m.new_child({"a": 0})["a"], len(m))


class Lower(UserDict):
    def __setitem__(self, k, v):
        super().__setitem__(k.lower(), v)


l = Lower(A=1)
l["B"] = 2
print(l, l.data)
