# ends: LimitExceeded
while True: pass
