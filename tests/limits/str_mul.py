# ends: LimitExceeded, MemoryError
"ab"*(10**12)
