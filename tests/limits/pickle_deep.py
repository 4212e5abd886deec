# ends: done
import pickle

deep = []
for _ in range(200_000):
    deep = [deep]
try:
    pickle.dumps(deep)
except RecursionError:
    print("RecursionError")
print(len(pickle.loads(b"]" * 100_000 + b"a" * 99_999 + b".")))
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
    except (pickle.UnpicklingError, OverflowError, MemoryError, EOFError) as e:
        print(type(e).__name__)
