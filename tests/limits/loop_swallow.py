# ends: LimitExceeded
while True:
    try:
        raise ValueError
    except BaseException: pass
