# ends: LimitExceeded
class K:
    def __lt__(self, o): return True
a=[K() for i in range(1000)]
while True: a.sort()
