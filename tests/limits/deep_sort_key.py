# ends: done
def k(x): return sorted([x,x],key=k)
try: k(1)
except RecursionError: print("done")
