class Log:
    def __init__(self):
        self.ops = []

    def __getattr__(self, name):
        raise AttributeError(name)

    def __getitem__(self, k):
        self.ops.append(f"get {k}")
        return 1

    def __setitem__(self, k, v):
        self.ops.append(f"set {k} {v}")


def key(k):
    order.append(k)
    return k


order = []
l = Log()
l[key("a")] += 1
l[key("b")], l[key("c")] = key(10), key(20)
print(l.ops, order)
for op in ("+=", "-=", "*=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^="):
    ns = {"x": 13}
    exec(f"x {op} 3", ns)
    print(op, ns["x"], end="; ")
print()
a = b = [1]
a += (2, 3)
a += "x"
a *= 2
print(b, a is b)
t = u = (1,)
t += (2,)
print(t, u)
s = v = {1}
s |= {2}
s -= {1}
print(v, s is v)
d = e = {"a": 1}
d |= [("b", 2)]
print(e)
x = "s"
y = x
x += "t"
x *= 2
print(x, y)
n = 5
n /= 2
n //= 0.5
n **= 2
print(n)


class O:
    v = 10


o = O()
o.v += 1
print(o.v, O.v, vars(o))
o.__dict__["v"] += 1
print(o.v)


class M:
    def __matmul__(self, other):
        return "matmul"

    def __imatmul__(self, other):
        return "imatmul"


m = M()
print(m @ 1)
m @= 1
print(m)
for text in ("q += 1", "a += 5", "'x'[0] += 'y'", "t[0] += 1", "o.nope += 1", "d['nope'] += 1", "None.x += 1"):
    try:
        exec(text)
    except Exception as err:
        print(text, type(err).__name__, err)
i = 0
l2 = [10, 20, 30]
l2[i], i = 99, 2
print(l2, i)
i = 0
i, l2[i] = 1, 77
print(l2)
