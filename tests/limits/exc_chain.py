# ends: LimitExceeded
e=None
while True:
    try: raise ValueError from e
    except ValueError as x: e=x
