def f(x,a,b,c):
    return x[a:b:c]
def g(x): return x[::-1], x[1:], x[:], x[::2], x[-2::-1]
class S:
    def __getitem__(self,k): return k
class Ix:
    def __index__(self): return 2
r=None
for i in range(1500):
    r=f([1,2,3,4,5],4,None,-1), f([1,2,3,4,5],i%5,2,1), g([1,2,3]), g('abc'), g((1,2,3))
print(r)
print(f(S(),1,2,3), f([1,2,3,4],Ix(),None,None), f([1,2,3],None,None,-2**70), f(list(range(9)),2**70,-2**70,-3), f([],None,None,-1))
for args in ([1,2],0,1,0),([1],'a',None,1),(5,1,2,3),(None,1,2,1),({},1,2,1):
    for i in range(3):
        try: f(*args)
        except Exception as e: m=(type(e).__name__,str(e),e.__traceback__.tb_next.tb_lineno)
    print(m)
x=list(range(10))
for k in range(1,9):
    x[:k+1]=x[k::-1]
    print(x)
