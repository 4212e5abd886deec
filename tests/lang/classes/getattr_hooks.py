class G:
    cls = "class attr"

    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        if name.startswith("dyn"):
            return f"made {name}"
        raise AttributeError(f"no {name}")


g = G()
print(g.real, g.cls, g.dyn_x, getattr(g, "other", "default"), hasattr(g, "dyn"), hasattr(g, "nope"))
try:
    g.nope
except AttributeError as error:
    print(error)


class All:
    def __init__(self):
        object.__setattr__(self, "log", [])

    def __getattribute__(self, name):
        log = object.__getattribute__(self, "log")
        log.append("get " + name)
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        object.__getattribute__(self, "log").append(f"set {name}={value}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        object.__getattribute__(self, "log").append(f"del {name}")
        object.__delattr__(self, name)

    def method(self):
        return self.x

    def __len__(self):
        return 7


a = All()
a.x = 1
a.x += 1
print(a.method(), len(a), hasattr(a, "q"))
del a.x
print(object.__getattribute__(a, "log"))


class Proxy:
    def __init__(self, target):
        self.__dict__["_t"] = target

    def __getattr__(self, n):
        return getattr(self._t, n)

    def __setattr__(self, n, v):
        setattr(self._t, n, v)


pr = Proxy(g)
pr.new = 5
print(g.new, pr.real, pr.dyn_z, vars(pr) == {"_t": g})


class Both:
    def __getattribute__(self, name):
        if name == "a":
            return "attribute"
        raise AttributeError(name)

    def __getattr__(self, name):
        return "fallback " + name


print(Both().a, Both().b)


class Flip:
    v = 1


f = Flip()
out = []
for i in range(6):
    if i == 2:
        f.v = "instance"
    if i == 3:
        Flip.__getattr__ = lambda self, n: "ga " + n
    if i == 4:
        del f.v
    if i == 5:
        del Flip.v
    out.append(f.v)
print(out)


class Mod:
    def __dir__(self):
        return ["z", "a"]


print(dir(Mod()))
