# ends: LimitExceeded
import itertools
any(itertools.repeat(0))
