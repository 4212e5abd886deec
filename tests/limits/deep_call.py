# ends: done
def f(): f()
try: f()
except RecursionError: print("done")
