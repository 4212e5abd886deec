# ends: LimitExceeded, MemoryError
import itertools
"".join(itertools.repeat(""))
