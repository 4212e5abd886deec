"""This module makes available standard errno system symbols.

The value of each symbol is the corresponding integer value,
e.g., on most systems, errno.ENOENT equals the integer 2.
"""

from _posix import _errno as _numbers

globals().update(_numbers)
errorcode = {}
for _name, _number in _numbers.items():
    errorcode.setdefault(_number, _name)
del _name, _number, _numbers
