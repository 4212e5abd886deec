"""SHA-3 and SHAKE."""

from _hashes import Extendable as _Extendable
from _hashes import make as _make

_, sha3_224 = _make("_sha3", "sha3_224", "sha3_224", 28, 144)
_, sha3_256 = _make("_sha3", "sha3_256", "sha3_256", 32, 136)
_, sha3_384 = _make("_sha3", "sha3_384", "sha3_384", 48, 104)
_, sha3_512 = _make("_sha3", "sha3_512", "sha3_512", 64, 72)
_, shake_128 = _make("_sha3", "shake_128", "shake_128", 0, 168, _Extendable)
_, shake_256 = _make("_sha3", "shake_256", "shake_256", 0, 136, _Extendable)
implementation = "RustCrypto"
