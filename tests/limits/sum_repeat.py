# ends: LimitExceeded
import itertools
sum(itertools.repeat(0))
