# What is thrown into a generator has what the generator handles as context, and not what its caller does.
def chain(e):
    out = []
    while e is not None:
        out.append((type(e).__name__, e.args))
        e = e.__context__
    return out


def handling():
    try:
        raise KeyError("a")
    except Exception:
        yield 1


def delegating():
    try:
        raise KeyError("b")
    except Exception:
        yield from handling()


def plain():
    yield 1


for make in (handling, delegating, plain):
    g = make()
    next(g)
    try:
        g.throw(ValueError("v"))
    except ValueError as e:
        print(make.__name__, chain(e))
    g = make()
    next(g)
    try:
        try:
            raise OSError("outer")
        except OSError:
            g.throw(ValueError("v"))
    except ValueError as e:
        print(make.__name__, chain(e))


def catches():
    while True:
        try:
            yield 1
        except ValueError as e:
            print("inside", chain(e))


g = catches()
next(g)
for i in range(3):
    try:
        raise IndexError(i)
    except IndexError:
        g.throw(ValueError(i))


class Thrown:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, e):
        raise TypeError("from throw") from e


def to_python():
    try:
        raise KeyError("c")
    except KeyError:
        yield from Thrown()


g = to_python()
next(g)
try:
    g.throw(ValueError("w"))
except TypeError as e:
    print(chain(e), e.__cause__)
