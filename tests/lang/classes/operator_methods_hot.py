class V:
    def __init__(self,x): self.x=x
    def __add__(self,o):
        if isinstance(o,V): return V(self.x+o.x)
        if o==13: return NotImplemented
        return V(self.x+o)
    def __radd__(self,o): return ('r',self.x,o)
    def __sub__(self,o): return NotImplemented
    def __mul__(self,k): return V(self.x*k)
class W:
    def __radd__(self,o): return 'W.radd'
    def __rsub__(self,o): return 'W.rsub'
class U(V):
    def __radd__(self,o): return 'U first'
def f(a,b): return a+b
def g(a,b): return a-b
def h(a,b):
    a*=b
    return a
v=V(1)
for i in range(3000): r=f(v,V(i))
print(r.x)
for i in range(3000): r=f(v,i%10)
print(r.x)
print(f(v,W()).x)
print(f(v,U(3)))
try: f(v,13)
except TypeError as e: print(e)
for i in range(3000):
    try: g(v,v)
    except TypeError as e: m=e
print(m)
for i in range(3000): r=g(v,W())
print(r)
for i in range(3000): r=h(v,2)
print(r.x)
V.__add__=lambda s,o: 'patched'
print(f(v,V(1)))
def tot(xs):
    s=0
    for x in xs: s+=x
    return s
for i in range(2000): t=tot([1,2.5,3]); u=tot([1,2,3])
print(t,u, tot([1,2**70,2.0]), tot([True,2]))
try: tot([1,'a'])
except TypeError as e: print(e)
