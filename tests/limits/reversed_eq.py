# ends: LimitExceeded, MemoryError
a=range(10**9)
while True: list(reversed(a)) == 1
