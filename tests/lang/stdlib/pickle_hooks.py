"""Subclasses and attributes of picklers, persistent ids, files, buffers, memos, extension codes."""

import copy
import copyreg
import io
import pickle
import re


def plain(text):
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def attempt(f, *args, **kwargs):
    try:
        print("ok", plain(repr(f(*args, **kwargs))))
    except BaseException as e:
        print(type(e).__name__, plain(str(e)), getattr(e, "__notes__", None))


class Thing:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"Thing({self.n})"


# Persistent ids, by method and by attribute.
class P(pickle.Pickler):
    def persistent_id(self, o):
        if isinstance(o, Thing):
            return ("thing", o.n)


class U(pickle.Unpickler):
    def persistent_load(self, pid):
        print("load", pid)
        if pid == ("thing", 3):
            raise pickle.UnpicklingError("no three")
        return Thing(pid)


for proto in range(6):
    f = io.BytesIO()
    P(f, proto).dump([Thing(1), Thing(2), [Thing(1)]])
    print(f.getvalue())
    attempt(U(io.BytesIO(f.getvalue())).load)
    attempt(pickle.loads, f.getvalue())
    f = io.BytesIO()
    p = pickle.Pickler(f, proto)
    p.persistent_id = lambda o: "é" if isinstance(o, Thing) else None
    attempt(p.dump, [Thing(1)])
f = io.BytesIO()
P(f).dump([Thing(3)])
attempt(U(io.BytesIO(f.getvalue())).load)
u = pickle.Unpickler(io.BytesIO(f.getvalue()))
u.persistent_load = lambda pid: pid
attempt(u.load)
del u.persistent_load
attempt(lambda: delattr(u, "persistent_load"))


class SuperP(pickle.Pickler):
    def persistent_id(self, o):
        return super().persistent_id(o)


f = io.BytesIO()
SuperP(f, 2).dump([1, "a"])
print(f.getvalue())


# find_class.
class Restricted(pickle.Unpickler):
    def find_class(self, module, name):
        print("find", module, name)
        if name == "Thing":
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"global '{module}.{name}' is forbidden")


for proto in range(6):
    attempt(Restricted(io.BytesIO(pickle.dumps(Thing(1), proto))).load)
    attempt(Restricted(io.BytesIO(pickle.dumps([int, len], proto))).load)
attempt(pickle.Unpickler(io.BytesIO()).find_class, "builtins", "len")
attempt(pickle.Unpickler(io.BytesIO()).find_class, "builtins")
attempt(pickle.Unpickler(io.BytesIO()).find_class, "nowhere", "x")


# Dispatch tables: copyreg's, a pickler's own, a class attribute.
def reduce_thing(t):
    return Thing, (t.n + 100,)


copyreg.pickle(Thing, reduce_thing)
attempt(pickle.loads, pickle.dumps(Thing(1)))
attempt(copy.copy, Thing(1))
del copyreg.dispatch_table[Thing]
f = io.BytesIO()
p = pickle.Pickler(f)
p.dispatch_table = {Thing: lambda t: (Thing, (t.n * 2,))}
p.dump(Thing(4))
attempt(pickle.loads, f.getvalue())


class Tabled(pickle.Pickler):
    dispatch_table = {Thing: lambda t: "Thing"}


f = io.BytesIO()
attempt(Tabled(f).dump, Thing(4))
Tabled.dispatch_table = {Thing: lambda t: 5}
attempt(Tabled(f).dump, Thing(4))
Tabled.dispatch_table = 5
attempt(Tabled(f).dump, Thing(4))


class Mapping:
    def __getitem__(self, key):
        print("table", key)
        raise KeyError(key)


p = pickle.Pickler(io.BytesIO())
p.dispatch_table = Mapping()
attempt(p.dump, [Thing(4), 1, "a", len])


# reducer_override.
class Override(pickle.Pickler):
    def reducer_override(self, o):
        print("override", plain(repr(o)))
        if isinstance(o, Thing):
            return Thing, (o.n + 1000,)
        return NotImplemented


f = io.BytesIO()
Override(f).dump([Thing(1), {"a": (1.5, None)}, Thing, len])
attempt(pickle.loads, f.getvalue())


# The memo.
f = io.BytesIO()
p = pickle.Pickler(f, 2)
shared = ["x"]
p.dump(shared)
p.dump([shared, shared])
print(f.getvalue(), sorted(n for n, o in p.memo.copy().values()))
u = pickle.Unpickler(io.BytesIO(f.getvalue()))
a, b = u.load(), u.load()
print(a is b[0], b[0] is b[1], u.memo.copy())
attempt(lambda: setattr(u, "memo", {"a": 1}))
attempt(lambda: setattr(u, "memo", {-1: 1}))
attempt(lambda: setattr(u, "memo", 5))
attempt(lambda: delattr(u, "memo"))
attempt(lambda: setattr(p, "memo", 5))
attempt(lambda: setattr(p, "memo", {1: 2}))
q = pickle.Pickler(io.BytesIO())
q.memo = p.memo
print(len(q.memo.copy()))
q.memo = p.memo.copy()
q.memo.clear()
print(len(q.memo.copy()), type(p.memo).__name__)
p.clear_memo()
print(p.memo.copy())
attempt(hash, p.memo)


# Fast mode.
f = io.BytesIO()
p = pickle.Pickler(f, 2)
p.fast = True
p.dump([shared, shared, ("a", "a")])
print(f.getvalue(), p.fast, p.bin)
cycle = []
cycle.append(cycle)
attempt(p.dump, cycle)
p = pickle.Pickler(io.BytesIO(), 2)
p.fast = 1
deep = []
for _ in range(100):
    deep = [deep]
attempt(p.dump, deep)
p = pickle.Pickler(io.BytesIO(), 2)
p.fast = 1
loop = {}
loop["a"] = loop
attempt(p.dump, loop)


# Files.
class Reader:
    def __init__(self, data, peek=False):
        self.f = io.BytesIO(data)
        self.log = []
        if peek:
            self.peek = self._peek

    def read(self, n):
        self.log.append(("read", n))
        return self.f.read(n)

    def readline(self):
        self.log.append("readline")
        return self.f.readline()

    def _peek(self, n):
        at = self.f.tell()
        data = self.f.read(n)
        self.f.seek(at)
        return data


for peek in (False, True):
    for proto in range(6):
        data = b"".join(pickle.dumps(x, proto) for x in ([1, "two", 3.0, 2**70], {"k": Thing(5)}, "end"))
        r = Reader(data + b"rest", peek)
        print(pickle.load(r), pickle.load(r), pickle.load(r), r.f.read())
        r = Reader(data + b"rest", peek)
        u = pickle.Unpickler(r)
        print(u.load(), u.load(), u.load(), r.f.read())
        for cut in range(0, 12):
            try:
                pickle.load(Reader(data[:cut], peek))
            except (EOFError, pickle.UnpicklingError) as e:
                print(cut, type(e).__name__, e, end="; ")
        print()


class Bad:
    def read(self, n):
        return 5

    def readline(self):
        raise OSError("no line")


attempt(pickle.load, Bad())
attempt(pickle.load, object())
attempt(pickle.dump, 1, object())
attempt(pickle.Pickler)
attempt(pickle.Pickler, io.BytesIO(), 6)
attempt(pickle.Pickler, io.BytesIO(), -1)
attempt(pickle.dumps, 1, "2")
attempt(pickle.dumps, 1, 4, buffer_callback=print)
attempt(pickle.loads, "str")
attempt(pickle.loads, bytearray(b"K\x05."))
attempt(pickle.loads, memoryview(b"K\x05."))


class NoInit(pickle.Pickler):
    def __init__(self):
        pass


attempt(NoInit().dump, 1)


class NoInitU(pickle.Unpickler):
    def __init__(self):
        pass


attempt(NoInitU().load)


class Failing:
    def write(self, data):
        raise OSError("full")


attempt(pickle.dump, [1], Failing())

# Buffers.
for source in (b"abc", bytearray(b"abc"), memoryview(b"abcdef")[1:4]):
    buffer = pickle.PickleBuffer(source)
    attempt(pickle.loads, pickle.dumps(buffer))
    kept = []
    data = pickle.dumps([buffer, buffer], buffer_callback=kept.append)
    print(data, [bytes(b) for b in kept])
    attempt(pickle.loads, data)
    attempt(pickle.loads, data, buffers=[b"x"])
    back = pickle.loads(data, buffers=[b"x", bytearray(b"y")])
    print([bytes(b) for b in back], [type(b).__name__ for b in back])
    attempt(pickle.dumps, buffer, 4)
    data = pickle.dumps(buffer, buffer_callback=lambda b: True)
    print(data)
    print(bytes(buffer.raw()), buffer.raw().readonly, buffer.raw().format)
    buffer.release()
    attempt(buffer.raw)
    attempt(pickle.dumps, buffer)
    attempt(memoryview, buffer)
attempt(pickle.PickleBuffer, 5)
attempt(pickle.PickleBuffer)
gap = pickle.PickleBuffer(memoryview(b"abcdef")[::2])
attempt(gap.raw)
attempt(pickle.dumps, gap)

# Extension codes.
copyreg.add_extension(__name__, "Thing", 0x1234)
data = pickle.dumps(Thing(1), 2)
print(data)
attempt(pickle.loads, data)
attempt(Restricted(io.BytesIO(data)).load)
copyreg.clear_extension_cache()
attempt(Restricted(io.BytesIO(data)).load)
copyreg.remove_extension(__name__, "Thing", 0x1234)


# Containers that change while they are written.
class Evil:
    def __init__(self, f):
        self.f = f

    def __reduce__(self):
        self.f()
        return int, ()


items = []
items += [Evil(items.clear), 1, 2]
attempt(pickle.loads, pickle.dumps(items))
table = {}
table["a"] = Evil(lambda: table.setdefault("b", 1))
table["c"] = 1
attempt(pickle.dumps, table)
some = set()
some.add(Evil(lambda: some.add(5)))
attempt(pickle.dumps, some)
