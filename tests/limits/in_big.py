# ends: LimitExceeded
a = [0.5] * 2_000_000
while True:
    1.5 in a
