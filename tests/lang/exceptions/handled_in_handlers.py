# What counts as handled when exceptions leave handlers inside of handlers and `finally` clauses.
import sys


def a():
    try: raise KeyError(3)
    except KeyError: raise ValueError(4)
def b():
    try: raise KeyError(3)
    except KeyError:
        try: raise ValueError(4)
        except ValueError: raise OSError(5)
def c():
    try: raise KeyError(3)
    except KeyError:
        try: raise ValueError(4)
        except ValueError: pass
        raise OSError(5)
def h1():
    try: raise KeyError(3)
    finally:
        try: raise ValueError(13)
        finally: raise KeyError(14)
def h2():
    try: raise KeyError(3)
    except KeyError:
        try: raise ValueError(13)
        finally: raise KeyError(14)
def h3():
    try: raise KeyError(3)
    finally:
        try: raise ValueError(13)
        finally:
            if 1: raise KeyError(14)
def h4():
    try: raise KeyError(3)
    finally:
        try: raise ValueError(13)
        finally: pass
def h5():
    try: raise KeyError(3)
    finally:
        try: raise ValueError(13)
        except ValueError: raise KeyError(14)
def h6():
    try: raise KeyError(3)
    except KeyError:
        try: raise ValueError(13)
        except ValueError: raise KeyError(14)
def h7():
    try: raise KeyError(3)
    except KeyError:
        try: raise ValueError(13)
        finally: pass
def h8():
    try: raise KeyError(3)
    finally:
        try: pass
        finally:
            if 1: raise KeyError(14)
def h9():
    try: raise KeyError(3)
    finally:
        try: raise KeyError(14)
        finally: pass

def with_manager():
    class Manager:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            raise LookupError("exit")

    try:
        raise KeyError(3)
    except KeyError:
        with Manager():
            raise ValueError(4)


def named():
    try:
        raise KeyError(3)
    except KeyError as e:
        try:
            raise ValueError(4)
        except ValueError as f:
            raise e from f


def generator():
    try:
        raise KeyError(3)
    except KeyError:
        try:
            yield 1
        finally:
            raise OSError(sys.exc_info()[1])


def groups():
    try:
        raise ExceptionGroup("g", [KeyError(1), ValueError(2)])
    except* KeyError:
        try:
            raise OSError(3)
        finally:
            raise TypeError(4)


for f in (a, b, c, h1, h2, h3, h4, h5, h6, h7, h8, h9, with_manager, named, lambda: list(generator()), groups):
    for _ in range(2):
        try:
            print(f())
        except Exception as e:
            print(f.__name__, repr(e), repr(e.__context__), repr(e.__cause__), repr(sys.exc_info()[1]))
        print(sys.exc_info()[1])
