# ends: LimitExceeded
import itertools
for a in zip(itertools.count(), itertools.count()): pass
