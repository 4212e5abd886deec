def echo():
    received = []
    try:
        while True:
            try:
                x = yield received
                received.append(x)
            except ValueError as e:
                received.append(f"caught {e}")
    except GeneratorExit:
        print("closing", received)
        raise
    finally:
        print("finally")


g = echo()
print(next(g), g.send(1), g.throw(ValueError("v")), g.send(2))
g.close()
g.close()
try:
    next(g)
except StopIteration:
    print("closed")
g = echo()
next(g)
try:
    g.throw(KeyError("not handled"))
except KeyError as e:
    print(repr(e))
try:
    g.throw(KeyError("after end"))
except KeyError as e:
    print("again", e)
fresh = echo()
try:
    fresh.throw(IndexError("before start"))
except IndexError as e:
    print(e)
unstarted = echo()
unstarted.close()
print(list(unstarted))


def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = ignores()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "close value"


g = returns_on_close()
next(g)
print(g.close())


def raises_on_close():
    try:
        yield
    finally:
        raise OSError("from close")


g = raises_on_close()
next(g)
try:
    g.close()
except OSError as e:
    print(e, repr(e.__context__))


def handled():
    while True:
        try:
            yield "ready"
        except ZeroDivisionError:
            print("zde")


g = handled()
next(g)
for i in range(3):
    print(g.throw(ZeroDivisionError()))


def context():
    try:
        1 / 0
    except ZeroDivisionError:
        yield 1
        try:
            raise
        except ZeroDivisionError as e:
            yield f"kept {e}"


g = context()
next(g)
try:
    raise KeyError("outer")
except KeyError as k:
    print(next(g), repr(k))
