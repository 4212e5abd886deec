# ends: LimitExceeded
import itertools
sum(itertools.count())
