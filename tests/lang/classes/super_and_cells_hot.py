class A:
    def __init__(self,x): self.x=x
    def f(self,y): return self.x+y
    @classmethod
    def make(cls,x): return cls(x)
    @staticmethod
    def twice(x): return x*2
class B(A):
    def __init__(self,x):
        super().__init__(x+1); self.z=1
    def f(self,y): return super().f(y)*2
class C(B):
    def f(self,y): return super().f(y)+1
class M:
    def f(self,y): return ('M',super().f(y))
class D(M,B): pass
class E(M,A): pass
def run(os,n):
    t=[]
    for i in range(n):
        for o in os: t.append(o.f(i))
    return t[-len(os):]
def cm(n):
    s=0
    for i in range(n):
        s+=A.make(i).x + B.make(i).x + A.twice(i)
    return s
def counter():
    n=0
    def inc(k):
        nonlocal n
        n+=k
        return n
    return inc
def closures(n):
    a,b=counter(),counter()
    for i in range(n): a(1); b(i)
    return a(0),b(0)
def adder(k):
    def add(x): return x+k
    return add
def many(n):
    s=0
    add=adder(3)
    for i in range(n): s=add(s)
    for i in range(20):
        add=adder(i)
        for j in range(50): s+=add(j)
    return s
print(run([B(1)],2000)); print(run([B(1),C(2),D(3),E(4)],2000))
print(cm(3000)); print(closures(3000)); print(many(3000))
old=A.f
A.f=lambda self,y: y*1000
print(run([B(1),C(2),D(3),E(4)],5)[0:1])
A.f=old
A.make=classmethod(lambda cls,x: B(x*100)); print(cm(10))
class S(A):
    @classmethod
    def make(cls,x): return super().make(x)
print([S.make(i).x for i in range(2000)][-1])
def unbound():
    if 0: q=1
    def g(): return q
    return g
def gg(f):
    r=[]
    for i in range(1500):
        try: f()
        except NameError as e: r=str(e)
    return r
print(gg(unbound()))
