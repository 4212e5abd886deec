# ends: done
import pickle

deep = []
for _ in range(200_000):
    deep = [deep]
try:
    pickle.dumps(deep)
    ended = "pickled"
except RecursionError:
    ended = "done"
if len(pickle.loads(b"]" * 100_000 + b"a" * 99_999 + b".")) != 1:
    ended = "lost"
for hostile in (
    b"Nr\xff\xff\xff\xff.",
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
    b"\x96\xff\xff\xff\xff\xff\xff\xff\x7f.",
    b"\x8b\xff\xff\xff\x7f\x00.",
    b"\x95\xff\xff\xff\xff\xff\xff\xff\x7fN.",
    b"(" * 1_000_000 + b".",
):
    try:
        pickle.loads(hostile)
    except (pickle.UnpicklingError, OverflowError, MemoryError, EOFError):
        pass
print(ended)
