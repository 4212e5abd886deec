# The same function is called 1, 2, 3 ... times, so each count of its life as generic, adaptive and compiled is seen.
def f(x, y):
    z = x * 2 + y
    if z > 100:
        z -= 100
    return [z, x < y, x == y, -x, not y, f"{x}"]


def g(o):
    o.n += 1
    return o.n, o.name, o.get(), len(o.name)


class O:
    def __init__(self, name):
        self.name = name
        self.n = 0

    def get(self):
        return self.n * 2


o = O("first")
digest = 0
for i in range(300):
    r = f(i, 150)
    digest = (digest * 31 + sum(map(int, r[:2])) + len(r[5])) % 1000003
    s = g(o)
    digest = (digest * 31 + s[0] + s[2] + s[3]) % 1000003
    if i in (0, 1, 2, 3, 5, 8, 16, 17, 53, 54, 60, 64, 65, 100, 128, 200, 255, 256, 299):
        print(i, r, s, digest)
for args in ((1.5, 2), ("a", "b"), (2**65, 1), (True, False)):
    for _ in range(5):
        try:
            r = f(*args)
        except TypeError as e:
            r = str(e)
    print(args, r)
for i in range(60):
    r = f(1.5, i) if i % 2 else f(i, 3)
print(r)


def hot_with_cold_tail(n):
    for i in range(n):
        if i == n - 1:
            try:
                import json

                return json.dumps({"i": i, "locals": sorted(locals())})
            finally:
                print("tail")


print(hot_with_cold_tail(5), hot_with_cold_tail(2000))
