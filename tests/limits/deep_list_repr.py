# ends: done
a = []
for i in range(300_000):
    a = [a]
try:
    repr(a)
except RecursionError:
    print("done")
