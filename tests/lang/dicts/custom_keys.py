log = []


class Key:
    def __init__(self, value, h):
        self.value, self.h = value, h

    def __hash__(self):
        log.append(f"hash {self.value}")
        return self.h

    def __eq__(self, other):
        log.append(f"eq {self.value}")
        return isinstance(other, Key) and self.value == other.value

    def __repr__(self):
        return f"Key({self.value})"


a, b, c = Key("a", 1), Key("b", 1), Key("a", 1)
d = {a: 1}
d[b] = 2
print(d[c], d[a], len(d), log)
log.clear()
d[c] = 3
print(d, b in d, Key("z", 1) in d, Key("z", 2) in d, log)


class NoHash:
    def __eq__(self, other):
        return True


class Raises:
    def __hash__(self):
        raise RuntimeError("no hash today")


for key in (NoHash(), Raises()):
    for action in (lambda: {key: 1}, lambda: key in {}, lambda: {1: 1}.get(key), lambda: {key}):
        try:
            action()
        except (TypeError, RuntimeError) as error:
            print(type(error).__name__, error)


class BadEq:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        raise ZeroDivisionError("eq")


d = {BadEq(): 1}
try:
    d[BadEq()]
except ZeroDivisionError as error:
    print(error)


class Ident:
    pass


i = Ident()
print({i: 1}[i], Ident() in {i: 1}, hash(i) == hash(i))
