# ends: LimitExceeded
a=[]
for i in range(60):
    a=[a,a]
repr(a)
