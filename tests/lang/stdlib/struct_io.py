import io
import struct

print(struct.pack("<IhB", 1, -2, 255), struct.unpack(">Hq", b"\x01\x02" + b"\xff" * 8), struct.calcsize("<IhBd"), struct.pack("!d", 1.5), struct.unpack("<f", struct.pack("<f", 0.1)), struct.pack("3s?x", b"ab", True), list(struct.iter_unpack("<H", b"\x01\x00\x02\x00")))
for bad in (lambda: struct.pack("<B", 256), lambda: struct.unpack("<I", b"ab"), lambda: struct.pack("<Z", 1), lambda: struct.pack("<I", "a")):
    try:
        bad()
    except struct.error as e:
        print(e)
s = struct.Struct("<2H")
buf = bytearray(6)
s.pack_into(buf, 1, 7, 8)
print(buf, s.unpack_from(buf, 1), s.size, s.format)
f = io.StringIO()
f.write("line1\nline2\n")
print("text", 5, file=f)
print(repr(f.getvalue()), f.tell(), f.seek(0), f.readline(), f.read(3), list(f), f.seek(2), f.truncate(), f.getvalue())
for line in io.StringIO("a\nb\nc"):
    print(repr(line), end=" ")
with io.StringIO("ctx") as g:
    print(g.read(), g.closed)
print(g.closed)
try:
    g.read()
except ValueError as e:
    print(e)
b = io.BytesIO(b"hello world")
print(b.read(5), b.tell(), b.seek(-5, 2), b.read(), b.getvalue(), b.seek(0), b.write(b"HE"), b.getvalue(), b.readlines(), io.BytesIO(b"a\nb").readlines())
w = io.TextIOWrapper(io.BytesIO("é\r\nx\n".encode()), encoding="utf-8")
print([line for line in w])
import contextlib

out = io.StringIO()
with contextlib.redirect_stdout(out):
    print("captured")
print(repr(out.getvalue()))
