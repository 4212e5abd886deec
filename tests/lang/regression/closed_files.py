"""Files that were closed are let go without a sound; classes derived from those of `io` still have their own
`__del__` called."""
import gc
import io
import os
import sys


class Raw(io.FileIO):
    def __del__(self):
        print("raw", self.closed)
        super().__del__()


class Text(io.TextIOWrapper):
    def __del__(self):
        print("text", self.closed)


class Again(io.BufferedReader):
    @property
    def closed(self):
        return False

    def close(self):
        print("closes again")


def closed():
    with Raw(os.devnull, "r"):
        pass


def derived():
    with Text(io.BufferedReader(io.FileIO(os.devnull))) as f:
        assert f.read() == ""


def builtin():
    for mode in "r", "w", "rb", "wb", "r+b":
        with open(os.devnull, mode) as f:
            f.seekable()
        assert f.closed


def never_closed():
    f = Again(io.FileIO(os.devnull))
    f.close()


def far_away(use, depth=5):
    """Where no native frame of the collection's callers ever was."""
    if depth:
        max([0], key=lambda _: far_away(use, depth - 1))
    else:
        use()
    return 0


def collected():
    for _ in range(3):
        gc.collect()


sys.unraisablehook = lambda u: print("unraisable", u.exc_value)
for use in closed, derived, builtin, never_closed:
    print(use.__name__)
    far_away(use)
    collected()
print("end")
