"""Items of tuples are compared until two differ, also where the lengths do; of lists the lengths come first."""


class Told:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        print("eq", self.name, other.name)
        return self.name.lower() == other.name.lower()


a, b, c = Told("a"), Told("A"), Told("c")
for _ in range(3):
    print((a, c) == (b,), (a,) != (b, c), (a, c) == (c,), (a,) == (b,), [a, c] == [b], [a] != [b, c])
nan = float("nan")
print((nan,) == (nan,), (nan, 1) != (nan,), () == (), ((nan, 1), 2) == ((nan, 1), 2), (1,) == (1.0,))
