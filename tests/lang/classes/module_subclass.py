"""Subclasses of the module type: one dictionary, properties, and modules that change their class."""
import platform
import types


class Lazy(types.ModuleType):
    kind = "class attribute"

    @property
    def doubled(self):
        return self.base * 2

    def __getattr__(self, name):
        if name.startswith("lazy_"):
            return name[5:]
        raise AttributeError(f"no {name} here")


m = Lazy("m")
m.base = 4
print(m.__dict__["base"], m.doubled, m.kind, vars(m) is m.__dict__, m.__name__)
m.kind = "in the dictionary"
print(m.kind, "kind" in m.__dict__)
del m.kind
print(m.kind, m.lazy_one)
try:
    m.other
except AttributeError as e:
    print(e)
try:
    m.doubled = 3
except AttributeError as e:
    print(e)


def doubled_of(module):
    return module.doubled


plain = types.ModuleType("plain")
plain.base, plain.doubled = 10, "of the dictionary"
seen = [doubled_of(plain) for _ in range(200)]
plain.__class__ = Lazy
seen += [doubled_of(plain) for _ in range(200)]
plain.__class__ = types.ModuleType
seen += [doubled_of(plain) for _ in range(200)]
print(seen[0], seen[199], seen[200], seen[399], seen[400], seen[-1], type(plain).__name__)


class Slotted(types.ModuleType):
    __slots__ = ("extra",)


for cls in (Slotted, int):
    try:
        plain.__class__ = cls
    except TypeError as e:
        print(e)
print(platform.python_version_tuple()[:2], bool(platform.python_compiler()))
