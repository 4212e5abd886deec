# ends: LimitExceeded, MemoryError
import itertools
*a, = itertools.count()
