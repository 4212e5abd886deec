from array import array
inf=float('inf'); nan=float('nan')
def f(xs):
    out=[]
    for x in xs:
        out.append(float(x)); out.append(abs(x))
    return out
def g(xs,ys):
    return [(min(a,b),max(a,b)) for a,b in zip(xs,ys)]
def h(xs):
    t=0
    for x in xs: t+=int(x)
    return t
def k(a,n):
    s=0
    for i in range(n): s+=a[i]
    return s
def isn(xs):
    c=0
    for x in xs:
        if isinstance(x,int): c+=1
        if isinstance(x,bool): c+=100
        if isinstance(x,float): c+=1000
        if isinstance(x,tuple): c+=10**6
    return c
A=[1,-2,3.5,-0.0,0,2**61,-2**62,2**80,-2**80,1e300,-1e300,True]
B=[1.0,-2.0,-3.5,0.0,-0.0,float(2**61),-(2**62)+1,1,2,3,4,2]
for r in range(400):
    o=f([1,2,3,-4]); o2=f([1.5,-2.5]); o3=g([1,2,3],[3,2,1]); o4=g([1.5,2.5],[2.5,1.5]); o5=g([1,2.0],[1.0,2]); o6=h([1,2.9,-2.9])
    o7=k(array('i',[1,-2,2**31-1,-2**31]),4); o8=isn([1,2,(1,),1.5]); o9=k(array('d',[.5,1.5]),2)
print(o,o2,o3,o4,o5,o6,o7,o8,o9)
print(f(A)); print(g(A,B)); print(g(B,A)); print(isn(A+[(),'x']))
print(g([nan,1.0,inf],[1.0,nan,nan]), g([0.0,-0.0],[-0.0,0.0]), g([2**53+1],[float(2**53)]),g([2**53],[float(2**53)]))
for bad in (['a'],[None],[inf],[nan],[1e30],[2.0**61],[-2.0**61-512]):
    for fn in (f,h):
        try: print(fn(bad))
        except Exception as e: print(type(e).__name__,e)
try: print(g(['a'],[1]))
except TypeError as e: print(e)
try: print(k(array('i',[1]),2))
except IndexError as e: print(e)
class F(float): pass
class I(int):
    def __abs__(self): return 'mine'
print(f([F(2.5),I(3)]), h([I(4)]))
abs=lambda x: 'rebound'
print(f([1]))
