# Much garbage of many sizes, with survivors that must stay intact.
survivors = []
checksum = 0
for i in range(3000):
    junk = [[j] * (j % 7) for j in range(10)]
    text = "x" * (i % 50) + str(i)
    d = {text: junk, i: (i, text)}
    if i % 100 == 0:
        survivors.append(d)
    checksum += len(junk[3]) + len(text) + len(d)
print(checksum, len(survivors))
for k, d in enumerate(survivors):
    i = k * 100
    assert d[i] == (i, "x" * (i % 50) + str(i)), i
    assert d["x" * (i % 50) + str(i)][6] == [6] * 6


class Tree:
    __slots__ = ("left", "right")

    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None

    def check(self):
        return 1 + (self.left.check() + self.right.check() if self.left else 0)


long_lived = Tree(8)
print(sum(Tree(4).check() for _ in range(50)), long_lived.check())


def closures(n):
    fs = []
    for i in range(n):
        def f(x=[i]):
            x.append(i)
            return sum(x)
        fs.append(f)
    return fs


fs = closures(500)
print(sum(f() for f in fs), sum(f() for f in fs))


def gens(n):
    def g(i):
        held = [i] * 5
        yield sum(held)
        yield held
    made = [g(i) for i in range(n)]
    return sum(next(g) for g in made), made


total, made = gens(300)
garbage = [str(i) * 10 for i in range(2000)]
print(total, sum(next(g)[4] for g in made), len(garbage))
chain = None
for i in range(20000):
    chain = (i, chain)
n = 0
while chain:
    n += chain[0]
    chain = chain[1]
print(n)
big = [10**30 + i for i in range(1000)]
print(sum(big), {b: b - 10**30 for b in big}[10**30 + 500])
