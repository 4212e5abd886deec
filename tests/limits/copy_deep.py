# ends: done
import copy
a=[]
for i in range(200000): a=[a]
try: copy.deepcopy(a)
except RecursionError: print("done")
