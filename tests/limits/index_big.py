# ends: LimitExceeded
a = [0.5] * 2_000_000
while True:
    try:
        a.index(1)
    except ValueError:
        pass
