# ends: done
def g(n):
    yield from g(n+1)
try: list(g(0))
except RecursionError: print("done")
