# ends: done
e = ValueError()
for i in range(20_000):
    e = ExceptionGroup("x", [e])
try:
    repr(e)
    str(e)
except RecursionError:
    pass
print("done")
