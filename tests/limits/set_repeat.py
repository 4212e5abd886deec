# ends: LimitExceeded
import itertools
set(itertools.repeat(0))
