import inspect
import types


def f(a, b=1, /, c=2, *args, d, e=5, **kw) -> int:
    """Doc
    more."""
    return a


sig = inspect.signature(f)
print(sig, list(sig.parameters), sig.parameters["d"].kind, sig.parameters["b"].default, sig.return_annotation, inspect.getdoc(f), sig.bind(1, d=4).arguments)
print(inspect.isfunction(f), inspect.isclass(int), inspect.isgeneratorfunction(lambda: (yield)), inspect.ismethod("".join), inspect.isbuiltin(len), inspect.iscoroutinefunction(f), inspect.getfullargspec(f).args)
print(f.__code__.co_argcount, f.__code__.co_posonlyargcount, f.__code__.co_kwonlyargcount, f.__code__.co_varnames, f.__code__.co_name, f.__code__.co_flags & 0x0F, f.__code__.co_consts[:1], f.__code__.co_firstlineno, f.__code__.co_names)


class A:
    def m(self, x): ...

    @classmethod
    def c(cls, y): ...

    @staticmethod
    def s(z): ...


print(inspect.signature(A.m), inspect.signature(A().m), inspect.signature(A.c), inspect.signature(A.s), inspect.signature(A), [n for n, _ in inspect.getmembers(A, inspect.isfunction)])
try:
    sig.bind()
except TypeError as e:
    print(e)
ns = types.SimpleNamespace(a=1, b=[2])
ns.c = 3
print(ns, ns == types.SimpleNamespace(a=1, b=[2], c=3), types.MappingProxyType({"a": 1})["a"], type(A.__dict__).__name__, isinstance(f, types.FunctionType), isinstance(A().m, types.MethodType))
g = types.FunctionType(compile("def z(q): return q + k", "x", "exec").co_consts[0] if False else (lambda q: q + k).__code__, {"k": 10})
print(g(5))
m = types.ModuleType("mod", "docs")
m.x = 1
print(m.__name__, m.__doc__, m.x, m)
bound = types.MethodType(lambda self, v: (self, v), "me")
print(bound("x"))
print(f.__code__.replace(co_name="renamed").co_name, inspect.getmodulename("a/b.py"), inspect.unwrap(f) is f)
