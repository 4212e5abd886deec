"""Hash objects over `_taipan_hash`, for `_md5`, `_sha1`, `_sha2`, `_sha3` and `_blake2`.

An object keeps what it was fed and digests it when asked.
"""

from _taipan_hash import digest as _digest


def data_of(data, string=None):
    if data is None:
        data = b"" if string is None else string
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    try:
        return bytes(memoryview(data).cast("B"))
    except TypeError:
        raise TypeError("object supporting the buffer API required") from None


class Hash:
    __slots__ = ("_parts",)

    def __init__(self, data=b""):
        self._parts = [data]

    def update(self, data, /):
        self._parts.append(data_of(data))

    def _whole(self):
        if len(self._parts) > 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0]

    def digest(self):
        return _digest(self.name, self._whole(), 0)

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = object.__new__(type(self))
        other._parts = self._parts.copy()
        return other

    def __repr__(self):
        return f"<{self.name} {type(self).__module__}.{type(self).__name__} object @ {id(self):#x}>"


class Extendable(Hash):
    __slots__ = ()

    def digest(self, length):
        return _digest(self.name, self._whole(), length)

    def hexdigest(self, length):
        return self.digest(length).hex()


def make(module, class_name, name, size, block, base=Hash):
    cls = type(class_name, (base,), {
        "__module__": module, "__slots__": (), "name": name, "digest_size": size, "block_size": block,
    })

    def new(data=None, *, usedforsecurity=True, string=None):
        return cls(data_of(data, string))

    new.__name__ = new.__qualname__ = name
    return cls, new
