# ends: LimitExceeded, MemoryError
import itertools
a=[]
a[:]=itertools.count()
