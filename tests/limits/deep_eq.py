# ends: done
a, b = [], []
for i in range(300_000):
    a, b = [a], [b]
try:
    a == b
except RecursionError:
    print("done")
