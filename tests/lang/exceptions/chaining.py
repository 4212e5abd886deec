def show(e, depth=0):
    while e is not None:
        print("  " * depth, type(e).__name__, e, "cause:", type(e.__cause__).__name__, "context:", type(e.__context__).__name__, "suppress:", e.__suppress_context__)
        e = e.__cause__ or e.__context__
        depth += 1


try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("during")
except ValueError as e:
    show(e)
try:
    try:
        {}["k"]
    except KeyError as k:
        raise RuntimeError("because") from k
except RuntimeError as e:
    show(e)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("alone") from None
except ValueError as e:
    show(e)
    print(e.__context__)
try:
    raise ValueError from KeyError
except ValueError as e:
    show(e)
try:
    raise ValueError from 5
except TypeError as e:
    print(e)


def f():
    try:
        raise KeyError(1)
    finally:
        raise IndexError(2)


try:
    f()
except IndexError as e:
    show(e)
try:
    try:
        raise ValueError("a")
    except ValueError as a:
        try:
            raise TypeError("b")
        except TypeError as b:
            raise a
except ValueError as e:
    show(e)
import sys

print(sys.exception(), sys.exc_info())
try:
    raise ValueError("x")
except ValueError:
    print(repr(sys.exception()), sys.exc_info()[0].__name__)
    try:
        raise KeyError
    except KeyError:
        print(repr(sys.exception()))
    print(repr(sys.exception()))
print(sys.exception())
e = ValueError("w").with_traceback(None)
e.add_note("note 1")
e.add_note("note 2")
print(e.__notes__, e.__traceback__)
