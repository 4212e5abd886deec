# ends: LimitExceeded, MemoryError
import itertools
tuple(itertools.repeat(0))
