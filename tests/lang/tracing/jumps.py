import sys
def try_event(func, event, target, *a):
    state = []
    def tracer(frame, ev, arg):
        if frame.f_code is not func.__code__: return None
        if ev == event and not state:
            state.append(1)
            try:
                frame.f_lineno = frame.f_code.co_firstlineno + target
            except Exception as e:
                print(event, type(e).__name__, e)
            else:
                print(event, "ok")
        return tracer
    sys.settrace(tracer)
    try:
        r = func(*a)
    except Exception as e:
        r = repr(e)
    finally:
        sys.settrace(None)
    print(r if isinstance(r, (tuple, str)) else type(r).__name__)
def f():
    x = 1
    y = 2
    try:
        int("q")
    except ValueError:
        z = 3
    return x, y
for ev in "call", "line", "return", "exception", "opcode":
    try_event(f, ev, 2)
def g():
    yield 1
    a = 5
    yield 2
def drive():
    return list(g())
try_event(g, "return", 2)
state = []
for ev, n in (("return", 1), ("call", 2), ("return", 2), ("line", 2)):
    n_seen = [0]
    log = []
    def tracer(frame, e, arg):
        if frame.f_code is not g.__code__: return
        log.append((e, frame.f_lineno - g.__code__.co_firstlineno))
        if e == ev:
            n_seen[0] += 1
            if n_seen[0] == n:
                try:
                    frame.f_lineno = g.__code__.co_firstlineno + 2
                    log.append("ok")
                except Exception as x: log.append(repr(x))
        return tracer
    sys.settrace(tracer)
    try:
        r = drive()
    except Exception as x: r = repr(x)
    sys.settrace(None)
    print(ev, n, r, log)
# without a tracer, of other frames
try:
    sys._getframe().f_lineno = 3
except ValueError as e: print(e)
for v in ("x", 1.5, True, 10**30, -1, 100000):
    def tr(frame, e, arg):
        if frame.f_code is f.__code__ and e == "line" and frame.f_lineno == f.__code__.co_firstlineno + 2:
            try:
                frame.f_lineno = v
            except Exception as x: print(repr(x))
        return tr
    sys.settrace(tr); f(); sys.settrace(None)
# events after jumping
log = []
def h():
    x = 1
    y = 2
    z = 3
    z = 4
    return x
def tr(frame, e, arg):
    if frame.f_code is h.__code__:
        log.append((e, frame.f_lineno - h.__code__.co_firstlineno))
        if e == "line" and len(log) == 3: frame.f_lineno += 2
        elif e == "line" and len(log) == 5: frame.f_lineno = frame.f_lineno
    return tr
sys.settrace(tr); h(); sys.settrace(None)
print(log)
def k():
    x = 1
    y = 2
    return x, y
def tr(frame, e, arg):
    if frame.f_code is k.__code__:
        if e == "line" and frame.f_lineno == k.__code__.co_firstlineno+1: frame.f_lineno += 2
    return tr
import warnings
warnings.simplefilter("error")
sys.settrace(tr)
try: k()
except Warning as e: print(repr(e))
warnings.simplefilter("ignore")
sys.settrace(tr); print(k()); sys.settrace(None)


def jumping(func, source, target):
    """Runs a function, jumping once from a line to another."""
    first = func.__code__.co_firstlineno
    done = []

    def tracer(frame, event, arg):
        if frame.f_code is not func.__code__:
            return None
        if event == "line" and frame.f_lineno == first + source and not done:
            done.append(1)
            frame.f_lineno = first + target
        return tracer

    out = []
    sys.settrace(tracer)
    try:
        func(out)
    except Exception as e:
        out.append(f"{type(e).__name__}: {e}")
    finally:
        sys.settrace(None)
    print(func.__name__, source, target, out, sys.exc_info()[0])


def loops(out):
    for i in 1, 2:
        for j in 3, 4:
            out.append((i, j))
        out.append(i)
    out.append("end")


def handlers(out):
    try:
        out.append(1)
        1 / 0
    except ZeroDivisionError:
        out.append(sys.exc_info()[0].__name__)
        out.append(2)
    finally:
        out.append(3)
    out.append(sys.exc_info()[0])


class Manager:
    def __enter__(self):
        return "entered"

    def __exit__(self, *args):
        return None


def managed(out):
    with Manager() as m:
        out.append(m)
        out.append(1)
    out.append(2)


for source, target in (3, 1), (3, 4), (4, 3), (1, 5), (5, 3), (3, 5):
    jumping(loops, source, target)
for source, target in (2, 3), (5, 9), (6, 3), (9, 5), (2, 5), (5, 8), (8, 2):
    jumping(handlers, source, target)
for source, target in (2, 4), (4, 2), (1, 3), (3, 1), (2, 3):
    jumping(managed, source, target)
