# ends: LimitExceeded
import itertools
next(itertools.chain.from_iterable(itertools.repeat(())))
