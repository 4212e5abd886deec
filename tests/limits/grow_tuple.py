# ends: LimitExceeded
t=()
while True: t=(t,t,t)
