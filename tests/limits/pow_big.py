# ends: LimitExceeded
x=3**(10**8)
