# ends: LimitExceeded
import itertools, collections
collections.deque(zip(itertools.repeat(0), itertools.count()), maxlen=0)
