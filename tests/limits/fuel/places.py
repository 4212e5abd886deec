class P:
    def __init__(self, a): self.a = a
    @property
    def b(self): return self.a + 1
    def m(self, n): return n + self.a
def f(n): return n * 2
def g(n):
    for i in range(n): yield i
def rec(n): return 1 if n == 0 else rec(n-1) + 1
i = 0
try:
    while True:
        p = P(i)
        x = p.b + p.m(3) + f(i)
        for v in g(3): x += v
        x += rec(5)
        s = sorted([3,1,2], key=lambda v: -v)
        i += 1
except BaseException as e:
    import sys
    tb = e.__traceback__
    while tb.tb_next: tb = tb.tb_next
    print(i, type(e).__name__, e, tb.tb_lineno, tb.tb_lasti)
