# ends: LimitExceeded
x=pow(3, 7**200000, 11**100000)
