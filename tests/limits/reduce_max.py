# ends: LimitExceeded
import itertools, functools
functools.reduce(max, itertools.repeat(1))
