"""Globals that hot code stores: in place while the name is there, and seen by everybody else."""
counter = 0
other = 0
namespace = globals()


def count(n):
    global counter
    for i in range(n):
        counter += i
    return counter


print(count(3000), counter, namespace["counter"])


# The name goes and comes back, other names come, the namespace grows.
def churn(n):
    global counter, other
    for i in range(n):
        if i % 500 == 0:
            del counter
            namespace["made_%d" % i] = i
        if i % 700 == 1:
            del namespace["other"]
        counter = i
        other = counter + 1
    return counter, other, namespace["counter"], namespace["other"]


print(churn(5000))
print(sorted(name for name in namespace if name.startswith("made_")))


def read():
    return counter, other


def interleaved(n):
    global counter
    seen = 0
    for i in range(n):
        counter = i
        seen += read()[0]
        namespace["counter"] = 1
        seen += counter
    return seen


print(interleaved(3000))


# Other kinds of values, and the barrier of none.
def kinds(n):
    global other
    values = [1, 2.5, "text", None, [1], (2,), 10**30]
    for i in range(n):
        other = values[i % 7]
        if other is not values[i % 7]:
            return "lost"
    return other


print(kinds(3000))


# The same function in other globals.
class Namespace(dict):
    def __setitem__(self, key, value):
        raise AssertionError("`STORE_GLOBAL` does not ask")


spaces = [{"counter": 0, "__builtins__": __builtins__} for _ in range(3)] + [Namespace(counter=0)]
functions = [type(count)(count.__code__, space) for space in spaces]
for _ in range(3):
    for function in functions:
        function(1500)
print([space["counter"] for space in spaces], counter)


# A name that is not there yet.
def first(n):
    global fresh
    for i in range(n):
        fresh = i
        if i % 1000 == 999:
            del fresh
    return "fresh" in namespace


print(first(3000), first(3500), fresh)
