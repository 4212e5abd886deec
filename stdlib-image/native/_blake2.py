"""BLAKE2, without keys, salts and trees."""

from _hashes import Hash as _Hash
from _hashes import _digest
from _hashes import data_of as _data_of


class _Blake2(_Hash):
    __slots__ = ("digest_size",)

    def __new__(cls, data=None, /, *, digest_size=None, key=b"", salt=b"", person=b"", fanout=1, depth=1,
                leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True,
                string=None):
        if digest_size is None:
            digest_size = cls.MAX_DIGEST_SIZE
        if not 1 <= digest_size <= cls.MAX_DIGEST_SIZE:
            raise ValueError(f"digest_size for {cls.__name__} must be between 1 and {cls.MAX_DIGEST_SIZE} bytes, "
                             f"here it is {digest_size}")
        plain = fanout == depth == 1 and not (leaf_size or node_offset or node_depth or inner_size or last_node)
        if key or salt or person or not plain:
            raise NotImplementedError(f"{cls.__name__} of Taipan has no keys, salts or trees")
        self = object.__new__(cls)
        self._parts = [_data_of(data, string)]
        self.digest_size = digest_size
        return self

    def __init__(self, *args, **kwargs):
        pass

    def digest(self):
        return _digest(self.name, self._whole(), self.digest_size)

    def copy(self):
        other = super().copy()
        other.digest_size = self.digest_size
        return other


class blake2b(_Blake2):
    """Return a new BLAKE2b hash object."""

    __slots__ = ()
    name = "blake2b"
    block_size = 128
    SALT_SIZE = PERSON_SIZE = 16
    MAX_KEY_SIZE = MAX_DIGEST_SIZE = 64


class blake2s(_Blake2):
    """Return a new BLAKE2s hash object."""

    __slots__ = ()
    name = "blake2s"
    block_size = 64
    SALT_SIZE = PERSON_SIZE = 8
    MAX_KEY_SIZE = MAX_DIGEST_SIZE = 32
