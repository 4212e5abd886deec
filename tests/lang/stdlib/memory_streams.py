"""BytesIO and StringIO: positions, sizes, line ends, subclasses, errors, copies."""
import copy
import io
import pickle


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


b = io.BytesIO(b"one\ntwo\nthree")
print(b.read(2), b.tell(), b.readline(), b.readline(2), b.read1(1), b.read(None), b.read(), b.read(1), b.tell())
print(b.seek(0), b.readlines(), b.seek(0), b.readlines(4), b.tell(), b.seek(0), list(b))
print(b.seek(3), b.write(b"XY"), b.getvalue(), b.seek(0, 2), b.write(bytearray(b"!")), b.getvalue())
print(b.seek(20), b.read(3), b.tell(), b.write(memoryview(b"abc")), b.getvalue(), len(b.getvalue()))
print(b.seek(-3, 2), b.read(), b.seek(-100, 1), b.tell(), b.truncate(5), b.getvalue(), b.tell(), b.truncate(50), b.getvalue())
b.seek(2)
print(b.truncate(), b.getvalue(), b.write(b""), b.writelines([b"p", bytearray(b"q")]), b.getvalue(), b.flush(), b.isatty(), b.readable(), b.writable(), b.seekable())
target = bytearray(4)
b.seek(1)
print(b.readinto(target), target, b.readinto(target), b.tell())
view = io.BytesIO(b"abcdef").getbuffer()
print(view[1:3].tobytes(), len(view))
view.release()
s = io.BytesIO(b"abcdef")
v = s.getbuffer()
v[0] = 65
v.release()
print(s.getvalue(), s.read(1))
data = b"shared content"
print(io.BytesIO(data).getvalue() is data, io.BytesIO(data).read() is data, io.BytesIO(bytearray(b"x")).getvalue(), io.BytesIO(initial_bytes=None).getvalue())
for bad in (lambda: b.write("s"), lambda: b.seek(-1), lambda: b.seek(0, 7), lambda: b.read("x"), lambda: b.read(1, 2), lambda: b.truncate(-1), lambda: b.readinto(b"xx"), lambda: io.BytesIO("s"), lambda: io.BytesIO(1, 2), lambda: b.readlines("x"), lambda: b.seek("x"), lambda: b.fileno(), lambda: b.detach(), lambda: io.BytesIO(nope=1)):
    print(attempt(bad))
print(b.closed, b.close(), b.closed, b.close())
for name in ("read", "tell", "getvalue", "getbuffer", "readline", "flush", "isatty", "readable", "writable", "seekable", "__enter__"):
    print(name, attempt(lambda: getattr(b, name)()))
print(attempt(b.write, b"x"), attempt(next, b), attempt(b.seek, 0), attempt(b.truncate))
with io.BytesIO(b"x") as w:
    print(w.read())
print(w.closed)

# Text.
t = io.StringIO("one\ntwo\nthree")
print(repr(t.read(2)), t.tell(), repr(t.readline()), repr(t.readline(2)), repr(t.read(None)), repr(t.read()), t.tell())
print(t.seek(0), list(t), t.seek(0), t.readlines(), t.seek(3), t.write("XY"), repr(t.getvalue()))
print(t.seek(0, 2), t.write("é"), repr(t.getvalue()), t.write("日本"), repr(t.getvalue()), t.write("😀!"), repr(t.getvalue()), t.tell())
print(t.seek(14), repr(t.read(2)), repr(t.read(2)), t.truncate(16), repr(t.getvalue()), t.seek(18), t.write("end"), repr(t.getvalue()))
print(t.seek(0), t.truncate(0), repr(t.getvalue()), t.write("plain"), t.getvalue().isascii(), t.seek(3), repr(t.readline()), t.seek(0, 1), t.encoding, t.errors, t.line_buffering, t.newlines)
surrogate = io.StringIO()
print(surrogate.write("a\ud800"), surrogate.getvalue() == "a\ud800")
for newline in (None, "", "\n", "\r", "\r\n"):
    n = io.StringIO("a\nb\r\nc\rd", newline)
    print(repr(newline), list(n), repr(n.getvalue()), n.newlines)
    n = io.StringIO(newline=newline)
    print(n.write("x\n"), n.write("y\r"), n.write("\nz"), repr(n.getvalue()), n.seek(0), [n.readline(), n.readline(1), n.readline()], n.newlines)
for bad in (lambda: t.write(b"s"), lambda: t.seek(-1), lambda: t.seek(1, 1), lambda: t.seek(0, 9), lambda: t.read("x"), lambda: t.truncate(-1), lambda: io.StringIO(b"s"), lambda: io.StringIO("", 5), lambda: io.StringIO("", "x"), lambda: t.fileno(), lambda: t.detach(), lambda: t.write()):
    print(attempt(bad))
print(t.closed, t.close(), t.closed, t.close())
for name in ("read", "tell", "getvalue", "readline", "flush", "isatty", "readable", "writable", "seekable", "__enter__", "__iter__", "truncate"):
    print(name, attempt(lambda: getattr(t, name)()))
print(attempt(t.write, "x"), attempt(next, t), attempt(lambda: t.line_buffering), attempt(lambda: t.newlines))

# Classes.
print(isinstance(io.BytesIO(), io.BufferedIOBase), isinstance(io.StringIO(), io.TextIOBase), isinstance(io.StringIO(), io.IOBase), issubclass(io.BytesIO, io.IOBase))
print(io.BytesIO.__name__, io.BytesIO.__module__, io.StringIO.__qualname__)


class Loud(io.StringIO):
    def write(self, s):
        return super().write(s.upper())

    def readline(self, *args):
        return "<" + super().readline(*args) + ">" if self.tell() < 3 else ""


loud = Loud()
loud.note = "kept"
print(loud.write("abc\ndef"), loud.getvalue(), loud.seek(0), list(loud), loud.note)


class Counted(io.BytesIO):
    def __init__(self, *args):
        super().__init__(*args)
        self.reads = 0

    def read(self, size=-1):
        self.reads += 1
        return super().read(size)


c = Counted(b"abc")
print(c.read(1), c.read(), c.reads)
for stream in (io.BytesIO(b"state"), io.StringIO("state\r\n", newline="\r\n"), io.StringIO(None, newline=None)):
    stream.seek(2)
    stream.extra = [1]
    for again in (copy.copy(stream), copy.deepcopy(stream), pickle.loads(pickle.dumps(stream))):
        print(repr(again.getvalue()), again.tell(), again.extra)
    print(stream.__getstate__())


class Moves:
    """An index that closes the stream it is for."""

    def __init__(self, stream):
        self.stream = stream

    def __index__(self):
        self.stream.close()
        return 2


for stream in (io.BytesIO(b"abc"), io.StringIO("abc")):
    print(attempt(stream.read, Moves(stream)))
for stream in (io.BytesIO(b"abc"), io.StringIO("abc")):
    print(attempt(stream.truncate, Moves(stream)))

# Text layers over bytes.
raw = io.BytesIO()
print(iter(b) is b)
w = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
print(w.write("né\n"), raw.getvalue(), w.seek(0), repr(w.read()))
print(io.BufferedReader(io.BytesIO(b"buffered\nlines")).readlines())
print("text", 1, file=(out := io.StringIO()), sep="-", end="|"), print(out.getvalue())
