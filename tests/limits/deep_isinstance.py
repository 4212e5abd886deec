# ends: done
t=int
for i in range(200000): t=(t,)
try: isinstance("",t)
except RecursionError: print("done")
