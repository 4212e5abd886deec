# ends: LimitExceeded, MemoryError
s="a"
while True: s+=s
