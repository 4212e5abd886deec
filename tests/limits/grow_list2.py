# ends: LimitExceeded, MemoryError
s=[]
while True: s.append(s[:])
