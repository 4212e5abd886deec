# Frames of callees that are inlined: their lines, callers and locals, and those of their tracebacks.
import sys
def leaf(n):
    if n == 30:
        raise ValueError(n,
                         'x')
    fr = sys._getframe()
    if n % 10 == 0:
        print(fr.f_lineno, fr.f_code.co_name, fr.f_back.f_code.co_name, fr.f_back.f_lineno, fr.f_back.f_locals.get('i'), fr.f_back.f_back.f_code.co_name)
    return n + 1
def mid(n):
    x = n
    return leaf(n) + x
def top():
    t = 0
    for i in range(40):
        try:
            t += mid(i)
        except ValueError as e:
            print(e)
            tb = e.__traceback__
            while tb: print(tb.tb_frame.f_code.co_name, tb.tb_lineno, sorted(tb.tb_frame.f_locals)); tb = tb.tb_next
    return t
def gen(n):
    for i in range(n):
        yield leaf(i)
def use():
    t = 0
    try:
        for v in gen(50): t += v
    except ValueError as e:
        print(e)
    g = gen(20)
    for k in range(30):
        t += next(g, 0)
    return t
for k in range(4): print(top()); print(use())
class M:
    def __init__(self, v):
        self.v = v
        self.depth = len(sys._getframe(1).f_locals)
    @property
    def p(self): return sys._getframe(1).f_lineno
def objs():
    t = 0
    for i in range(30):
        m = M(i)
        t += m.p + m.depth
    return t
for k in range(3): print(objs())
def walk():
    f = sys._getframe(); n = 0
    while f.f_code.co_name != '<module>': n += 1; f = f.f_back
    return n
def d(k): return walk() if k == 0 else d(k - 1)
for k in range(20): print(d(k), end=' ')
print()
