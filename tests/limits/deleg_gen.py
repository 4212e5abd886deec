# ends: LimitExceeded
def g():
    while True: yield 0
def h(): yield from g()
for x in h(): pass
