"""This module contains functions that can read and write Python values in
a binary format. The format is specific to Python, but independent of
machine architecture issues.
"""

import _imp
import struct as _struct

version = 5
_CodeType = type((lambda: None).__code__)
_REF = 0x80


def _int(n, out):
    if -0x80000000 <= n <= 0x7FFFFFFF:
        out.append(b"i" + _struct.pack("<i", n))
        return
    digits = []
    rest = abs(n)
    while rest:
        digits.append(rest & 0x7FFF)
        rest >>= 15
    count = len(digits) if n > 0 else -len(digits)
    out.append(b"l" + _struct.pack("<i", count) + _struct.pack(f"<{len(digits)}H", *digits))


def _dump(v, out, depth):
    if depth > 2000:
        raise ValueError("object too deeply nested to marshal")
    kind = type(v)
    if v is None:
        out.append(b"N")
    elif v is True:
        out.append(b"T")
    elif v is False:
        out.append(b"F")
    elif v is StopIteration:
        out.append(b"S")
    elif v is ...:
        out.append(b".")
    elif kind is int:
        _int(v, out)
    elif kind is float:
        out.append(b"g" + _struct.pack("<d", v))
    elif kind is complex:
        out.append(b"y" + _struct.pack("<dd", v.real, v.imag))
    elif kind is str:
        data = v.encode("utf-8", "surrogatepass")
        out.append(b"u" + _struct.pack("<i", len(data)) + data)
    elif kind is tuple:
        out.append((b")" + bytes([len(v)])) if len(v) < 256 else b"(" + _struct.pack("<i", len(v)))
        for item in v:
            _dump(item, out, depth + 1)
    elif kind is list:
        out.append(b"[" + _struct.pack("<i", len(v)))
        for item in v:
            _dump(item, out, depth + 1)
    elif kind is dict:
        out.append(b"{")
        for key, value in v.items():
            _dump(key, out, depth + 1)
            _dump(value, out, depth + 1)
        out.append(b"0")
    elif kind in (set, frozenset):
        out.append((b"<" if kind is set else b">") + _struct.pack("<i", len(v)))
        for item in v:
            _dump(item, out, depth + 1)
    elif kind is slice:
        out.append(b":")
        for item in (v.start, v.stop, v.step):
            _dump(item, out, depth + 1)
    elif kind is _CodeType:
        out.append(_imp._code_dumps(v))
    else:
        try:
            data = bytes(memoryview(v))
        except TypeError:
            raise ValueError("unmarshallable object") from None
        out.append(b"s" + _struct.pack("<i", len(data)) + data)


def dumps(value, version=version, /, *, allow_code=True):
    """Return the bytes object that would be written to a file by dump(value, file)."""
    if not allow_code and isinstance(value, _CodeType):
        raise ValueError("marshalling code objects is disallowed")
    out = []
    _dump(value, out, 0)
    return b"".join(out)


def dump(value, file, version=version, /, *, allow_code=True):
    """Write the value on the open file."""
    return file.write(dumps(value, version, allow_code=allow_code))


class _End(Exception):
    pass


_NULL = object()


class _Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.refs = []

    def take(self, n):
        end = self.at + n
        if n < 0 or end > len(self.data):
            raise EOFError("marshal data too short")
        part = self.data[self.at:end]
        self.at = end
        return part

    def number(self, format="<i", size=4):
        return _struct.unpack(format, self.take(size))[0]

    def load(self):
        start = self.at
        code = self.take(1)[0]
        flag, code = code & _REF, chr(code & ~_REF)
        if code == "c":
            value, used = _imp._code_loads(self.data[start:])
            self.at = start + used
            if flag:
                self.refs.append(value)
            return value
        if code == "r":
            n = self.number()
            if not 0 <= n < len(self.refs):
                raise ValueError("bad marshal data (invalid reference)")
            return self.refs[n]
        place = None
        if flag:
            place = len(self.refs)
            self.refs.append(None)
        value = self.value(code, place)
        if place is not None:
            self.refs[place] = value
        return value

    def items(self, n):
        if n < 0 or n > len(self.data):
            raise ValueError("bad marshal data (size out of range)")
        items = []
        for _ in range(n):
            item = self.load()
            if item is _NULL:
                raise ValueError("bad marshal data (NULL object in a sequence)")
            items.append(item)
        return items

    def value(self, code, place):
        if code == "0":
            return _NULL
        if code in "NTFS.":
            return {"N": None, "T": True, "F": False, "S": StopIteration, ".": ...}[code]
        if code == "i":
            return self.number()
        if code == "l":
            count = self.number()
            digits = _struct.unpack(f"<{abs(count)}H", self.take(2 * abs(count)))
            value = 0
            for i, digit in enumerate(digits):
                if digit > 0x7FFF:
                    raise ValueError("bad marshal data (digit out of range in long)")
                value |= digit << 15 * i
            return -value if count < 0 else value
        if code == "g":
            return self.number("<d", 8)
        if code == "f":
            return float(self.take(self.take(1)[0]))
        if code == "y":
            return complex(self.number("<d", 8), self.number("<d", 8))
        if code in "ut":
            return self.take(self.number()).decode("utf-8", "surrogatepass")
        if code in "aA":
            return self.take(self.number()).decode("ascii")
        if code in "zZ":
            return self.take(self.take(1)[0]).decode("ascii")
        if code == "s":
            return bytes(self.take(self.number()))
        if code == ")":
            return tuple(self.items(self.take(1)[0]))
        if code == "(":
            return tuple(self.items(self.number()))
        if code == "[":
            value = []
            if place is not None:
                self.refs[place] = value
            value.extend(self.items(self.number()))
            return value
        if code == "<":
            return set(self.items(self.number()))
        if code == ">":
            return frozenset(self.items(self.number()))
        if code == ":":
            return slice(*self.items(3))
        if code == "{":
            value = {}
            if place is not None:
                self.refs[place] = value
            while True:
                key = self.load()
                if key is _NULL:
                    return value
                value[key] = self.load()
        raise ValueError("bad marshal data (unknown type code)")


def loads(bytes, /, *, allow_code=True):
    """Convert the bytes-like object to a value."""
    reader = _Reader(memoryview(bytes).tobytes())
    value = reader.load()
    if value is _NULL:
        raise TypeError("NULL object in marshal data for object")
    if not allow_code and isinstance(value, _CodeType):
        raise ValueError("unmarshalling code objects is disallowed")
    return value


def load(file, /, *, allow_code=True):
    """Read one value from the open file and return it."""
    return loads(file.read(), allow_code=allow_code)
