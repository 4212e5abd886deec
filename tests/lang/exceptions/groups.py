eg = ExceptionGroup("top", [ValueError("v1"), TypeError("t"), ExceptionGroup("sub", [ValueError("v2"), KeyError("k")])])


def describe(g):
    if isinstance(g, BaseExceptionGroup):
        return {g.message: [describe(x) for x in g.exceptions]}
    return repr(g)


try:
    raise eg
except* ValueError as g:
    print("values", describe(g))
except* (TypeError, KeyError) as g:
    print("others", describe(g))
try:
    try:
        raise eg
    except* KeyError as g:
        print("keys", describe(g))
except ExceptionGroup as rest:
    print("rest", describe(rest))
try:
    raise ValueError("naked")
except* ValueError as g:
    print(describe(g))
try:
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise RuntimeError("new")
except ExceptionGroup as g:
    print(describe(g))
try:
    pass
except* ValueError:
    print("never")
else:
    print("else")
finally:
    print("finally")
print(describe(eg.subgroup(ValueError)), eg.subgroup(OSError))
match_, rest = eg.split(lambda e: isinstance(e, KeyError))
print(describe(match_), describe(rest), describe(eg.derive([KeyError(9)])))
print(eg, repr(ExceptionGroup("r", [ValueError(1)])), len(eg.exceptions))
for args in (("m", []), ("m", [5]), ("m", 5), (5, [ValueError()])):
    try:
        ExceptionGroup(*args)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
try:
    ExceptionGroup("x", [KeyboardInterrupt()])
except TypeError as e:
    print(e)
print(type(BaseExceptionGroup("x", [ValueError()])).__name__)
def f():
    for i in range(4):
        try:
            raise ExceptionGroup("loop", [ValueError(i), KeyError(i)])
        except* ValueError as e:
            print("v", i)
        except* KeyError as e:
            print("k", i)
f()
