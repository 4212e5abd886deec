# setdefault of a subclass asks its own methods.
from collections import OrderedDict


class Told(OrderedDict):
    def __contains__(self, key):
        print("contains", key)
        return super().__contains__(key)

    def __getitem__(self, key):
        print("getitem", key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        print("setitem", key, value)
        super().__setitem__(key, value)


told = Told(a=1)
print(told.setdefault("a", 2), told.setdefault("b", 3), told.setdefault("c"))
print(OrderedDict(a=1).setdefault("a", 2), OrderedDict().setdefault("b"))
