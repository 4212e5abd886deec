class A:
    def f(self):
        return "f0"

    x = "class x"


class B(A):
    pass


b = B()
out = []
for i in range(12):
    if i == 2:
        A.f = lambda self: "f1"
    if i == 4:
        B.f = lambda self: "f2"
    if i == 5:
        b.f = lambda: "instance"
    if i == 6:
        del b.f
    if i == 7:
        del B.f
    if i == 8:
        b.x = "instance x"
    if i == 9:
        B.x = property(lambda self: "property x")
    if i == 10:
        del B.x
    if i == 11:
        B.f = staticmethod(lambda: "static")
    out.append((b.f(), b.x))
print(out)


class P:
    pass


objs = []
for i in range(6):
    p = P()
    if i % 2:
        p.a = 1
        p.b = 2
    else:
        p.b = 2
        p.a = 1
    if i > 3:
        p.c = 3
        del p.a
        p.a = "re-added"
    objs.append(p)
print([(p.a, p.b, list(vars(p))) for p in objs])
for p in objs:
    for k in list(vars(p)):
        delattr(p, k)
    p.z = 0
print([vars(p) for p in objs])
wide = P()
for i in range(60):
    setattr(wide, f"attr{i}", i)
print(sum(getattr(wide, f"attr{i}") for i in range(60)), len(vars(wide)), wide.attr59)
