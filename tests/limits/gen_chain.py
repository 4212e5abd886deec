# ends: done
def g(it):
    for x in it: yield x
it=iter([1])
for i in range(100000): it=g(it)
try: list(it)
except RecursionError: print("done")
