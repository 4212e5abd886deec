# ends: LimitExceeded
import itertools
max(enumerate(itertools.count()))
