"""Sequences with named and with hidden fields: os.stat_result, time.struct_time."""
import copy
import os
import pickle
import time

full = os.stat_result(tuple(range(10, 26)))
print(full, len(full), full.n_fields >= 16, full.n_sequence_fields, full.n_unnamed_fields)
print(full.st_mode, full[0], full.st_ctime, full[9], full.st_atime, full.st_mtime_ns)
short = os.stat_result(range(10))
print(short.st_atime_ns, short.st_size, short == tuple(range(10)), hash(short) == hash(tuple(range(10))))
named = os.stat_result(range(10), {"st_atime_ns": 5, "st_blocks": 7})
print(named.st_atime_ns, named.st_blocks, named.st_mtime_ns)
for make in (copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))):
    again = make(named)
    print(type(again).__name__, again == named, again.st_atime_ns, again.st_blocks)
for bad in (lambda: os.stat_result(range(9)), lambda: os.stat_result(range(40)), lambda: os.stat_result(5)):
    try:
        bad()
    except TypeError as e:
        print(str(e).split("(")[0])
try:
    full.st_mode = 1
except AttributeError as e:
    print(type(e).__name__)
try:
    full.st_mtime_ns = 1
except AttributeError as e:
    print(type(e).__name__)
t = time.gmtime(0)
print(t, t.tm_zone, t.tm_gmtoff, t.tm_year, tuple(t)[:3], len(t))
match t:
    case time.struct_time(1970, month, tm_hour=h):
        print(month, h)
real = os.stat(os.path.dirname(os.path.abspath(__file__)) or ".")
print(real.st_mode & 0o170000 == 0o040000, real.st_mtime_ns // 10**9 == int(real.st_mtime), isinstance(real.st_blocks, int))
