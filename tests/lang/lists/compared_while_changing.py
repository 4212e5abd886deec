"""Comparisons of lists whose items' `__eq__` change the lists."""


class Clears:
    def __init__(self, lists, name, answer=NotImplemented):
        self.lists, self.name, self.answer = lists, name, answer

    def __eq__(self, other):
        self.lists[self.name].clear()
        return self.answer

    def __repr__(self):
        return self.name


for answer in (NotImplemented, False, True):
    lists = {}
    lists["a"] = [Clears(lists, "b", answer)]
    lists["b"] = [Clears(lists, "a", answer)]
    print(lists["a"] == lists["b"], lists)
    lists = {}
    lists["a"] = [Clears(lists, "a", answer)]
    print(lists["a"] == [1], lists)
    lists["a"] = [Clears(lists, "a", answer), 2]
    print(lists["a"] != [1, 2], lists)
    lists["a"] = [1, Clears(lists, "a", answer)]
    try:
        print(lists["a"] < [1, 2], lists)
    except TypeError as e:
        print(e)


class Sub(frozenset):
    pass


class SubNew(frozenset):
    def __new__(cls, *args, **kw):
        return super().__new__(cls, *args)


for make in (lambda: Sub(sequence=()), lambda: SubNew([1], x=2), lambda: frozenset(x=1), lambda: set(iterable=())):
    try:
        print(make())
    except TypeError as e:
        print(e)
