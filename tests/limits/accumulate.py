# ends: LimitExceeded
import itertools, collections
collections.deque(itertools.accumulate(itertools.repeat(1)), maxlen=0)
