"""The functions in this module allow compression and decompression using the
zlib library, which is based on GNU zip.
"""

import binascii as _binascii
import struct as _struct

import _taipan_zlib

DEFLATED, DEF_MEM_LEVEL, DEF_BUF_SIZE, MAX_WBITS = 8, 8, 16384, 15
Z_NO_COMPRESSION, Z_BEST_SPEED, Z_BEST_COMPRESSION, Z_DEFAULT_COMPRESSION = 0, 1, 9, -1
Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED = range(5)
Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH, Z_BLOCK, Z_TREES = range(7)
ZLIB_VERSION = ZLIB_RUNTIME_VERSION = "1.3.1"


class error(Exception):
    __module__ = "zlib"


def crc32(data, value=0, /):
    """Compute a CRC-32 checksum of data."""
    return _binascii.crc32(data, value)


def adler32(data, value=1, /):
    """Compute an Adler-32 checksum of data."""
    return _taipan_zlib.adler32(data, value & 0xFFFFFFFF)


def _check_wbits(wbits):
    if not (8 <= wbits <= 15 or -15 <= wbits <= -8 or 24 <= wbits <= 31 or 40 <= wbits <= 47 or wbits == 0):
        raise ValueError("Invalid initialization option")


def compress(data, /, level=-1, wbits=15):
    """Returns a bytes object containing compressed data."""
    if not -1 <= level <= 9:
        raise error("Bad compression level")
    _check_wbits(wbits)
    if wbits > 15:
        body = _taipan_zlib.deflate(data, level, False)
        head = b"\x1f\x8b\x08\0\0\0\0\0" + (b"\x02" if level == 9 else b"\x04" if level == 1 else b"\0") + b"\x03"
        return head + body + _struct.pack("<II", crc32(data), len(memoryview(data).cast("B")) & 0xFFFFFFFF)
    return _taipan_zlib.deflate(data, level, wbits > 0)


def _gzip_header(data):
    """The length of a gzip header, or None if more data is needed."""
    if len(data) < 10:
        return None
    if data[:2] != b"\x1f\x8b" or data[2] != 8:
        raise error("Error -3 while decompressing data: incorrect header check")
    flags, at = data[3], 10
    if flags & 4:
        if len(data) < at + 2:
            return None
        at += 2 + int.from_bytes(data[at:at + 2], "little")
    for bit in (8, 16):
        if flags & bit:
            end = data.find(b"\0", at)
            if end < 0:
                return None
            at = end + 1
    if flags & 2:
        at += 2
    return at if at <= len(data) else None


def _inflate(data, wbits):
    """Output, bytes read, whether the stream has ended."""
    gzip = wbits > 31 and data[:1] == b"\x1f" or 15 < wbits < 32
    if not gzip:
        if wbits >= 0 and len(data) >= 2 and ((data[0] << 8 | data[1]) % 31 or data[0] & 15 != 8):
            raise error("Error -3 while decompressing data: incorrect header check")
        found = _taipan_zlib.inflate(data, wbits >= 0)
        if found is None:
            raise error("Error -3 while decompressing data: invalid or corrupt data")
        return found
    start = _gzip_header(data)
    if start is None:
        return b"", 0, False
    found = _taipan_zlib.inflate(data[start:], False)
    if found is None:
        raise error("Error -3 while decompressing data: invalid or corrupt data")
    out, read, ended = found
    read += start
    if ended:
        if len(data) < read + 8:
            return out, read, False
        crc, size = _struct.unpack_from("<II", data, read)
        if crc != crc32(out):
            raise error("Error -3 while decompressing data: incorrect data check")
        if size != len(out) & 0xFFFFFFFF:
            raise error("Error -3 while decompressing data: incorrect length check")
        read += 8
    return out, read, ended


def decompress(data, /, wbits=15, bufsize=DEF_BUF_SIZE):
    """Returns a bytes object containing the uncompressed data."""
    _check_wbits(wbits)
    out, _, ended = _inflate(bytes(data), wbits)
    if not ended:
        raise error("Error -5 while decompressing data: incomplete or truncated stream")
    return out


class Compress:
    """A stream that is compressed as a whole when it ends."""

    __module__ = "zlib"

    def __init__(self, level, wbits):
        self._level = level
        self._wbits = wbits
        self._parts = []

    def compress(self, data, /):
        self._parts.append(bytes(data))
        return b""

    def flush(self, mode=Z_FINISH, /):
        if mode != Z_FINISH or self._parts is None:
            return b""
        whole = b"".join(self._parts)
        self._parts = None
        return compress(whole, self._level, self._wbits)

    def copy(self):
        other = Compress(self._level, self._wbits)
        other._parts = list(self._parts)
        return other

    __copy__ = copy

    def __deepcopy__(self, memo):
        return self.copy()


class Decompress:
    """A stream that is decompressed as it comes."""

    __module__ = "zlib"

    def __init__(self, wbits, zdict=b""):
        self._wbits = wbits
        self._input = b""
        self._given = 0
        self.eof = False
        self.unused_data = b""
        self.unconsumed_tail = b""
        self._held = b""

    def decompress(self, data, /, max_length=0):
        if max_length < 0:
            raise ValueError("max_length must be non-negative")
        data = bytes(data)
        if self.eof and not self._held:
            self.unused_data += data
            return b""
        if self.unconsumed_tail:
            # The tail is given back by the caller; its text is held already.
            data = data[len(self.unconsumed_tail):]
            self.unconsumed_tail = b""
        if data and not self.eof:
            self._input += data
            out, read, ended = _inflate(self._input, self._wbits)
            self._held += out[self._given:]
            self._given = len(out)
            if ended:
                self.unused_data = self._input[read:]
                self._input = b""
                self._ended = True
        if max_length and len(self._held) > max_length:
            part, self._held = self._held[:max_length], self._held[max_length:]
            self.unconsumed_tail = b"\0"
            return part
        part, self._held = self._held, b""
        self.eof = getattr(self, "_ended", False)
        return part

    def flush(self, length=DEF_BUF_SIZE, /):
        if length <= 0:
            raise ValueError("length must be greater than zero")
        part, self._held = self._held, b""
        self.unconsumed_tail = b""
        self.eof = getattr(self, "_ended", False)
        return part

    def copy(self):
        other = Decompress(self._wbits)
        other.__dict__.update(self.__dict__)
        return other

    __copy__ = copy


class _ZlibDecompressor:
    """What `gzip` reads with."""

    __module__ = "zlib"

    def __init__(self, wbits=15, zdict=b""):
        self._stream = Decompress(wbits)
        self._held = b""

    eof = property(lambda self: self._stream.eof and not self._held)
    unused_data = property(lambda self: self._stream.unused_data if self.eof else b"")
    needs_input = property(lambda self: not self._held and not self._stream.eof)

    def decompress(self, data, max_length=-1):
        if self.eof:
            raise EOFError("End of stream already reached")
        self._held += self._stream.decompress(data)
        if max_length < 0:
            part, self._held = self._held, b""
        else:
            part, self._held = self._held[:max_length], self._held[max_length:]
        return part


def compressobj(level=-1, method=DEFLATED, wbits=15, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=None):
    """Return a compressor object."""
    _check_wbits(wbits)
    if zdict is not None:
        raise NotImplementedError("zlib of Taipan has no preset dictionaries")
    return Compress(level, wbits)


def decompressobj(wbits=15, zdict=b""):
    """Return a decompressor object."""
    _check_wbits(wbits)
    if zdict:
        raise NotImplementedError("zlib of Taipan has no preset dictionaries")
    return Decompress(wbits)
