# ends: LimitExceeded
def f():
    while True:
        try:
            x = 1
        finally:
            continue
f()
