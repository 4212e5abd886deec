# ends: done
a = []
for i in range(300_000):
    a = [a]
del a
import gc
gc.collect()
print("done")
