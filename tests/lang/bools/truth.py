values = [0, 1, -1, 0.0, 0.5, "", "a", b"", b"a", [], [0], (), (0,), {}, {1: 2}, set(), {1}, None, Ellipsis, NotImplemented.__class__, range(0), range(1), 0j, object]
print([bool(v) for v in values])
print([not v for v in values])


class Truth:
    def __init__(self, answer):
        self.answer = answer

    def __bool__(self):
        print("bool", self.answer)
        return self.answer


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        print("len", self.n)
        return self.n


print(bool(Truth(True)), bool(Sized(0)), bool(Sized(3)), not Truth(False))
if Truth(False) or Sized(0) or Truth(True):
    print("yes")
if Truth(True) and Sized(2) and not Truth(False):
    print("and")
while Truth(False):
    pass
print("x" if Sized(0) else "y")
for bad in (Truth(1), Sized(-1), Sized("a")):
    try:
        bool(bad)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(0 or "" or [] or "last", 1 and 2 and 3, 1 and 0 and 3, None or 0, [] and 1)
print(True + True, True * 10, -True, ~0, True / 2, str(True), repr(False), int(True), [10, 20][True], "ab"[False])
print(isinstance(True, int), bool.__mro__, bool("False"), bool(), f"{True}", f"{True:d}", f"{True:>6}", True.real)
print(any([0, "", None]), any([0, 1]), all([]), all([1, 0]), any(x > 3 for x in range(5)), all(x < 3 for x in range(5)))
