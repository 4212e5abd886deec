# What a trace function sees: calls, lines, returns, exceptions.
import sys

events = []


def tracer(frame, event, arg):
    if event == "exception":
        arg = (arg[0].__name__, type(arg[1]).__name__, arg[2] is not None)
    code = frame.f_code
    events.append((event, code.co_name, frame.f_lineno - code.co_firstlineno, arg))
    return tracer


def show(function, *args):
    events.clear()
    sys.settrace(tracer)
    try:
        function(*args)
    finally:
        sys.settrace(None)
    print("---", function.__name__)
    for event in events:
        if event[1] != "show":
            print(*event)


def generator(n):
    for i in range(n):
        yield i


def delegates(n):
    got = yield from generator(n)
    return 5


def loops(n):
    total = 0
    for x in generator(n):
        total += x
    while total > 1: total -= 1
    for x in delegates(2): pass
    total = [y for y in range(3) if y]
    for x in ():
        pass
    else:
        total = 1
    return total


def handles():
    try:
        1 / 0
    except TypeError:
        pass
    except ZeroDivisionError as e:
        total = len("abc")
    finally:
        total = 9
    try:
        passes_on()
    except KeyError:
        total = 1
    total = str(total)
    return total


def passes_on():
    try:
        raise KeyError(1)
    except ValueError:
        pass


class Counts:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __repr__(self):
        return "a counter"

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True


def protocols():
    for x in Counts(2):
        x += 1
    with Counts(1) as c:
        c.missing
    return sorted([3, 1], key=lambda v: v)


def throws():
    g = generator(3)
    next(g)
    try:
        g.throw(KeyError)
    except KeyError:
        pass
    g = generator(3); next(g); g.close()
    g = delegates(3); next(g)
    try:
        g.throw(KeyError(2))
    except KeyError:
        pass
    g = len("")
    return g


def nested():
    def inner(a):
        return a + 1
    x = inner(
        inner(1)
    )
    class Local:
        attribute = x
    return Local


def runs_text():
    exec("a = 1\nb = a\n", {})
    return eval("1 + 1")


for _ in range(3):
    loops(3)
    protocols()
show(loops, 3)
show(handles)
show(protocols)
show(throws)
show(nested)
show(runs_text)


# Local functions: none, another one, one that is set from outside.
def quiet(frame, event, arg):
    events.append((event, frame.f_code.co_name))


sys.settrace(quiet)
loops(1)
sys.settrace(None)
print(events[-4:])


def sets_outer():
    events.clear()
    sys._getframe(1).f_trace = lambda f, e, a: events.append((e, f.f_lineno - f.f_code.co_firstlineno))
    sys.settrace(lambda *a: None)


def is_set():
    x = 1
    sets_outer()
    x += 1
    for i in range(2):
        x += i
    sys.settrace(None)
    return x


print(is_set(), events)


def only_opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    names.append(event)
    return only_opcodes


names = []
sys.settrace(only_opcodes)
passes = Counts(1).__iter__()
sys.settrace(None)
print(sorted(set(names)))


def sets_opcodes(frame, event, arg):
    names.append(event)
    frame.f_trace = sets_opcodes
    frame.f_trace_opcodes = True
    return sets_opcodes


sys.settrace(sets_opcodes)
passes = Counts(1).__iter__()
sys.settrace(None)
print(sorted(set(names)), names.count("call"), names.count("opcode") > 4)


# An exception in the trace function takes it away.
def fails(frame, event, arg):
    if event == "line":
        raise RuntimeError("in the tracer")
    return fails


sys.settrace(fails)
try:
    loops(1)
except RuntimeError as e:
    print(e, sys.gettrace())
print(sys.gettrace(), sys.getprofile())


def frame_flags():
    f = sys._getframe()
    print(f.f_trace, f.f_trace_lines, f.f_trace_opcodes)
    f.f_trace_lines = False
    f.f_trace = print
    print(f.f_trace, f.f_trace_lines)
    del f.f_trace
    print(f.f_trace)
    try:
        f.f_trace_opcodes = 1
    except TypeError as e:
        print(e)


frame_flags()
