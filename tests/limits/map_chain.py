# ends: done
it=[1]
for i in range(200000): it=map(abs, it)
try: list(it)
except RecursionError: print("done")
