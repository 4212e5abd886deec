# Events of sys.monitoring (PEP 669), without their offsets.
import sys
M=sys.monitoring; E=M.events
names={v:k for k,v in vars(E).items() if v and k!='BRANCH'}
M.use_tool_id(3,'t')
out=[]
def show(x):
    if hasattr(x,'co_name'): return x.co_name
    if isinstance(x,int): return x
    if x is M.MISSING: return 'MISSING'
    if isinstance(x,BaseException): return repr(x)
    return getattr(x,'__name__',type(x).__name__)
def cb(name):
    def f(code,*args):
        if code.co_name in CARE: out.append((name,code.co_name,[show(a) for a in args if not isinstance(a, int) or name in ('PY_RETURN', 'PY_YIELD')][name in ('PY_RETURN', 'PY_YIELD'):] if name!='LINE' else [args[0]-code.co_firstlineno]))
    return f
for bit,name in names.items():
    M.register_callback(3,bit,cb(name))
def gen(n):
    for i in range(n):
        yield i
    return 7
def co(n):
    r = yield from gen(n)
    return r
def f(n):
    t=0
    for x in gen(n):
        if x>0 and t is not None:
            t+=x
    while t>0: t-=1
    try:
        len(5)
    except TypeError as e:
        s=str('a')
    try: raise KeyError
    except KeyError: pass
    list(co(2))
    print(*[],end='')
    C().m(3); int('3')
    dict(a=1)
    return t
class C:
    def __init__(self): pass
    def m(self, n): return n
CARE={'f','gen','co','__init__','m'}
def run(ev,fn,*a):
    out.clear()
    M.set_events(3,ev)
    try: fn(*a)
    finally: M.set_events(3,0)
    for o in out: print(*o)
    print('--')
simple=E.PY_START|E.PY_RESUME|E.PY_RETURN|E.PY_YIELD|E.LINE
run(simple,f,3)
run(E.CALL|E.C_RETURN|E.C_RAISE,f,2)
run(E.RAISE|E.RERAISE|E.EXCEPTION_HANDLED|E.PY_UNWIND|E.PY_THROW,f,2)
run(E.JUMP|E.BRANCH_LEFT|E.BRANCH_RIGHT,f,2)
run(E.STOP_ITERATION|E.BRANCH_LEFT|E.BRANCH_RIGHT,f,2)
def th():
    g=gen(3); next(g)
    try: g.throw(ValueError('x'))
    except ValueError: pass
run(E.RAISE|E.PY_UNWIND|E.PY_THROW,th)
def dis(code,line): out.append((line-code.co_firstlineno,)); return M.DISABLE
M.register_callback(3,E.LINE,dis)
def loop(n):
    for i in range(n):
        n
M.set_local_events(3,loop.__code__,E.LINE)
out.clear(); loop(5); print(out); loop(5); print(out); M.restart_events(); loop(3); print(out)
print(M.get_local_events(3,loop.__code__), M.get_events(3))
M.set_local_events(3,loop.__code__,0)
loop(2); print(len(out))
for bad in (lambda: M.set_events(4,1), lambda: M.set_events(9,1), lambda: M.set_events(3,E.C_RETURN), lambda: M.register_callback(3,3,None), lambda: M.use_tool_id(3,'x'), lambda: M.set_local_events(3,5,1), lambda: M.set_local_events(3,f.__code__,E.RAISE), lambda: M.set_events(3,-1), lambda: M.set_events(3, 1<<22)):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
def boom(*a): raise RuntimeError('boom')
M.register_callback(3,E.PY_START,boom)
M.set_events(3,E.PY_START)
try: loop(1)
except RuntimeError as e: M.set_events(3,0); print('got',e)
M.set_events(3,0)
M.register_callback(3,E.PY_UNWIND,lambda *a: M.DISABLE)
M.set_events(3,E.PY_UNWIND)
def r(): raise KeyError
try: r()
except Exception as e: M.set_events(3,0); print(repr(e))
M.set_events(3,0)
M.free_tool_id(3)
print(M.get_tool(3), loop(3))
