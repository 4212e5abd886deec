# Machine code with __init__ in place went on with the old one when only the function's code changed.
# Found by `taipan fuzz --seed 5000027`.


class P:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class Q:
    def __init__(self, n):
        self.n = n
        for i in range(2):
            self.n += i


def k(a):
    p = P(a, 2)
    return sorted(p.__dict__.items()), Q(a).n


for i in range(40):
    last = k(i)
print(last)
P.__init__.__code__ = (lambda self, a, b: setattr(self, "c", b)).__code__
print(k(1))
Q.__init__.__code__ = (lambda self, n: setattr(self, "n", -n)).__code__
for i in range(40):
    last = k(i)
print(last)
Q.__init__.__code__ = (lambda self, n: n).__code__
try:
    k(1)
except TypeError as e:
    print(e)
