# A general arm of super() read the locals anew; the arms for known shapes then used its reading.
class Base(dict):
    def __setitem__(self, key, value):
        kept = (key, value)
        super().__setitem__(key, kept)
        return kept


classes = []
for n in range(14):
    body = {f"a{k}": k for k in range(n)}
    classes.append(type(f"C{n}", (Base,), body))


def fill(cls, n):
    c = cls()
    for k in range(n):
        setattr(c, f"x{k % 5}", k)
        c[k] = k * 2
    return sum(v[1] for v in c.values()), len(vars(c))


for turn in range(6):
    for cls in classes:
        out = fill(cls, 4 + turn)
    print(turn, out)
