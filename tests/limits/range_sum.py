# ends: LimitExceeded
sum(range(10**15))
