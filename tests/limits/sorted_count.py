# ends: LimitExceeded, MemoryError
import itertools
sorted(itertools.count())
