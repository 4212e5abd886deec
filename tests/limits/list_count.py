# ends: LimitExceeded, MemoryError
import itertools
list(itertools.count())
