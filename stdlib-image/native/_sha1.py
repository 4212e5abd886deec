"""SHA-1."""

from _hashes import make as _make

SHA1Type, sha1 = _make("_sha1", "sha1", "sha1", 20, 64)
