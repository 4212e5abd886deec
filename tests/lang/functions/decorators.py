import functools


def trace(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        print("call", f.__name__, args, kwargs)
        result = f(*args, **kwargs)
        print("return", result)
        return result

    return wrapper


def repeat(n):
    def deco(f):
        def wrapper(*a):
            return [f(*a) for _ in range(n)]

        return wrapper

    return deco


@trace
def add(a, b=1):
    "Adds."
    return a + b


@repeat(3)
@trace
def greet(name):
    return f"hi {name}"


print(add(1), add(1, b=5), add.__name__, add.__doc__, add.__wrapped__.__name__)
print(greet("bo"))


class Count:
    def __init__(self, f):
        self.f, self.n = f, 0

    def __call__(self, *args):
        self.n += 1
        return self.f(*args)


@Count
def sq(x):
    return x * x


print([sq(i) for i in range(4)], sq.n)


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())


def register(cls):
    cls.registered = True
    return cls


@register
class R:
    @staticmethod
    def s(x):
        return x

    @classmethod
    def c(cls, x):
        return cls.__name__, x


print(R.registered, R.s(1), R().s(2), R.c(3), R().c(4))
