# ends: LimitExceeded, MemoryError
[0]*(10**12)
