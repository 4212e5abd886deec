# ends: LimitExceeded
a = ["a"] * 2_000_000
while True:
    a.count("b")
