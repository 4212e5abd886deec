"""PEP 667: writes through `f_locals` are seen by the running function, also by machine code."""
import sys


def poke(n):
    if n % 10 == 3:
        frame = sys._getframe(1)
        frame.f_locals["x"] = n * 100
        frame.f_locals["other"] = n


def own(n):
    x = n
    poke(n)
    y = x + 1
    return x, y


def hot():
    total = 0
    for i in range(100):
        x, y = own(i)
        total += x + y
    return total


print(hot(), hot())


# The function that writes is called from a loop whose variables machine code keeps in registers.
def loop(n):
    x = 0
    steps = 0
    while x < n:
        poke(steps)
        x += 1
        steps += 1
    return x, steps, sorted(sys._getframe().f_locals.items())


print(loop(5000), loop(5000))


# Later assignments of the function are seen by whoever kept the mapping.
def keep(into):
    into.append(sys._getframe(1).f_locals)


def kept_mapping(n):
    into = []
    x = n
    keep(into)
    seen = []
    for i in range(n):
        x += i
        show(into[0], seen)
        into[0]["x"] += 1
    return x, seen[-1], into[0]["x"], len(into[0])


def show(mapping, seen):
    seen.append((mapping["x"], mapping["i"]))


print(kept_mapping(10), kept_mapping(200), kept_mapping(5))


# Cells, callers of callers, ended frames, generators.
def with_cell(n):
    shared = n

    def inner():
        return shared

    sys._getframe().f_locals["shared"] = n + 1
    return shared, inner()


print(with_cell(1), {with_cell(i)[0] - i for i in range(100)})


def two_up(n):
    if n % 7 == 0:
        sys._getframe(2).f_locals["total"] = -n


def one_up(n):
    two_up(n)
    return n


def sums():
    total = 0
    for i in range(100):
        total += 0
        one_up(i)
        total += one_up(1)
    return total


print(sums(), sums())


def ended(n):
    a = n
    return sys._getframe()


frame = ended(3)
frame.f_locals["a"] = 7
print(frame.f_locals, frame.f_locals["a"])


def numbers():
    x = 0
    while x < 100:
        yield x
        x += 1


for _ in range(3):
    g = numbers()
    seen = []
    for v in g:
        seen.append(v)
        if v % 10 == 5:
            g.gi_frame.f_locals["x"] += 10
    print(seen)


# A callee that raises has written all the same.
def poke_and_raise(n):
    sys._getframe(1).f_locals["x"] = -n
    raise ValueError


def caught(n):
    x = n
    try:
        poke_and_raise(n)
    except ValueError:
        return x
    return None


print({caught(i) + i for i in range(100)})


# The mapping itself.
def mapping(a, b=1):
    p = sys._getframe().f_locals
    results = []
    actions = (
        "p['zz']", "p.__delitem__('a')", "p.__delitem__('q')", "p.pop('a')", "p.pop('q')", "p.pop('q', 5)",
        "p.popitem()", "p.clear()", "p.get('zz')", "p.get('zz', 3)", "p.setdefault('a', 9)",
        "p.setdefault('n', 9)", "p.keys()", "list(reversed(p))", "(p | {'x': 1})['x']", "({'x': 1} | p)['a']",
        "p == dict(p)", "p == sys._getframe(1).f_locals", "p != {}", "p == 3", "p.copy()['n']", "p.pop('n')",
        "p.update(a=1)", "p.update({'a': 5, 'k': 6})", "p.update(3)", "type(p)()", "type(p)(3)",
        "type(p)(sys._getframe(1)) == p", "hash(p)", "len(p)", "bool(p)", "'a' in p", "3 in p", "[] in p",
        "p.__setitem__(3, 4)", "p[3]", "type(iter(p))", "p.get()", "p.pop()", "p.setdefault()",
        "isinstance(p, __import__('collections').abc.Mapping)", "p < {}", "p.__ior__({'a': 7})['a']", "p | 3",
        "p.__ior__(3)", "type('X', (type(p),), {})", "p['b'], p['a']", "p.x", "p.keys(3)",
        "type(p).__new__(type(p), sys._getframe())", "sorted(m for m in dir(p) if m not in dir(object))",
    )
    for action in actions:
        try:
            print(action, "->", eval(action))
        except Exception as e:
            print(action, "!!", type(e).__name__, e)
    match p:
        case {"a": x}:
            print("mapping", x)
    print(a, b, type(p), locals() == p, locals() is locals())
    exec("b = a + 1; new = 1", globals(), p)
    print(b, p["new"], "new" in locals())
    action = actions = e = None
    print(p)


mapping(5)
