"""SHA-2."""

from _hashes import make as _make

SHA224Type, sha224 = _make("_sha2", "SHA224Type", "sha224", 28, 64)
SHA256Type, sha256 = _make("_sha2", "SHA256Type", "sha256", 32, 64)
SHA384Type, sha384 = _make("_sha2", "SHA384Type", "sha384", 48, 128)
SHA512Type, sha512 = _make("_sha2", "SHA512Type", "sha512", 64, 128)
