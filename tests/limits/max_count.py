# ends: LimitExceeded
import itertools
max(itertools.count())
