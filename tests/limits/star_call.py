# ends: LimitExceeded, MemoryError
import itertools
print(*itertools.count())
