# ends: done
a = ()
for i in range(300_000):
    a = (a,)
try:
    hash(a)
except RecursionError:
    print("done")
