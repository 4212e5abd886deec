# The left operand's method of an operator runs in machine code of its caller, which is left in the middle of it; then the
# method says NotImplemented, and the operator asks on.
import traceback


class V:
    def __init__(self, x):
        self.x = x

    def __add__(self, o):
        if o == 13:
            return NotImplemented
        return self.x + o

    def __sub__(self, o):
        for i in range(o):
            if i == 12:
                return NotImplemented
        return self.x - o

    def __imatmul__(self, o):
        return self

    def __mul__(self, o):
        if type(o) is Right:
            return NotImplemented
        return V(self.x * 2)


class Right:
    def __rmul__(self, o):
        return ("right", o.x)

    def __radd__(self, o):
        return ("added", o.x)

    __eq__ = None


def add(a, b):
    return a + b


def total(v, n, at):
    s = 0
    for i in range(n):
        try:
            s += v + (13 if i in at else i % 10)
        except TypeError as e:
            print(i, e)
    return s


def less(v, n, at):
    s = 0
    for i in range(n):
        r = v
        try:
            r -= 13 if i in at else i % 10
            s += r
        except TypeError as e:
            print(i, e, [(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)])
    return s


def nested(v, others, n):
    r = None
    for i in range(n):
        r = v * others[i == n - 10]
        if type(r) is tuple:
            print(i, r)
    return r.x


v = V(1)
for i in range(3000):
    r = add(v, i % 10)
print(r)
try:
    print(add(v, 13))
except TypeError as e:
    print(e)
try:
    print(add(v, Right()))
except TypeError as e:
    print(e)
print(total(v, 6000, (4000, 5998)))
print(less(v, 6000, (4000, 5998)))
print(nested(v, (V(2), Right()), 5000))
