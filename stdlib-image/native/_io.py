"""The io module of CPython in C: here the classes of `_pyio`, and the streams in memory of `_taipan_io`."""

import builtins as _builtins
import sys as _sys

import _pyio
import _taipan_io
from _pyio import (
    DEFAULT_BUFFER_SIZE,
    BlockingIOError,
    BufferedRandom,
    BufferedReader,
    BufferedRWPair,
    BufferedWriter,
    FileIO,
    IncrementalNewlineDecoder,
    TextIOWrapper,
    UnsupportedOperation,
    open_code,
    text_encoding,
)

_open = _pyio.open.__wrapped__
open = _builtins.open
_IOBase = _pyio.IOBase
_RawIOBase = _pyio.RawIOBase
_BufferedIOBase = _pyio.BufferedIOBase
_TextIOBase = _pyio.TextIOBase


class BytesIO(_taipan_io.BytesIO, _BufferedIOBase):
    """Buffered I/O implementation using an in-memory bytes buffer."""

    def __getstate__(self):
        return self.getvalue(), self.tell(), self.__dict__.copy() or None

    def __setstate__(self, state):
        value, position, own = state
        self.__init__(value)
        self.seek(position)
        if own:
            self.__dict__.update(own)


class StringIO(_taipan_io.StringIO, _TextIOBase):
    """Text I/O implementation using an in-memory buffer.

The initial_value argument sets the value of object.  The newline
argument is like the one of TextIOWrapper's constructor."""

    encoding = None
    errors = None

    def detach(self):
        raise UnsupportedOperation("detach")

    def __getstate__(self):
        return self.getvalue(), self._newline_argument(), self.tell(), self.__dict__.copy() or None

    def __setstate__(self, state):
        value, newline, position, own = state
        self._restore(value, newline)
        self.seek(position)
        if own:
            self.__dict__.update(own)


for _class in (_IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase):
    _class.__module__ = "_io"
    _class.__name__ = _class.__qualname__ = "_" + _class.__name__
for _class in (BytesIO, FileIO, StringIO, BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair,
               TextIOWrapper, IncrementalNewlineDecoder):
    _class.__module__ = "_io"
del _class

_TextIOBase.register(type(_sys.__stdout__))


def _standard_buffer(fd, name):
    raw = FileIO(fd, "r" if fd == 0 else "w", closefd=False)
    raw.name = name
    return BufferedReader(raw) if fd == 0 else BufferedWriter(raw)
