# ends: LimitExceeded
class N: pass
n=None
while True:
    m=N()
    m.next=n
    n=m
