# ends: LimitExceeded, MemoryError
x=1<<(1<<40)
