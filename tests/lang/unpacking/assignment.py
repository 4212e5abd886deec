a, b = 1, 2
[c, d] = "xy"
(e, (f, g)) = 3, (4, 5)
print(a, b, c, d, e, f, g)
first, *rest = range(5)
*init, last = "abcd"
h, *mid, t = (1, 2)
print(first, rest, init, last, h, mid, t)
a, b, c = {1: 0, 2: 0, 3: 0}
print(a, b, c)
x = [1, 2, 3]
i = 0
i, x[i] = 2, "set"
print(i, x)
x[0], x[1] = x[1], x[0]
print(x)
for (p, q), *r in [((1, 2), 3, 4), ((5, 6),)]:
    print(p, q, r)
a = b = c = []
a.append(1)
print(b is c, c)
(a), b = 1, 2
[*z] = "hi"
print(a, b, z)
for text in ("a, b = 1, 2, 3", "a, b = 1,", "a, *b, c = (1,)", "a, b = 5", "a, b = {1}", "a, b = iter([1, 2, 3])", "a, b, c = 'ab'"):
    try:
        exec(text)
    except (ValueError, TypeError) as error:
        print(text, "->", type(error).__name__, error)


def gen():
    print("start")
    yield 1
    print("mid")
    yield 2
    print("end")


a, b = gen()
print(a, b)


class Seq:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10


a, b, c = Seq()
print(a, b, c, [*Seq()], list(Seq()), 20 in Seq())


class Box:
    pass


o = Box()
o.a, o.b = "ab"
o.a, *o.rest = [7, 8, 9]
print(vars(o))
x = 5
x += x if x > 3 else 0
l = [1]
l[0] += 5
o.b *= 3
print(x, l, o.b)
