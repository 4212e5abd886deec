# ends: LimitExceeded, MemoryError
"%1000000000d" % 1
