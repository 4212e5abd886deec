# ends: LimitExceeded, MemoryError
"a".ljust(10**13)
