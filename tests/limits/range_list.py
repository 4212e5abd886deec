# ends: LimitExceeded, MemoryError
list(range(10**11))
