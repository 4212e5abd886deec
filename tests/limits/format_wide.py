# ends: LimitExceeded, MemoryError
"{:>1000000000000}".format(1)
