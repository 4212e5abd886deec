class Tag(str):
    def __new__(cls, value, level=0):
        self = super().__new__(cls, value)
        self.level = level
        return self

    def __eq__(self, other):
        return str.__eq__(self, other) and getattr(other, "level", 0) == self.level

    def __hash__(self):
        return str.__hash__(self)

    def shout(self):
        return self.upper() + "!"


t = Tag("abc", 2)
print(t, repr(t), t.level, t.shout(), type(t.upper()).__name__, t + "d", type(t + "d").__name__, len(t), t[1])
print(t == "abc", "abc" == t, t == Tag("abc", 2), {"abc": 1}.get(str(t)), t in ["abc"], f"{t:>5}", "%s" % t, isinstance(t, str))
print(str.__len__(t), "".join([t, "x"]), t.join(["1", "2"]), sorted([Tag("b"), "a", Tag("c")]))


class Lazy:
    def __str__(self):
        return "lazy"


print(str(Lazy()), f"{Lazy()}", "%s" % Lazy(), "{}".format(Lazy()), "".join(map(str, [Lazy(), 1])))


class BadStr:
    def __str__(self):
        return 3


try:
    str(BadStr())
except TypeError as error:
    print(error)
