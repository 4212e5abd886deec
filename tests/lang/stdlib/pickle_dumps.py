"""The bytes of many objects in each protocol, and why others cannot be pickled."""

import _pickle
import collections
import copyreg
import datetime
import enum
import functools
import io
import pickle
import re
import sys
import types
import zlib


def plain(text):
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def shown(b):
    return b if len(b) < 200 else (len(b), zlib.crc32(b), b[-20:])


def d(o):
    for p in range(6):
        try:
            print(p, shown(pickle.dumps(o, p)))
        except BaseException as e:
            print(p, type(e).__name__, plain(str(e)), getattr(e, '__notes__', None))


class C:
    def __init__(self): self.a=1; self.b=[1]
class S:
    __slots__=('x','y')
class N(tuple):
    def __new__(c,*a): return super().__new__(c,a)
    def __getnewargs__(self): return tuple(self)
class NX:
    def __new__(c,*a,k=0): return object.__new__(c)
    def __getnewargs_ex__(self): return (1,2),{'k':3}
class O:
    class I:
        class J: pass
        def m(self): pass
class L(list): pass
class D(dict): pass
class E(enum.Enum): A=1
d(C()); s=S(); s.x=1; d(s); d(N(1,2)); d(NX()); d(O.I.J); d(O.I.J()); d(O.I.m); d(L([1,2])); d(D(a=1)); d(E.A)
d(list(range(1001))); 
d({i:i for i in range(1001)})
d(set(range(0))); d({1}); d(frozenset([1])); 
print(pickle.dumps(set(range(1000)))[-8:], pickle.dumps(frozenset(range(1001)))[-8:], pickle.dumps(set(range(1001)))[-10:])
x=[];x.append(x);d(x); t=([],);t[0].append(t);d(t); t=([],1,2,3);t[0].append(t);d(t)
fs=[]; f=frozenset
d(b'');d(b'abc');d(bytearray(b''));d(bytearray(b'x'));d(1.5);d(-1);d(2**31);d(2**40);d(-2**63);d(2**2100);d(True);d(None);d('a\n\\\0\r\x1aé€\U0001f600\ud800')
d(len);d(type(None));d(type(...));d(...);d(NotImplemented);d(int);d(collections.OrderedDict(a=1));d(datetime.date(1980,5,7));d(range(3));d(print);d([].append);d(functools.partial(int,base=2)); d(slice(1,2,3)); d(1j); d(ValueError('x')); d(bytes.fromhex); d(str.join); d(dict.fromkeys)
d(lambda:1); d((i for i in ())); d(sys); d([1,{'k':lambda:1}]); 
class B:
    def __init__(s,r): s.r=r
    def __reduce__(s): return s.r
class BE:
    def __init__(s,r): s.r=r
    def __reduce_ex__(s,p): return s.r
for r in (5,None,(),(1,),(1,2,3,4,5,6,7),(1,()),(int,5),(int,(),None,5),(int,(),None,None,5),(int,(),None,None,None,5),'nope','C',(int,(),5),(int,(),None,[1]),(int,(),None,iter([1,2]),iter([(1,2)])),(list,(),5,iter([1]),None,len),(int,(),None,None,iter([1])),(int,(),None,None,iter([(1,2,3)])),(copyreg.__newobj__,()),(copyreg.__newobj__,(5,)),(copyreg.__newobj__,(int,)),(copyreg.__newobj_ex__,()),(copyreg.__newobj_ex__,(1,2,3)),(copyreg.__newobj_ex__,(B,2,3)),(copyreg.__newobj_ex__,(B,(),3)),(copyreg.__newobj_ex__,(int,(),{})), (lambda:1,()), (int,(lambda:1,)), (int,(),lambda:1), (int,(),None,iter([1,lambda:1])), (int,(),None,None,iter([(1,lambda:1)])),(int,(),1,None,None,lambda:1)):
    print(plain(str(r)))
    for p in (0,2,5):
        for b in (B(r),BE(r)):
            try: print(p, pickle.dumps(b,p))
            except BaseException as e: print(p, type(e).__name__, plain(str(e)), getattr(e,'__notes__',None))
class M(type): pass
class MM(metaclass=M): pass
d(MM)
MM.__qualname__='foo.bar'; d(MM); MM.__module__='nomod'; d(MM); MM.__module__=None; d(MM); MM.__module__='nomod.sub'; d(MM)
def é(): pass
d(é)
é.__module__='é'; d(é)
m=types.ModuleType('ée'); m.é=é; é.__module__='ée'; sys.modules['ée']=m; d(é)
class R(_pickle.Pickler):
    def reducer_override(self,o):
        print('ro',plain(repr(o))); return NotImplemented
R(io.BytesIO()).dump([1,'a',len,int,C,C()])
class R(_pickle.Pickler):
    def reducer_override(self,o): return 5
try: R(io.BytesIO()).dump(len)
except Exception as e: print(repr(e),getattr(e,'__notes__',None))
class F:
    def __init__(s): s.w=[]
    def write(s,x): s.w.append((type(x).__name__,len(x)))
f=F(); pickle.dump([b'x'*70000, 'y'*70000, bytearray(70000), list(range(40000))],f); print(f.w)
f=F(); pickle.dump([b'x'*70000, 'y'*70000, 3],f,3); print(f.w)
f=F(); pickle.dump([b'x'*70000, 'y'*70000, 3],f,4); print(f.w)
f=F(); pickle.dump(1,f,4); print(f.w)
f=F(); P=pickle.Pickler(f); P.dump([1]);P.dump([1]); print(f.w,sorted(P.memo.copy().values(),key=lambda v:v[0]))
for bad in (5,'x',b'y'):
    class W:
        write=bad
    try: pickle.dump(1,W())
    except Exception as e: print(repr(e))
