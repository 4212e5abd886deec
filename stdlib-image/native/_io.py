"""The io module of CPython in C: here the classes of `_pyio`, and an in-memory text stream of its own."""

import builtins as _builtins
import sys as _sys

import _pyio
from _pyio import (
    DEFAULT_BUFFER_SIZE,
    BlockingIOError,
    BufferedRandom,
    BufferedReader,
    BufferedRWPair,
    BufferedWriter,
    BytesIO,
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


class StringIO(_TextIOBase):
    """Text I/O implementation using an in-memory buffer.

The initial_value argument sets the value of object.  The newline
argument is like the one of TextIOWrapper's constructor."""

    # The text is `_text` and, behind it, what was written at the end since.
    def __init__(self, initial_value="", newline="\n"):
        if newline is not None and not isinstance(newline, str):
            raise TypeError(f"newline must be str or None, not {type(newline).__name__}")
        if newline not in (None, "", "\n", "\r", "\r\n"):
            raise ValueError(f"illegal newline value: {newline!r}")
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        self._newline = newline
        self._decoder = IncrementalNewlineDecoder(None, newline is None) if not newline else None
        self._text = ""
        self._more = []
        self._more_len = 0
        self._pos = 0
        self._is_closed = False
        if initial_value:
            self.write(initial_value)
            self._pos = 0

    def _open_text(self):
        if self._is_closed:
            raise ValueError("I/O operation on closed file")
        if self._more:
            self._more.insert(0, self._text)
            self._text = "".join(self._more)
            self._more = []
            self._more_len = 0
        return self._text

    def write(self, s, /):
        if self._is_closed:
            raise ValueError("I/O operation on closed file")
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got {type(s).__name__!r}")
        n = len(s)
        if not n:
            return 0
        if self._decoder is not None:
            s = self._decoder.decode(s)
        elif self._newline != "\n":
            s = s.replace("\n", self._newline)
        pos = self._pos
        if pos == len(self._text) + self._more_len:
            self._more.append(s)
            self._more_len += len(s)
        else:
            text = self._open_text()
            if pos > len(text):
                text += "\0" * (pos - len(text))
            self._text = text[:pos] + s + text[pos + len(s):]
        self._pos = pos + len(s)
        return n

    def getvalue(self):
        return self._open_text()

    def read(self, size=-1, /):
        text = self._open_text()
        start = self._pos
        if size is None or size < 0:
            end = len(text)
        else:
            end = min(start + size.__index__(), len(text))
        if start >= end:
            return ""
        self._pos = end
        return text[start:end]

    def _line_end(self, text, start):
        newline = self._newline
        if newline is None or newline == "\n":
            at = text.find("\n", start)
            return at + 1 if at >= 0 else len(text)
        if newline:
            at = text.find(newline, start)
            return at + len(newline) if at >= 0 else len(text)
        feed = text.find("\n", start)
        turn = text.find("\r", start)
        if turn < 0 or 0 <= feed < turn:
            return feed + 1 if feed >= 0 else len(text)
        return turn + 2 if feed == turn + 1 else turn + 1

    def readline(self, size=-1, /):
        text = self._open_text()
        start = self._pos
        if start >= len(text):
            return ""
        end = self._line_end(text, start)
        if size is not None and 0 <= size < end - start:
            end = start + size
        self._pos = end
        return text[start:end]

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self):
        self._open_text()
        return self

    def tell(self):
        if self._is_closed:
            raise ValueError("I/O operation on closed file")
        return self._pos

    def seek(self, pos, whence=0, /):
        text = self._open_text()
        if whence not in (0, 1, 2):
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0:
            if pos < 0:
                raise ValueError(f"Negative seek position {pos}")
        elif pos != 0:
            raise OSError("Can't do nonzero cur-relative seeks")
        elif whence == 1:
            pos = self._pos
        else:
            pos = len(text)
        self._pos = pos.__index__()
        return self._pos

    def truncate(self, pos=None, /):
        text = self._open_text()
        if pos is None:
            pos = self._pos
        elif pos < 0:
            raise ValueError(f"Negative size value {pos}")
        self._text = text[:pos]
        return pos

    def close(self):
        self._is_closed = True
        self._text = ""
        self._more = []

    @property
    def closed(self):
        return self._is_closed

    def _check(self):
        if self._is_closed:
            raise ValueError("I/O operation on closed file")
        return True

    def readable(self):
        return self._check()

    def writable(self):
        return self._check()

    def seekable(self):
        return self._check()

    @property
    def line_buffering(self):
        self._check()
        return False

    @property
    def newlines(self):
        return None if self._decoder is None else self._decoder.newlines

    encoding = None
    errors = None

    def detach(self):
        raise UnsupportedOperation("detach")

    def __getstate__(self):
        value = self.getvalue()
        own = {k: v for k, v in self.__dict__.items() if k not in _STRINGIO_FIELDS}
        return value, self._newline, self._pos, own or None

    def __setstate__(self, state):
        value, newline, pos, own = state
        StringIO.__init__(self, None, newline)
        self._text = value or ""
        self._pos = pos
        if own:
            self.__dict__.update(own)

    def __repr__(self):
        return f"<_io.StringIO object at {id(self):#x}>"


_STRINGIO_FIELDS = frozenset(StringIO().__dict__)

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
