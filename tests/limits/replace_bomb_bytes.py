# ends: LimitExceeded
b = b"a" * 1000
while True: b = b.replace(b"a", b"aa")
