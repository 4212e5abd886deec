def tree(cls, depth=0, wanted=("ArithmeticError", "LookupError", "OSError", "RuntimeError", "ValueError")):
    print("  " * depth + cls.__name__)
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if sub.__module__ == "builtins" and not sub.__name__.endswith("Warning"):
            tree(sub, depth + 1)


for root in (ArithmeticError, LookupError, NameError, SyntaxError):
    tree(root)
print([k.__name__ for k in RecursionError.__mro__], [k.__name__ for k in UnicodeDecodeError.__mro__], [k.__name__ for k in FileNotFoundError.__mro__])
for e in (ValueError(), ValueError("a"), ValueError("a", 1), KeyError("k"), KeyError(), StopIteration(5), SystemExit(3), AttributeError("x"), UnicodeError("u"), IndexError("i", 2), ExceptionGroup("g", [ValueError(1)])):
    print(type(e).__name__, "|", str(e), "|", repr(e), "|", e.args)


class MyError(Exception):
    def __init__(self, code, msg="default"):
        super().__init__(msg)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {super().__str__()}"


class Sub(MyError):
    pass


try:
    raise Sub(7)
except MyError as e:
    print(e, repr(e), e.code, e.args, isinstance(e, Exception))
try:
    raise MyError
except TypeError as e:
    print(e)
import errno

# Error numbers differ between systems; names do not.
print(type(OSError(errno.ENOENT, "x")).__name__, type(OSError(errno.EACCES, "x")).__name__, StopIteration(4).value, SystemExit(2).code, OSError(errno.ENOENT, "m", "f").filename)
try:
    open("/nonexistent/file")
except FileNotFoundError as e:
    print(e.strerror, e.errno == errno.ENOENT, e.filename)
try:
    [].nope
except AttributeError as e:
    print(e.name, e.obj)
try:
    undefined_name
except NameError as e:
    print(e.name)
try:
    import no_such_module
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    from math import nope
except ImportError as e:
    print(str(e).split(" (")[0], e.name)
try:
    raise KeyError("a 'quoted' key")
except KeyError as e:
    print(e)
assert True
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(repr(e))
try:
    assert ()
except AssertionError as e:
    print(repr(e), BaseException.__bases__[0].__name__, issubclass(KeyboardInterrupt, Exception))
